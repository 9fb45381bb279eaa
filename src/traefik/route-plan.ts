import type { WellKnownPath } from "../docker";

/** One public path of one service. */
export interface RoutePlan {
  /** What its parts are called in the configuration. */
  readonly name: string;
  /** The first is the one that a certificate is named after. */
  readonly hosts: readonly string[];
  /** `/`, or a path without a slash at its end. */
  readonly path: string;
  /** The container, by the name under which the ingress reaches it. */
  readonly container: string;
  readonly port: number;
  readonly wellKnown: readonly WellKnownPath[];
  readonly responseTimeoutSeconds: number;
  readonly strictTransportSeconds: number;
  readonly rateLimit?: { readonly average: number; readonly burst: number };
  readonly allowFrom?: readonly string[];
}

/** Names whose TLS connections one service ends by itself. */
export interface PassthroughPlan {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly container: string;
  readonly port: number;
  readonly challengePort?: number;
}

/**
 * Headers by which a client could tell a service where its request comes from, or how. Traefik itself removes and
 * rebuilds the common ones; these it passes on.
 */
export const FORGEABLE_HEADERS = [
  "Forwarded",
  "Front-End-Https",
  "Proxy",
  "X-Forwarded-Protocol",
  "X-Forwarded-Scheme",
  "X-Forwarded-Ssl",
  "X-Url-Scheme",
];
