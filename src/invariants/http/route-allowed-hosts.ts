import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { accepts } from "./callback-allowed-hosts";
import { hostOf } from "./public-names";

/** A service may know only some of its names. */
export class RouteHostIsAllowed extends InvariantRule {
  public readonly id = "http/route-allowed-hosts";
  public readonly title = "A service accepts the name by which the internet reaches it";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A Django application answers a request for a host that is not among its allowed hosts with 400.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route));
  }
}

function judge(route: HttpRouteNode): Finding[] {
  const { allowedHosts, target, url } = route;
  if (allowedHosts === undefined) return [];
  const host = hostOf(url);
  const name = host ?? url.replace(/^https?:\/\//, "").replace(/\/[^}]*$/, "");
  const what = `${target.name} does not accept requests for ${name}`;
  const fix = `add ${name} to \`allowedHosts\` of ${target.path}`;
  if (allowedHosts.includes(name) || (host !== undefined && allowedHosts.some((allowed) => accepts(allowed, host)))) {
    return [Finding.pass(route)];
  }
  if (host === undefined || allowedHosts.some(isUnknownText)) {
    return [Finding.unknown(route, { what, condition: isOneOf(name, allowedHosts), fix })];
  }
  return [
    Finding.fail(route, { what, got: `allowed hosts ${enumerate(allowedHosts) || "(none)"}`, expected: host, fix }),
  ];
}
