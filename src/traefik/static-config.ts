import type { YamlMap } from "./yaml";
import { ON, renderYaml } from "./yaml";

/** The entry point for HTTP: it redirects, and answers challenges. */
export const WEB = "web";

/** The entry point for HTTPS. */
export const HTTPS = "websecure";

/** What the authority for certificates is called. */
export const RESOLVER = "acme";

/** Where the health check asks; nobody else reaches it. */
export const PING_ADDRESS = "127.0.0.1:8082";

/** Who makes certificates, and how it is convinced. */
export interface ResolverPlan {
  readonly email: string;
  /** The directory of the authority. */
  readonly directoryUrl: string;
  /** Where its account and the certificates are kept. */
  readonly storage: string;
  /** A file with certificates of authorities that the server of the authority may have. */
  readonly authoritiesFile?: string;
  /** The provider of DNS that is told to put up records; nothing where files on port 80 convince. */
  readonly dns?: { readonly provider: string; readonly resolvers: readonly string[] };
}

/** What Traefik reads once, when it starts. */
export interface StaticPlan {
  readonly resolver?: ResolverPlan;
  /** The directory with the file of routes. */
  readonly routesDirectory: string;
  readonly readTimeoutSeconds: number;
  readonly drainSeconds: number;
  /** The port of HTTP/3 as clients see it; nothing where it is off. */
  readonly http3Port?: number;
  readonly trustedProxies: readonly string[];
  readonly usesProxyProtocol: boolean;
  readonly hasAccessLog: boolean;
  readonly logLevel: string;
  readonly metricsPort?: number;
}

/** `X_Forwarded_Proto` and `X.Forwarded.Proto` are for PHP and WSGI what `X-Forwarded-Proto` is: they go. */
const HEADERS: YamlMap = { aliasHeadersStrategy: "delete" };

/** A path and a header may be long: tokens of single sign-on are. */
const MAX_HEADER_BYTES = 65_536;

/**
 * The static configuration.
 *
 * @see https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/
 */
export function renderStaticConfig(plan: StaticPlan): string {
  const { resolver, hasAccessLog, metricsPort, logLevel, routesDirectory } = plan;
  return renderYaml({
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: logLevel, format: "json" },
    accessLog: hasAccessLog ? { format: "json" } : undefined,
    ping: { entryPoint: "ping" },
    metrics: metricsPort === undefined ? undefined : { prometheus: { entryPoint: "metrics" } },
    entryPoints: {
      ping: { address: PING_ADDRESS, http: HEADERS },
      metrics: metricsPort === undefined ? undefined : { address: `:${metricsPort}`, http: HEADERS },
      [WEB]: web(plan),
      [HTTPS]: https(plan),
    },
    providers: { file: { directory: routesDirectory } },
    certificatesResolvers: resolver && { [RESOLVER]: { acme: acme(resolver) } },
  });
}

/** The port, and not the name of the entry point: only that is the same on both sides of a port mapping. */
function web(plan: StaticPlan): YamlMap {
  return {
    address: ":80",
    // Challenges of services behind it are no business of the redirect.
    allowACMEByPass: true,
    ...trust(plan),
    http: {
      redirections: { entryPoint: { to: ":443", scheme: "https", permanent: true } },
      ...HEADERS,
    },
    transport: { lifeCycle: { graceTimeOut: `${plan.drainSeconds}s` } },
  };
}

function https(plan: StaticPlan): YamlMap {
  const { http3Port, readTimeoutSeconds, drainSeconds } = plan;
  return {
    address: ":443",
    asDefault: true,
    http3: http3Port === undefined ? undefined : { advertisedPort: http3Port },
    ...trust(plan),
    http: {
      tls: plan.resolver ? { certResolver: RESOLVER } : ON,
      ...HEADERS,
      maxHeaderBytes: MAX_HEADER_BYTES,
    },
    transport: {
      // It counts the whole body of a request, however steadily it arrives.
      respondingTimeouts: { readTimeout: `${readTimeoutSeconds}s` },
      lifeCycle: { graceTimeOut: `${drainSeconds}s` },
    },
  };
}

function trust({ trustedProxies, usesProxyProtocol }: StaticPlan): YamlMap {
  if (trustedProxies.length === 0) return {};
  const trustedIPs = [...trustedProxies];
  return usesProxyProtocol ? { proxyProtocol: { trustedIPs } } : { forwardedHeaders: { trustedIPs } };
}

function acme({ email, directoryUrl, storage, authoritiesFile, dns }: ResolverPlan): YamlMap {
  return {
    email,
    caServer: directoryUrl,
    caCertificates: authoritiesFile === undefined ? undefined : [authoritiesFile],
    storage,
    keyType: "EC256",
    ...(dns
      ? { dnsChallenge: { provider: dns.provider, resolvers: dns.resolvers.length === 0 ? undefined : dns.resolvers } }
      : { httpChallenge: { entryPoint: WEB } }),
  };
}
