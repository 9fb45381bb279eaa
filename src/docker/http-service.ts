import type { Duration } from "../units/duration";
import type { Size } from "../units/size";
import type { ContainerService } from "./container-service";

/** A name below `/.well-known/` by which clients find a service, knowing the domain alone (RFC 8615). */
export interface WellKnownPath {
  /** The name, such as `caldav`. */
  readonly name: string;

  /** The path of the service to which it leads, such as `/caldav/`. */
  readonly path: string;
}

/** What a service that speaks HTTP needs of what stands in front of it. */
export interface HttpNeeds {
  /** The port on which it listens, without TLS. */
  readonly port: number;

  /**
   * What it takes for its own address: scheme, host and path as a user opens them.
   *
   * @default - it takes the one that the request names
   */
  readonly publicUrl?: string;

  /**
   * The path below which it serves, with a slash at both ends.
   *
   * @default - any, or that of `publicUrl`
   */
  readonly servedPath?: string;

  /**
   * Names in the `Host` header that it accepts; one with a leading dot stands for all below it, `*` for all.
   *
   * @default - all
   */
  readonly allowedHosts?: string[];

  /**
   * Names below `/.well-known/` that lead to it. One service of a domain can have each.
   *
   * @default - none
   */
  readonly wellKnown?: WellKnownPath[];

  /**
   * Methods besides those of HTTP itself, such as `PROPFIND`.
   *
   * @default - none
   */
  readonly methods?: string[];

  /**
   * The largest body that clients send. It must have time to arrive over a slow line.
   *
   * @default - not known
   */
  readonly largestUpload?: Size;

  /**
   * How long it may think before it answers.
   *
   * @default - not known
   */
  readonly longestResponse?: Duration;

  /**
   * Whether connections change their protocol, as those of WebSockets do.
   *
   * @default false
   */
  readonly upgrades?: boolean;
}

/** A service that an ingress can lead to. For a container of your own, write `{ service, http: { port: 8080 } }`. */
export interface IHttpService {
  /** Its container. */
  readonly service: ContainerService;

  /** What it needs of what stands in front of it. */
  readonly http: HttpNeeds;
}

/** What a service that ends TLS by itself needs of what stands in front of it. */
export interface TlsNeeds {
  /** The port on which it takes TLS connections. */
  readonly port: number;

  /**
   * The port on which it answers ACME challenges that come by HTTP.
   *
   * @default - none: it gets its certificates in another way
   */
  readonly challengePort?: number;
}

/** A service that ends TLS by itself, behind an ingress that hands its connections on. */
export interface ITlsService {
  /** Its container. */
  readonly service: ContainerService;

  /** What it needs of what stands in front of it. */
  readonly tls: TlsNeeds;
}
