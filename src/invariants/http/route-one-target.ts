import type { HttpRouteNode, Topology } from "../../topology";
import { containerKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** One public URL, one service. */
export class RouteHasOneTarget extends InvariantRule {
  public readonly id = "http/route-one-target";
  public readonly title = "A public URL leads to one container and one port";
  public readonly severity = Severity.ERROR;
  public readonly why = "A proxy follows one of the routes; the service behind the other one is never reached.";

  public check(topology: Topology): Finding[] {
    return [...groupBy(topology.httpRoutes, ({ url }) => canonicalUrl(url)).values()].map(judge);
  }
}

function judge(routes: readonly HttpRouteNode[]): Finding {
  const [first] = routes;
  const others = routes.filter(
    ({ target, targetPort }) => containerKey(target) !== containerKey(first.target) || targetPort !== first.targetPort,
  );
  if (others.length === 0) return Finding.pass(first);
  return Finding.fail(first, {
    what: `${first.url} is also served by ${pathsOf(others)}`,
    got: `${first.target.name}:${first.targetPort} and ${others.map(({ target, targetPort }) => `${target.name}:${targetPort}`).join(", ")}`,
    expected: "one container and one port",
    fix: "give one of them another URL",
  });
}

/** Hosts are the same in upper and lower case, and a slash at the end changes nothing. */
export function canonicalUrl(url: string): string {
  const match = /^([a-z]+:\/\/[^/]+)(.*)$/i.exec(url);
  return match ? `${match[1].toLowerCase()}${match[2].replace(/\/$/, "")}` : url;
}
