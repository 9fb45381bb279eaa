import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Software that makes links knows where it is. */
export class RoutePathIsServed extends InvariantRule {
  public readonly id = "http/route-path";
  public readonly title = "A public URL has the path below which the service believes itself to be";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The service answers 404 below any other path, or redirects to a page that is not there: it makes its links from the " +
    "path that it was told, and a proxy does not rewrite what stands in the body.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) =>
      route.servedPath === undefined ? [] : [judge(route, route.servedPath)],
    );
  }
}

function judge(route: HttpRouteNode, servedPath: string): Finding {
  const what = `the public URL of ${route.target.name} has another path than the service`;
  const fix = "give the URL the path of the service, or the service the path of the URL";
  if (isUnknownText(route.url)) {
    const path = servedPath.replace(/\/$/, "").replace(/[.+]/g, "\\$&");
    return Finding.unknown(route, { what, condition: matches(route.url, `^https?://[^/]+${path}/?$`), fix });
  }
  const path = `${route.url.replace(/^[a-z]+:\/\/[^/]+/i, "").replace(/\/$/, "")}/`;
  if (path === servedPath) return Finding.pass(route);
  return Finding.fail(route, { what, got: route.url, expected: `the path ${servedPath}`, fix });
}
