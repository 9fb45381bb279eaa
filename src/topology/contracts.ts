import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import type { IngressNode } from "./ingresses";
import { TopologyNode } from "./node";

/** How one container calls another over HTTP by itself. */
export interface CallbackDeclaration {
  /** The construct whose props say where it calls. */
  readonly construct: IConstruct;

  /** The container that calls. */
  readonly from: ContainerNode;

  /** The container that must answer. */
  readonly to: ContainerNode;

  /** The address that it is told, without the path that it adds: scheme, host and port. */
  readonly baseUrl: string;

  /** The path that it adds. */
  readonly path: string;

  /** The port on which the other container listens. */
  readonly port: number;

  /**
   * Names and addresses in the `Host` header that the other side accepts; one with a leading dot stands for all below it.
   *
   * @default - not known, as for a service that somebody else runs
   */
  readonly allowedHosts?: string[];
}

/** A request that one container makes to another by itself. */
export class CallbackNode extends TopologyNode {
  /** The container that calls. */
  public readonly from: ContainerNode;

  /** The container that must answer. */
  public readonly to: ContainerNode;

  /** The address that it is told, without the path that it adds. */
  public readonly baseUrl: string;

  /** The path that it adds. */
  public readonly callbackPath: string;

  /** The port on which the other container listens. */
  public readonly port: number;

  /** Names and addresses in the `Host` header that the other side accepts; nothing where that is not known. */
  public readonly allowedHosts?: string[];

  /** Made by `Topology.declareCallback`. */
  public constructor(declaration: CallbackDeclaration) {
    super(declaration.construct);
    this.from = declaration.from;
    this.to = declaration.to;
    this.baseUrl = declaration.baseUrl;
    this.callbackPath = declaration.path;
    this.port = declaration.port;
    this.allowedHosts = declaration.allowedHosts;
  }
}

/** How mail leaves a container. */
export interface MailRouteDeclaration {
  /** The construct that sends. */
  readonly construct: IConstruct;

  /** The container that sends. */
  readonly client: ContainerNode;

  /** The host name of the relay that takes the mail. */
  readonly relayHost: string;

  /** The port of the relay. */
  readonly relayPort: number;

  /** The domains of the envelope senders. */
  readonly senderDomains: string[];

  /**
   * The largest message that it sends, attachments included, in bytes.
   *
   * @default - not known
   */
  readonly maxMessageBytes?: number;

  /**
   * The container of the relay.
   *
   * @default - somebody else runs it
   */
  readonly relay?: ContainerNode;

  /**
   * Whether the connection is encrypted.
   *
   * @default false
   */
  readonly usesTls?: boolean;

  /**
   * Whether it is encrypted from its first byte, instead of by STARTTLS.
   *
   * @default false
   */
  readonly usesImplicitTls?: boolean;

  /**
   * Whether the client logs in.
   *
   * @default false
   */
  readonly hasCredentials?: boolean;
}

/** The way that mail takes out of a container. */
export class MailRouteNode extends TopologyNode {
  /** The container that sends. */
  public readonly client: ContainerNode;

  /** The host name of the relay that takes the mail. */
  public readonly relayHost: string;

  /** The port of the relay. */
  public readonly relayPort: number;

  /** The domains of the envelope senders. */
  public readonly senderDomains: string[];

  /** The largest message that it sends, in bytes; nothing where that is not known. */
  public readonly maxMessageBytes?: number;

  /** The container of the relay; nothing where somebody else runs it. */
  public readonly relay?: ContainerNode;

  /** Whether the connection is encrypted. */
  public readonly usesTls: boolean;

  /** Whether it is encrypted from its first byte, instead of by STARTTLS. */
  public readonly usesImplicitTls: boolean;

  /** Whether the client logs in. */
  public readonly hasCredentials: boolean;

