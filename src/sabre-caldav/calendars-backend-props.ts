import type { ContainerImage, IServiceNetwork, NetworkAttachment, Secret } from "../docker";
import type { IPostgresDatabase } from "../postgres";
import type { Duration, Size } from "../units";
import type { CalDavApiGeneration } from "./api-generation";
import type { CalDavKeys } from "./caldav-keys";

/** How the backend reaches La Suite Messages, for calendars that belong to mailboxes. */
export interface MessagesIntegration {
  /** The URL of its API. */
  readonly apiUrl: string;

  /** The id of the channel of kind `api_key` that was made for the calendars. */
  readonly channelId: string;

  /** The key of that channel. */
  readonly apiKey: Secret;

  /**
   * The scopes of that channel, as they are set in Messages. Sending needs `messages:send`; finding a user's mailboxes
   * needs `mailboxes:read`, which only a global channel can have.
   */
  readonly scopes: string[];
}

/** Props of `CalendarsBackend`. */
export interface CalendarsBackendProps {
  /** The image of the Django backend, with an exact tag. */
  readonly image: ContainerImage;

  /** The network on which it meets the CalDAV server. */
  readonly network: IServiceNetwork;

  /** The keys that it shares with the CalDAV server. */
  readonly keys: CalDavKeys;

  /**
   * Its fixed address on the network. The CalDAV server then calls it by that, so that no other container with the same
   * alias can get the invitations.
   *
   * @default - none: it is called by its alias
   */
  readonly ipv4Address?: string;

  /**
   * The name under which others on its networks reach it. It must not have an underscore: Django refuses those.
   *
   * @default - the id of the construct
   */
  readonly alias?: string;

  /**
   * Networks that it joins besides.
   *
   * @default - none
   */
  readonly networks?: NetworkAttachment[];

  /**
   * The port on which it listens.
   *
   * @default 8000
   */
  readonly port?: number;

  /**
   * Names and addresses under which it is asked, besides its own alias and fixed address.
   *
   * @default - none
   */
  readonly allowedHosts?: string[];

  /**
   * Where its CalDAV server is: scheme, host and port.
   *
   * @default - where the `SabreCalDav` is that gets this backend
   */
  readonly caldavUrl?: string;

  /**
   * The generation of its interface to the CalDAV server.
   *
   * @default CalDavApiGeneration.LS_HEADERS
   */
  readonly generation?: CalDavApiGeneration;

  /**
   * The class of upstream's settings.
   *
   * @default "Production"
   */
  readonly configuration?: string;

  /**
   * Its database: one of its own, not that of the CalDAV server.
   *
   * @default - none; upstream's settings then name one on localhost
   */
  readonly database?: IPostgresDatabase;

  /**
   * Django's secret key, which signs sessions. When it changes, all users are signed out.
   *
   * @default - made once on the host
   */
  readonly secretKey?: Secret;

  /**
   * How it reaches La Suite Messages.
   *
   * @default - not at all: invitations go by SMTP
   */
  readonly messages?: MessagesIntegration;

  /**
   * Further settings. What a prop sets is refused here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Further settings that are secret. Those that upstream reads from a file are given so. For any other, the start
   * command exports it from a file, for which `command` must be known.
   *
   * @default - none
   */
  readonly secretEnvironment?: { [name: string]: Secret };

  /**
   * The whole start command, the image's entry point included.
   *
   * @default - the image's
   */
  readonly command?: string[];

  /**
   * The user and group as which it runs, as numbers.
   *
   * @default "1000:1000"
   */
  readonly user?: string;

  /**
   * The most memory that it may use.
   *
   * @default Size.mebibytes(768)
   */
  readonly memory?: Size;

  /**
   * How long requests that run may take when it stops.
   *
   * @default Duration.seconds(90)
   */
  readonly stopGrace?: Duration;
}

/** What is known of a backend that somebody else runs. */
export interface ExistingCalendarsBackendProps {
  /** The network on which it meets the CalDAV server. */
  readonly network: IServiceNetwork;

  /** The keys that it shares with the CalDAV server. */
  readonly keys: CalDavKeys;

  /**
   * Its fixed address on the network.
   *
   * @default - none: it is called by its alias
   */
  readonly ipv4Address?: string;

  /**
   * A name under which it is reached on the network, and no other container is.
   *
   * @default - none: it is called by its fixed address
   */
  readonly alias?: string;

  /**
   * The name of its container.
   *
   * @default - the id of the construct
   */
  readonly containerName?: string;

  /**
   * The port on which it listens.
   *
   * @default 8000
   */
  readonly port?: number;

  /**
   * What its `DJANGO_ALLOWED_HOSTS` holds.
   *
   * @default - not known; a finding says what must be in it
   */
  readonly allowedHosts?: string[];

  /**
   * What its `CALDAV_URL` holds.
   *
   * @default - not known
   */
  readonly caldavUrl?: string;

  /**
   * The generation of its interface to the CalDAV server.
   *
   * @default CalDavApiGeneration.LS_HEADERS
   */
  readonly generation?: CalDavApiGeneration;
}
