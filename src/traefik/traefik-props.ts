import type { ContainerImage, IMountableVolume, IServiceNetwork } from "../docker";
import type { Duration, Size } from "../units";
import type { IngressCertificates } from "./ingress-certificates";

/** How the host passes connections on to an ingress. */
export interface IngressPorts {
  /**
   * The address of the host on which it is reachable. An authority that asks for files by HTTP must reach it.
   *
   * @default "0.0.0.0"
   */
  readonly address?: string;

  /**
   * The port for HTTP.
   *
   * @default 80
   */
  readonly http?: number;

  /**
   * The port for HTTPS, and for HTTP/3 by UDP.
   *
   * @default 443
   */
  readonly https?: number;
}

/** Proxies and load balancers in front of an ingress. */
export interface TrustedProxies {
  /** Their addresses, as CIDRs. Whoever comes from there can say of any request where it comes from. */
  readonly addresses: string[];

  /**
   * Whether they say it in the PROXY protocol, instead of in headers.
   *
   * @default false
   */
  readonly proxyProtocol?: boolean;
}

/** Props of `Traefik`. */
export interface TraefikProps {
  /** The networks on which it meets the services. At least one must have a way out of the host. */
  readonly networks: IServiceNetwork[];

  /** Where its certificates come from. */
  readonly certificates: IngressCertificates;

  /**
   * Certificates from files besides: a name in them is not asked for.
   *
   * @default - none
   */
  readonly furtherCertificates?: IngressCertificates;

  /**
   * The image. It needs a shell for the jobs that write its files.
   *
   * @default ContainerImage.fromRegistry("traefik:v3.7.13")
   */
  readonly image?: ContainerImage;

  /**
   * The release in the image.
   *
   * @default - what the tag of the image says
   */
  readonly version?: string;

  /**
   * How the host passes connections on to it.
   *
   * @default - ports 80 and 443 of all addresses
   */
  readonly publish?: IngressPorts;

  /**
   * Whether it speaks HTTP/3.
   *
   * @default true
   */
  readonly http3?: boolean;

  /**
   * Proxies and load balancers in front of it, whose word it takes for where a request comes from.
   *
   * @default - none: the internet reaches it directly
   */
  readonly trustedProxies?: TrustedProxies;

  /**
   * How long the body of a request may take. Traefik knows one value for all routes.
   *
   * @default - 30 minutes, or what the largest upload of a route takes at 5 Mbit/s
   */
  readonly readTimeout?: Duration;

  /**
   * For how long browsers shall use HTTPS alone, once they have been here.
   *
   * @default Duration.days(365), and nothing with an authority for tests
   */
  readonly strictTransport?: Duration;

  /**
   * How long requests that run, and connections that are handed on, may take when it stops.
   *
   * @default Duration.seconds(30)
   */
  readonly drain?: Duration;

  /**
   * Whether each request is logged, as a line of JSON. The query stands in it.
   *
   * @default true
   */
  readonly accessLog?: boolean;

  /**
   * Whether the log tells everything. A service that cannot be reached is told of here alone.
   *
   * @default false
   */
  readonly debug?: boolean;

  /**
   * The port on which containers of its networks find metrics for Prometheus, at `/metrics`.
   *
   * @default - none
   */
  readonly metricsPort?: number;

  /**
   * Where the account at the authority and its certificates are kept.
   *
   * @default - a protected volume of its own
   */
  readonly storage?: IMountableVolume;

  /**
   * The most memory that it may use.
   *
   * @default Size.mebibytes(128)
   */
  readonly memory?: Size;
}

/** Props of `ExistingTraefik`. */
export interface ExistingTraefikProps {
  /** Its release, such as `3.7.13`. */
  readonly version: string;

  /** The network on which it meets the services. */
  readonly network: IServiceNetwork;

  /** The name of its entry point for HTTPS. */
  readonly entryPoint: string;

  /**
   * The name of its entry point for HTTP, for the ACME challenges of services that end TLS by themselves.
   *
   * @default - not known: such challenges cannot be handed on
   */
  readonly httpEntryPoint?: string;

  /**
   * The name of its resolver of certificates.
   *
   * @default - none: it has certificates in files
   */
  readonly resolver?: string;

  /**
   * The name of its container.
   *
   * @default "traefik"
   */
  readonly containerName?: string;

  /**
   * Labels that its `constraints` ask for.
   *
   * @default - none
   */
  readonly constraintLabels?: { [name: string]: string };

  /**
   * The `readTimeout` of its entry point for HTTPS.
   *
   * @default - not known; the report says what it must be
   */
  readonly readTimeout?: Duration;

  /**
   * Whether its entry point for HTTP has `allowACMEByPass`.
   *
   * @default - not known; the report says that it must
   */
  readonly allowsAcmeByPass?: boolean;

  /**
   * For how long browsers shall use HTTPS alone, once they have been here.
   *
   * @default Duration.days(365)
   */
  readonly strictTransport?: Duration;
}