  /** Made by `Topology.declareMailRoute`. */
  public constructor(declaration: MailRouteDeclaration) {
    super(declaration.construct);
    this.client = declaration.client;
    this.relayHost = declaration.relayHost;
    this.relayPort = declaration.relayPort;
    this.senderDomains = declaration.senderDomains;
    this.maxMessageBytes = declaration.maxMessageBytes;
    this.relay = declaration.relay;
    this.usesTls = declaration.usesTls ?? false;
    this.usesImplicitTls = declaration.usesImplicitTls ?? false;
    this.hasCredentials = declaration.hasCredentials ?? false;
  }
}

/** How the internet reaches a container over HTTP. */
export interface HttpRouteDeclaration {
  /** The construct that is reached. */
  readonly construct: IConstruct;

  /** The URL that a user opens, with scheme, host and path, for example `https://calendar.example.org/dav`. */
  readonly url: string;

  /** The container that answers. */
  readonly target: ContainerNode;

  /** The port on which it listens. */
  readonly targetPort: number;

  /**
   * The path below which the software believes itself to be, with a slash at both ends.
   *
   * @default - not known, or any
   */
  readonly servedPath?: string;

  /**
   * What stands between the internet and the container.
   *
   * @default - not known
   */
  readonly ingress?: IngressNode;

  /**
   * What the service itself takes for its address.
   *
   * @default - it does not care, or it is not known
   */
  readonly publicUrl?: string;

  /**
   * Names in the `Host` header that the service accepts; one with a leading dot stands for all below it.
   *
   * @default - all, or not known
   */
  readonly allowedHosts?: string[];

  /**
   * Names below `/.well-known/` that lead to the service, such as `caldav`.
   *
   * @default - none
   */
  readonly wellKnown?: string[];

  /**
   * Methods besides those that every proxy passes on, such as `PROPFIND`.
   *
   * @default - none
   */
  readonly methods?: string[];

  /**
   * Whether connections change their protocol, as those of WebSockets do.
   *
   * @default false
   */
  readonly upgrades?: boolean;

  /**
   * The largest body that clients send, in bytes.
   *
   * @default - not known
   */
  readonly largestUploadBytes?: number;

  /**
   * How many seconds the service may think before it answers.
   *
   * @default - not known
   */
  readonly longestResponseSeconds?: number;

  /**
   * For how many seconds the ingress waits for the answer to begin.
   *
   * @default - for ever, or not known
   */
  readonly responseTimeoutSeconds?: number;

  /**
   * For how many seconds browsers are told to use HTTPS alone.
   *
   * @default 0
   */
  readonly strictTransportSeconds?: number;
}

/** A public URL and the container behind it. */
export class HttpRouteNode extends TopologyNode {
  /** The URL that a user opens. */
  public readonly url: string;

  /** The container that answers. */
  public readonly target: ContainerNode;

  /** The port on which it listens. */
  public readonly targetPort: number;

  /** What stands between the internet and the container; nothing where that is not known. */
  public readonly ingress?: IngressNode;

  /** What the service itself takes for its address; nothing where it does not care. */
  public readonly publicUrl?: string;

  /** Names in the `Host` header that the service accepts; nothing where it accepts all. */
  public readonly allowedHosts?: string[];

  /** The path below which the software believes itself to be; nothing where that is not known, or does not matter. */
  public readonly servedPath?: string;

  /** Names below `/.well-known/` that lead to the service. */
  public readonly wellKnown: string[];

  /** Methods besides those that every proxy passes on. */
  public readonly methods: string[];

  /** Whether connections change their protocol. */
  public readonly upgrades: boolean;

  /** The largest body that clients send, in bytes; nothing where that is not known. */
  public readonly largestUploadBytes?: number;

  /** How many seconds the service may think before it answers; nothing where that is not known. */
  public readonly longestResponseSeconds?: number;

  /** For how many seconds the ingress waits for the answer to begin; nothing where it waits for ever. */
  public readonly responseTimeoutSeconds?: number;

  /** For how many seconds browsers are told to use HTTPS alone. */
  public readonly strictTransportSeconds: number;

