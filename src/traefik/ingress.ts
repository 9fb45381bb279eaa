import type { IHttpService, ITlsService } from "../docker";
import type { HttpRouteNode, IngressNode, TlsPassthroughNode } from "../topology";
import type { Duration } from "../units";

/** How many requests one address may make. */
export interface RateLimit {
  /** How many a second, on average. */
  readonly average: number;

  /**
   * How many at once.
   *
   * @default - ten times `average`
   */
  readonly burst?: number;
}

/** Where the internet finds a service. */
export interface RouteOptions {
  /**
   * The name, such as `calendar.example.org`. A certificate is named after it. `*.example.org` stands for one label, and
   * needs a certificate by DNS or from a file.
   */
  readonly host: string;

  /**
   * Further names of the same service.
   *
   * @default - none
   */
  readonly aliases?: string[];

  /**
   * The path, and all below it. The service gets it as the client sent it.
   *
   * @default "/"
   */
  readonly path?: string;

  /**
   * Whether names below `/.well-known/` lead to the service, where it has any and they lie below `path`.
   *
   * @default true
   */
  readonly wellKnown?: boolean;

  /**
   * How long the service may think before its answer begins; the client gets 504 then.
   *
   * @default - what the service needs, and at least 5 minutes
   */
  readonly responseTimeout?: Duration;

  /**
   * For how long browsers shall use HTTPS alone, once they have been here. Zero says nothing of it.
   *
   * @default - what the ingress says of all its routes
   */
  readonly strictTransport?: Duration;

  /**
   * How many requests one address may make; whoever makes more gets 429. Clients of IPv6 and of the host itself all come
   * from one address where the network has IPv4 alone.
   *
   * @default - any number
   */
  readonly rateLimit?: RateLimit;

  /**
   * Addresses, as CIDRs, from which requests may come; all others get 403.
   *
   * @default - everywhere
   */
  readonly allowFrom?: string[];
}

/** Which TLS connections belong to a service. */
export interface PassthroughOptions {
  /** The names for which clients ask. No route may have one of them, nor a wildcard that covers one. */
  readonly hosts: string[];
}

/** A route, as it was made. */
export class HttpRoute {
  /** Where users find the service: scheme, name and path. */
  public readonly url: string;

  /** Made by `IIngress.route`. */
  public constructor(
    /** The name of the service on the internet. */
    public readonly host: string,
    /** Its path, without a slash at the end unless it is `/`. */
    public readonly path: string,
    /** The route in the topology, that of the first name first. */
    public readonly routeNodes: HttpRouteNode[],
  ) {
    this.url = `https://${host}${path}`;
  }
}

/** What stands between the internet and services, and ends TLS for them. */
export interface IIngress {
  /** The ingress in the topology. */
  readonly ingressNode: IngressNode;

  /**
   * Leads a name and a path to a service.
   *
   * @param service - the service, or `{ service, http }` for a container of your own
   * @param options - where the internet finds it
   * @throws an error when another route has the same name and path, and when options do not fit
   */
  route(service: IHttpService, options: RouteOptions): HttpRoute;

  /**
   * Hands the TLS connections for some names to a service that ends TLS by itself, other protocols than HTTP included.
   *
   * @param service - the service, or `{ service, tls }` for a container of your own
   * @param options - the names
   * @throws an error when a route has one of the names, and when options do not fit
   */
  passthrough(service: ITlsService, options: PassthroughOptions): TlsPassthroughNode;
}
