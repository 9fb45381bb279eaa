import type { PassthroughPlan, RoutePlan } from "./route-plan";
import { FORGEABLE_HEADERS } from "./route-plan";
import {
  CHALLENGE_PRIORITY,
  PASSTHROUGH_PRIORITY,
  WELL_KNOWN_PRIORITY,
  challengeRule,
  routePriority,
  routeRule,
  sniRule,
  wellKnownRule,
} from "./router-rules";
import { HTTPS, RESOLVER, WEB } from "./static-config";
import type { YamlMap } from "./yaml";
import { ON, renderYaml } from "./yaml";

/** What changes while Traefik runs. */
export interface DynamicPlan {
  readonly routes: readonly RoutePlan[];
  readonly passthroughs: readonly PassthroughPlan[];
  /** Whether certificates come from an authority. */
  readonly hasResolver: boolean;
  /** Certificates and their keys, as paths in the container. */
  readonly certificates: readonly { readonly certFile: string; readonly keyFile: string }[];
}

/**
 * The one file of routes, as Traefik's file provider reads it.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/
 */
export function renderDynamicConfig(plan: DynamicPlan): string {
  const { passthroughs, certificates } = plan;
  return renderYaml({
    http: http(plan),
    tcp:
      passthroughs.length === 0
        ? undefined
        : {
            routers: byName(passthroughs, passthroughRouter),
            services: byName(passthroughs, ({ container, port }) => ({
              loadBalancer: { servers: [{ address: `${container}:${port}` }] },
            })),
          },
    tls: {
      options: { default: { minVersion: "VersionTLS12", sniStrict: true } },
      certificates: certificates.length === 0 ? undefined : certificates.map((files): YamlMap => ({ ...files })),
    },
  });
}

function http({ routes, passthroughs, hasResolver }: DynamicPlan): YamlMap | undefined {
  const challenged = passthroughs.filter(({ challengePort }) => challengePort !== undefined);
  if (routes.length === 0 && challenged.length === 0) return undefined;
  return {
    routers: Object.assign(
      {},
      ...routes.map((route) => routersOf(route, hasResolver)),
      ...challenged.map(challengeRouter),
    ) as YamlMap,
    middlewares: routes.length === 0 ? undefined : middlewares(routes),
    services: Object.assign(
      {},
      ...routes.map((route) => ({ [route.name]: serviceOf(route) })),
      ...challenged.map(({ name, container, challengePort }) => ({
        [`${name}-challenge`]: servers(`http://${container}:${challengePort}`),
      })),
    ) as YamlMap,
    serversTransports:
      routes.length === 0
        ? undefined
        : (Object.assign({}, ...routes.map((route) => ({ [transportOf(route)]: transport(route) }))) as YamlMap),
  };
}

function routersOf(route: RoutePlan, hasResolver: boolean): YamlMap {
  const { name, hosts, path, wellKnown } = route;
  const common = { entryPoints: [HTTPS], tls: tlsOf(route, hasResolver) };
  return {
    [name]: {
      ...common,
      rule: routeRule(hosts, path),
      priority: routePriority(hosts, path),
      service: name,
      middlewares: middlewaresOf(route),
    },
    ...Object.fromEntries(
      wellKnown.map((known) => [
        `${name}-${known.name}`,
        {
          ...common,
          rule: wellKnownRule(hosts, known.name),
          priority: WELL_KNOWN_PRIORITY,
          service: "noop@internal",
          middlewares: [`${name}-${known.name}`],
        },
      ]),
    ),
  };
}

/** A certificate for a wildcard must be asked for by name; for all others Traefik reads the rule. */
function tlsOf({ hosts }: RoutePlan, hasResolver: boolean): YamlMap {
  if (!hasResolver) return ON;
  const [main, ...sans] = hosts;
  const isWild = hosts.some((host) => host.startsWith("*."));
  return {
    certResolver: RESOLVER,
    domains: isWild ? [{ main, sans: sans.length === 0 ? undefined : sans }] : undefined,
  };
}

function middlewares(routes: readonly RoutePlan[]): YamlMap {
  const own = routes.map((route): YamlMap => {
    const { name, hosts, wellKnown, rateLimit, allowFrom } = route;
    return {
      ...(allowFrom ? { [`${name}-from`]: { ipAllowList: { sourceRange: allowFrom } } } : {}),
      ...(rateLimit ? { [`${name}-rate`]: { rateLimit: { ...rateLimit } } } : {}),
      ...Object.fromEntries(
        wellKnown.map((known) => [
          `${name}-${known.name}`,
          { redirectRegex: { regex: "^.*$", replacement: `https://${hosts[0]}${known.path}`, permanent: true } },
        ]),
      ),
    };
  });
  const security = routes.map(({ strictTransportSeconds }): YamlMap => ({
    [securityName(strictTransportSeconds)]: {
      headers: {
        stsSeconds: strictTransportSeconds === 0 ? undefined : strictTransportSeconds,
        contentTypeNosniff: true,
      },
    },
  }));
  return Object.assign(
    { forwarded: { headers: { customRequestHeaders: requestHeaders() } } },
    ...security,
    ...own,
  ) as YamlMap;
}

/** An empty value removes the header. */
function requestHeaders(): YamlMap {
  return { "X-Forwarded-Proto": "https", ...Object.fromEntries(FORGEABLE_HEADERS.map((name) => [name, ""])) };
}

function middlewaresOf({ name, strictTransportSeconds, rateLimit, allowFrom }: RoutePlan): string[] {
  return [
    "forwarded",
    securityName(strictTransportSeconds),
    ...(allowFrom ? [`${name}-from`] : []),
    ...(rateLimit ? [`${name}-rate`] : []),
  ];
}

function securityName(strictTransportSeconds: number): string {
  return strictTransportSeconds === 0 ? "security" : `security-${strictTransportSeconds}s`;
}

function serviceOf(route: RoutePlan): YamlMap {
  return servers(`http://${route.container}:${route.port}`, transportOf(route));
}

function servers(url: string, serversTransport?: string): YamlMap {
  return { loadBalancer: { servers: [{ url }], serversTransport } };
}

function transportOf({ responseTimeoutSeconds }: RoutePlan): string {
  return `answer-${responseTimeoutSeconds}s`;
}

function transport({ responseTimeoutSeconds }: RoutePlan): YamlMap {
  return { forwardingTimeouts: { dialTimeout: "5s", responseHeaderTimeout: `${responseTimeoutSeconds}s` } };
}

function challengeRouter({ name, hosts }: PassthroughPlan): YamlMap {
  return {
    [`${name}-challenge`]: {
      entryPoints: [WEB],
      rule: challengeRule(hosts),
      priority: CHALLENGE_PRIORITY,
      service: `${name}-challenge`,
    },
  };
}

function passthroughRouter({ name, hosts }: PassthroughPlan): YamlMap {
  return {
    entryPoints: [HTTPS],
    rule: sniRule(hosts),
    priority: PASSTHROUGH_PRIORITY,
    service: name,
    tls: { passthrough: true },
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[], render: (item: T) => YamlMap): YamlMap {
  return Object.fromEntries(items.map((item) => [item.name, render(item)]));
}
