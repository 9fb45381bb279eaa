import type { DynamicPlan } from "../../src/traefik/dynamic-config";
import type { PassthroughPlan, RoutePlan } from "../../src/traefik/route-plan";
import type { StaticPlan } from "../../src/traefik/static-config";

/** A route as it is planned where nothing is said of it. */
export function routePlan(rest: Partial<RoutePlan> = {}): RoutePlan {
  return {
    name: "calendar-example-org",
    hosts: ["calendar.example.org"],
    path: "/",
    container: "calendars-baikal",
    port: 8080,
    wellKnown: [],
    responseTimeoutSeconds: 300,
    strictTransportSeconds: 31_536_000,
    ...rest,
  };
}

/** A service that ends TLS by itself. */
export function passthroughPlan(rest: Partial<PassthroughPlan> = {}): PassthroughPlan {
  return {
    name: "chat-example-org",
    hosts: ["chat.example.org", "www.chat.example.org"],
    container: "calendars-chatmail",
    port: 443,
    challengePort: 80,
    ...rest,
  };
}

/** Routes with certificates of an authority. */
export function dynamicPlan(rest: Partial<DynamicPlan> = {}): DynamicPlan {
  return { routes: [routePlan()], passthroughs: [], hasResolver: true, certificates: [], ...rest };
}

/** What Traefik reads at its start, where nothing is said of it. */
export function staticPlan(rest: Partial<StaticPlan> = {}): StaticPlan {
  return {
    resolver: {
      email: "ops@example.org",
      directoryUrl: "https://acme-v02.api.letsencrypt.org/directory",
      storage: "/traefik/acme/acme.json",
    },
    routesDirectory: "/traefik/routes",
    readTimeoutSeconds: 1800,
    drainSeconds: 30,
    http3Port: 443,
    trustedProxies: [],
    usesProxyProtocol: false,
    hasAccessLog: true,
    logLevel: "INFO",
    ...rest,
  };
}
