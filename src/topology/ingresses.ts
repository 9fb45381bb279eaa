import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** How an ingress gets its certificates. */
export enum CertificateSource {
  /** From an ACME authority that asks for a file by HTTP on port 80. */
  HTTP_CHALLENGE = "http-01",
  /** From an ACME authority that asks for a DNS record. */
  DNS_CHALLENGE = "dns-01",
  /** From files that somebody else renews. */
  FILES = "files",
}

/** What an ingress is known by. */
export interface IngressDeclaration {
  /** The construct that stands for it. */
  readonly construct: IConstruct;

  /** Its container. */
  readonly container: ContainerNode;

  /**
   * How it gets its certificates.
   *
   * @default - not known
   */
  readonly certificates?: CertificateSource;

  /**
   * Whether its authority is one for tests, whose certificates no client accepts.
   *
   * @default false
   */
  readonly isStaging?: boolean;

  /**
   * Names for which it has certificates in files; `*.example.org` stands for one label.
   *
   * @default - none
   */
  readonly certificateHosts?: string[];

  /**
   * The release of its software, such as `3.7.13`.
   *
   * @default - not known
   */
  readonly version?: string;

  /**
   * How many seconds the body of a request may take.
   *
   * @default - not known
   */
  readonly readTimeoutSeconds?: number;

  /**
   * Whether ACME challenges on port 80 can reach the services behind it, past the redirect to HTTPS.
   *
   * @default - not known
   */
  readonly passesChallenges?: boolean;

  /**
   * Addresses, as CIDRs, whose word it takes for where a request comes from.
   *
   * @default - none
   */
  readonly trustedProxies?: string[];

  /**
   * What the configuration that somebody else keeps must say.
   *
   * @default - nothing: this program writes all of it
   */
  readonly assumptions?: string[];
}

/** What stands between the internet and the containers, and ends TLS. */
export class IngressNode extends TopologyNode {
  /** Its container. */
  public readonly container: ContainerNode;

  /** How it gets its certificates; nothing where that is not known. */
  public readonly certificates?: CertificateSource;

  /** Whether its authority is one for tests. */
  public readonly isStaging: boolean;

  /** Names for which it has certificates in files. */
  public readonly certificateHosts: string[];

  /** The release of its software; nothing where that is not known. */
  public readonly version?: string;

  /** Whether ACME challenges on port 80 can reach the services behind it; nothing where that is not known. */
  public readonly passesChallenges?: boolean;

  /** Addresses, as CIDRs, whose word it takes for where a request comes from. */
  public readonly trustedProxies: string[];

  /** What the configuration that somebody else keeps must say. */
  public readonly assumptions: string[];

  private bodySeconds?: number;

  /** Made by `Topology.declareIngress`. */
  public constructor(declaration: IngressDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.certificates = declaration.certificates;
    this.isStaging = declaration.isStaging ?? false;
    this.certificateHosts = declaration.certificateHosts ?? [];
    this.version = declaration.version;
    this.passesChallenges = declaration.passesChallenges;
    this.trustedProxies = declaration.trustedProxies ?? [];
    this.assumptions = declaration.assumptions ?? [];
    this.bodySeconds = declaration.readTimeoutSeconds;
  }

  /** How many seconds the body of a request may take; nothing where that is not known. */
  public get readTimeoutSeconds(): number | undefined {
    return this.bodySeconds;
  }

  /**
   * Has it wait for bodies that take longer.
   *
   * @param seconds - what a route needs
   */
  public allowBodies(seconds: number): void {
    this.bodySeconds = Math.max(this.bodySeconds ?? 0, seconds);
  }
}

/** Names whose TLS connections an ingress hands on as they are. */
export interface TlsPassthroughDeclaration {
  /** The construct that is reached. */
  readonly construct: IConstruct;

  /** The ingress. */
  readonly ingress: IngressNode;

  /** The names. */
  readonly hosts: string[];

  /** The container that ends TLS. */
  readonly target: ContainerNode;

  /** The port on which it listens. */
  readonly targetPort: number;

  /**
   * The port on which it answers ACME challenges that come by HTTP.
   *
   * @default - it needs none
   */
  readonly challengePort?: number;
}

/** Names whose TLS connections an ingress hands on as they are, by what the client asks for. */
export class TlsPassthroughNode extends TopologyNode {
  /** The ingress. */
  public readonly ingress: IngressNode;

  /** The names. */
  public readonly hosts: string[];

  /** The container that ends TLS. */
  public readonly target: ContainerNode;

  /** The port on which it listens. */
  public readonly targetPort: number;

  /** The port on which it answers ACME challenges; nothing where it needs none. */
  public readonly challengePort?: number;

  /** Made by `Topology.declareTlsPassthrough`. */
  public constructor(declaration: TlsPassthroughDeclaration) {
    super(declaration.construct);
    this.ingress = declaration.ingress;
    this.hosts = declaration.hosts;
    this.target = declaration.target;
    this.targetPort = declaration.targetPort;
    this.challengePort = declaration.challengePort;
  }
}