  /** Made by `Topology.declareHttpRoute`. */
  public constructor(declaration: HttpRouteDeclaration) {
    super(declaration.construct);
    this.url = declaration.url;
    this.target = declaration.target;
    this.targetPort = declaration.targetPort;
    this.ingress = declaration.ingress;
    this.publicUrl = declaration.publicUrl;
    this.allowedHosts = declaration.allowedHosts;
    this.servedPath = declaration.servedPath;
    this.wellKnown = declaration.wellKnown ?? [];
    this.methods = declaration.methods ?? [];
    this.upgrades = declaration.upgrades ?? false;
    this.largestUploadBytes = declaration.largestUploadBytes;
    this.longestResponseSeconds = declaration.longestResponseSeconds;
    this.responseTimeoutSeconds = declaration.responseTimeoutSeconds;
    this.strictTransportSeconds = declaration.strictTransportSeconds ?? 0;
  }
}

/** How much a service needs a DNS record. */
export enum DnsNeed {
  /** It must exist before the service starts for the first time. */
  BEFORE_START = "before-start",
  /** The service does not work without it. */
  REQUIRED = "required",
  /** The service works, and others trust it less or find it worse. */
  RECOMMENDED = "recommended",
}

/** A DNS record that must exist for a service to work. */
export interface DnsRecordDeclaration {
  /** The construct that needs it. */
  readonly construct: IConstruct;

  /** Its full name, for example `calendar.example.org`. */
  readonly name: string;

  /** Its type, for example `A` or `TXT`. */
  readonly type: string;

  /**
   * Its value: text without quotes, and host names without a dot at their end.
   *
   * @default - only the running service knows it
   */
  readonly value?: string;

  /**
   * How much the service needs it.
   *
   * @default DnsNeed.REQUIRED
   */
  readonly need?: DnsNeed;

  /**
   * How long others may remember it, in seconds.
   *
   * @default 3600
   */
  readonly ttlSeconds?: number;

  /**
   * The Terraform output that holds the value when the service runs.
   *
   * @default - none does
   */
  readonly output?: string;
}

/** A DNS record that must exist for a service to work. */
export class DnsRecordNode extends TopologyNode {
  /** Its full name. */
  public readonly name: string;

  /** Its type. */
  public readonly type: string;

  /** Its value; nothing where only the running service knows it. */
  public readonly value?: string;

  /** How much the service needs it. */
  public readonly need: DnsNeed;

  /** How long others may remember it, in seconds. */
  public readonly ttlSeconds: number;

  /** The Terraform output that holds the value when the service runs; nothing where none does. */
  public readonly output?: string;

  /** Made by `Topology.declareDnsRecord`. */
  public constructor(declaration: DnsRecordDeclaration) {
    super(declaration.construct);
    this.name = declaration.name;
    this.type = declaration.type;
    this.value = declaration.value;
    this.need = declaration.need ?? DnsNeed.REQUIRED;
    this.ttlSeconds = declaration.ttlSeconds ?? 3600;
    this.output = declaration.output;
  }
}

/** A promise between two constructs that has no type of its own here: what one needs and what the other gives. */
export interface ContractDeclaration {
  /** The construct that needs it. */
  readonly construct: IConstruct;

  /** The construct that gives it. */
  readonly provider: IConstruct;

  /** What it is about, for example `API generation`. */
  readonly subject: string;

  /** What is needed. */
  readonly needed: string;

  /** What is given. */
  readonly given: string;

  /** The prop or call that makes them equal. */
  readonly fix: string;
}

/** A promise between two constructs; it is kept when what is given equals what is needed. */
export class ContractNode extends TopologyNode {
  /** The construct that gives it. */
  public readonly provider: IConstruct;

  /** What it is about. */
  public readonly subject: string;

  /** What is needed. */
  public readonly needed: string;

  /** What is given. */
  public readonly given: string;

  /** The prop or call that makes them equal. */
  public readonly fix: string;

  /** Made by `Topology.declareContract`. */
  public constructor(declaration: ContractDeclaration) {
    super(declaration.construct);
    this.provider = declaration.provider;
    this.subject = declaration.subject;
    this.needed = declaration.needed;
    this.given = declaration.given;
    this.fix = declaration.fix;
  }
}
