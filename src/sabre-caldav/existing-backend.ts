import { Construct } from "constructs";
import type { IServiceNetwork } from "../docker";
import { DockerHost } from "../docker";
import { validate } from "../internal/schema";
import type { ContainerNode } from "../topology";
import { ContainerKind, Topology } from "../topology";
import { CalDavApiGeneration } from "./api-generation";
import { baseUrlOf } from "./backend-url";
import type { CalDavKeys } from "./caldav-keys";
import type { ICalendarsBackend } from "./calendars-backend-handle";
import type { ExistingCalendarsBackendProps } from "./calendars-backend-props";
import { existingBackendSchema } from "./schema";

/** A backend that somebody else runs: nothing is created, and what is said of it is what the rules check. */
export class ExistingCalendarsBackend extends Construct implements ICalendarsBackend {
  public readonly network: IServiceNetwork;
  public readonly port: number;
  public readonly keys: CalDavKeys;
  public readonly generation: CalDavApiGeneration;
  public readonly baseUrl: string;
  public readonly allowedHosts?: string[];
  public readonly containerNode: ContainerNode;
  private caldavUrl?: string;

  public constructor(scope: Construct, id: string, props: ExistingCalendarsBackendProps) {
    super(scope, id);
    validate(this, existingBackendSchema, props);
    this.network = props.network;
    this.port = props.port ?? 8000;
    this.keys = props.keys;
    this.generation = props.generation ?? CalDavApiGeneration.LS_HEADERS;
    this.allowedHosts = props.allowedHosts;
    this.caldavUrl = props.caldavUrl;
    // The schema asks for one of them.
    this.baseUrl = baseUrlOf(String(props.ipv4Address ?? props.alias), this.port);
    this.containerNode = Topology.of(this).declareContainer({
      construct: this,
      host: DockerHost.of(this).hostNode,
      name: props.containerName ?? id,
      kind: ContainerKind.EXTERNAL,
    });
    this.containerNode.join({
      network: props.network.networkNode,
      aliases: props.alias ? [props.alias] : [],
      ipv4Address: props.ipv4Address,
    });
  }

  public get expectedCalDavUrl(): string | undefined {
    return this.caldavUrl;
  }

  /** Somebody else tells it; `caldavUrl` says what, and a rule compares. It asks one server, so all must be that one. */
  public useCalDav(url: string): void {
    this.caldavUrl ??= url;
  }
}
