import type { IServiceNetwork } from "../docker";
import type { ContainerNode } from "../topology";
import type { CalDavApiGeneration } from "./api-generation";
import type { CalDavKeys } from "./caldav-keys";

/** The Django backend of La Suite Calendars, deployed by this program or by another. */
export interface ICalendarsBackend {
  /** The network on which the CalDAV server and the backend meet. */
  readonly network: IServiceNetwork;

  /** The port on which it listens. */
  readonly port: number;

  /** The keys that it shares with the CalDAV server. */
  readonly keys: CalDavKeys;

  /** The generation of its interface to the CalDAV server. */
  readonly generation: CalDavApiGeneration;

  /** Where it answers: scheme, host and port, by its fixed address where it has one. */
  readonly baseUrl: string;

  /** Names and addresses in the `Host` header that it accepts; nothing where that is not known. */
  readonly allowedHosts?: string[];

  /** Its container in the topology. */
  readonly containerNode: ContainerNode;

  /**
   * Where it expects the CalDAV server, without a path; nothing as long as it follows the first CalDAV server that it is
   * given to, or where that is not known.
   */
  readonly expectedCalDavUrl?: string;

  /**
   * Tells it where its CalDAV server is.
   *
   * @param url - scheme, host and port
   */
  useCalDav(url: string): void;
}
