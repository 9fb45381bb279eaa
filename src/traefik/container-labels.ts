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

/** What labels must name of a Traefik that somebody else runs. */
export interface LabelPlan {
  /** The real name of the network, not that of the program. */
  readonly network: string;
  readonly entryPoint: string;
  readonly httpEntryPoint?: string;
  readonly resolver?: string;
  readonly constraintLabels: { readonly [name: string]: string };
}

/** Labels by name. */
export interface Labels {
  readonly [name: string]: string;
}

/**
 * What every container that Traefik serves says. Without the network Traefik takes any that the container is on, another
 * one at each look.
 */
export function commonLabels({ network, constraintLabels }: LabelPlan): Labels {
  return { ...constraintLabels, "traefik.enable": "true", "traefik.docker.network": network };
}

/**
 * One route. Its name is that of the host and the path: where two containers say different things under one name, Traefik
 * drops both.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/
 */
export function routeLabels(plan: LabelPlan, route: RoutePlan): Labels {
  const { name, hosts, path, port, wellKnown } = route;
  return {
    ...routerLabels(plan, name, {
      rule: routeRule(hosts, path),
      priority: routePriority(hosts, path),
      service: name,
      middlewares: middlewaresOf(route),
    }),
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(port),
    ...middlewareLabels(route),
    ...wellKnown.reduce(
      (labels, known) => ({
        ...labels,
        ...routerLabels(plan, `${name}-${known.name}`, {
          rule: wellKnownRule(hosts, known.name),
          priority: WELL_KNOWN_PRIORITY,
          service: "noop@internal",
          middlewares: [`${name}-${known.name}`],
        }),
        ...prefixed(`traefik.http.middlewares.${name}-${known.name}.redirectregex`, {
          regex: "^.*$",
          replacement: `https://${hosts[0]}${known.path}`,
          permanent: "true",
        }),
      }),
      {},
    ),
  };
}

/**
 * Connections that the container ends by itself. Challenges are served before it is healthy, which it may not be without
 * its first certificate: for that Traefik must know its fixed address.
 */
export function passthroughLabels(plan: LabelPlan, passthrough: PassthroughPlan, ipv4Address?: string): Labels {
  const { name, hosts, port, challengePort } = passthrough;
  return {
    ...prefixed(`traefik.tcp.routers.${name}`, {
      entrypoints: plan.entryPoint,
      rule: sniRule(hosts),
      priority: String(PASSTHROUGH_PRIORITY),
      service: name,
      "tls.passthrough": "true",
    }),
    [`traefik.tcp.services.${name}.loadbalancer.server.port`]: String(port),
    ...(challengePort === undefined || plan.httpEntryPoint === undefined
      ? {}
      : {
          "traefik.docker.allownonrunning": "true",
          ...prefixed(`traefik.http.routers.${name}-challenge`, {
            entrypoints: plan.httpEntryPoint,
            rule: challengeRule(hosts),
            priority: String(CHALLENGE_PRIORITY),
            service: `${name}-challenge`,
          }),
          [`traefik.http.services.${name}-challenge.loadbalancer.server.url`]: `http://${ipv4Address}:${challengePort}`,
        }),
  };
}

interface Router {
  readonly rule: string;
  readonly priority: number;
  readonly service: string;
  readonly middlewares: readonly string[];
}

function routerLabels({ entryPoint, resolver }: LabelPlan, name: string, router: Router): Labels {
  return prefixed(`traefik.http.routers.${name}`, {
    entrypoints: entryPoint,
    rule: router.rule,
    priority: String(router.priority),
    service: router.service,
    middlewares: router.middlewares.join(","),
    // Without it the router would serve plain HTTP on the port of HTTPS.
    tls: "true",
    ...(resolver === undefined ? {} : { "tls.certresolver": resolver }),
  });
}

function middlewaresOf({ name, rateLimit, allowFrom }: RoutePlan): string[] {
  return [`${name}-headers`, ...(allowFrom ? [`${name}-from`] : []), ...(rateLimit ? [`${name}-rate`] : [])];
}

function middlewareLabels({ name, strictTransportSeconds, rateLimit, allowFrom }: RoutePlan): Labels {
  const middleware = `traefik.http.middlewares.${name}`;
  return {
    ...prefixed(`${middleware}-headers.headers`, {
      "customrequestheaders.X-Forwarded-Proto": "https",
      ...Object.fromEntries(FORGEABLE_HEADERS.map((header) => [`customrequestheaders.${header}`, ""])),
      contenttypenosniff: "true",
      ...(strictTransportSeconds === 0 ? {} : { stsseconds: String(strictTransportSeconds) }),
    }),
    ...(allowFrom ? { [`${middleware}-from.ipallowlist.sourcerange`]: allowFrom.join(",") } : {}),
    ...(rateLimit
      ? prefixed(`${middleware}-rate.ratelimit`, {
          average: String(rateLimit.average),
          burst: String(rateLimit.burst),
        })
      : {}),
  };
}

function prefixed(prefix: string, labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`${prefix}.${name}`, value]));
}
