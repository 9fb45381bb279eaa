import type { PublishedPort } from "../docker";
import { CertificateSource } from "../topology";
import { Duration } from "../units";
import type { CertificateFile } from "./ingress-certificates";
import type { StaticPlan } from "./static-config";
import type { TraefikProps } from "./traefik-props";

/** Where its files are in the container. */
export const PATHS = {
  static: "/traefik/static",
  routes: "/traefik/routes",
  storage: "/traefik/acme",
};

/** What a body may take at least, so that a route with a usual upload changes nothing: 1 GiB at 5 Mbit/s. */
const USUAL_READ_TIMEOUT = Duration.minutes(30);

/** What the process itself needs to stop, beside the time that requests have. */
const STOP_SECONDS = 5;

/** Everything that follows from the props alone. */
export interface TraefikPlan {
  /** Without the time that bodies have, which routes can make longer. */
  readonly fixed: Omit<StaticPlan, "readTimeoutSeconds">;
  readonly readTimeout: Duration;
  /** Whether routes can make it longer. */
  readonly readTimeoutFollows: boolean;
  readonly strictTransport: Duration;
  readonly stopGrace: Duration;
  readonly ports: PublishedPort[];
  readonly files: readonly CertificateFile[];
  /** Variables of the provider of DNS. */
  readonly environment?: { [name: string]: string };
}

/** What follows from the props; nothing of it depends on the construct. */
export function planTraefik(props: TraefikProps): TraefikPlan {
  const { certificates, furtherCertificates, trustedProxies } = props;
  const drain = props.drain ?? Duration.seconds(30);
  const { address = "0.0.0.0", http = 80, https = 443 } = props.publish ?? {};
  const http3 = props.http3 ?? true;
  const authority = certificates._authority;
  return {
    fixed: {
      resolver: authority && {
        email: authority.email,
        directoryUrl: authority.directoryUrl,
        storage: `${PATHS.storage}/acme.json`,
        authoritiesFile: authority.authorities === undefined ? undefined : `${PATHS.static}/authorities.pem`,
        dns: authority.dns && { provider: authority.dns.provider, resolvers: authority.dns.resolvers },
      },
      routesDirectory: PATHS.routes,
      drainSeconds: drain.toSeconds(),
      http3Port: http3 ? https : undefined,
      trustedProxies: trustedProxies?.addresses ?? [],
      usesProxyProtocol: trustedProxies?.proxyProtocol ?? false,
      hasAccessLog: props.accessLog ?? true,
      logLevel: props.debug ? "DEBUG" : "INFO",
      metricsPort: props.metricsPort,
    },
    readTimeout: props.readTimeout ?? USUAL_READ_TIMEOUT,
    readTimeoutFollows: props.readTimeout === undefined,
    strictTransport: props.strictTransport ?? Duration.days(authority?.isStaging ? 0 : 365),
    stopGrace: Duration.seconds(drain.toSeconds() + STOP_SECONDS),
    ports: [
      { containerPort: 80, hostPort: http, address },
      { containerPort: 443, hostPort: https, address },
      ...(http3 ? [{ containerPort: 443, hostPort: https, address, protocol: "udp" }] : []),
    ],
    files: [...certificates._files, ...(furtherCertificates?._files ?? [])],
    environment: environmentOf(props),
  };
}

/** The files of a certificate, from the root of their volume: beside the routes, where Traefik sees that they change. */
export function certificateFiles(index: number): { readonly certificate: string; readonly key: string } {
  return { certificate: `certificate-${index}.pem`, key: `certificate-${index}.key` };
}

/** The release that a tag such as `v3.7.13` names. */
export function versionOf(tag: string | undefined): string | undefined {
  return /(?:^|[^\d.])v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag ?? "")?.[1];
}

function environmentOf({ certificates }: TraefikProps): { [name: string]: string } | undefined {
  if (certificates.source !== CertificateSource.DNS_CHALLENGE) return undefined;
  const { credentials = {}, environment = {} } = certificates._authority?.dns ?? {};
  return {
    ...environment,
    ...Object.fromEntries(Object.keys(credentials).map((name) => [`${name}_FILE`, `${PATHS.static}/secrets/${name}`])),
  };
}
