/*
 * How Traefik tells requests apart. Every router says its priority: left alone, Traefik takes the length of the rule,
 * by which a long pattern wins over a path that is meant.
 */

/** Matches the names. The first is the one that a certificate is named after. */
export function hostRule(hosts: readonly string[]): string {
  return hosts.map((host) => `Host(\`${host}\`)`).join(" || ");
}

/** Matches the names that clients of TLS ask for. */
export function sniRule(hosts: readonly string[]): string {
  return hosts.map((host) => `HostSNI(\`${host}\`)`).join(" || ");
}

/** Matches a path and all below it, and not another that only begins with the same letters. */
export function routeRule(hosts: readonly string[], path: string): string {
  if (path === "/") return hostRule(hosts);
  return `${grouped(hosts)} && (Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
}

/** Matches a name below `/.well-known/`, with a slash at its end or without. */
export function wellKnownRule(hosts: readonly string[], name: string): string {
  const path = `/.well-known/${name}`;
  return `${grouped(hosts)} && (Path(\`${path}\`) || Path(\`${path}/\`))`;
}

/** Matches the requests of an ACME authority. */
export function challengeRule(hosts: readonly string[]): string {
  return `${grouped(hosts)} && PathPrefix(\`/.well-known/acme-challenge/\`)`;
}

/** The deeper path wins, and a name over a wildcard. */
export function routePriority(hosts: readonly string[], path: string): number {
  const base = hosts.some((host) => host.startsWith("*.")) ? 100 : 1000;
  return base + path.split("/").filter((part) => part !== "").length;
}

/** Above every path of the same name. */
export const WELL_KNOWN_PRIORITY = 2000;

/** Above Traefik's own router for challenges, whose priority is the length of its rule. */
export const CHALLENGE_PRIORITY = 3000;

/** Of one service alone: no other may have the name. */
export const PASSTHROUGH_PRIORITY = 1000;

function grouped(hosts: readonly string[]): string {
  return hosts.length === 1 ? hostRule(hosts) : `(${hostRule(hosts)})`;
}
