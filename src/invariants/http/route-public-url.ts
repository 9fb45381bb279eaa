import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, Topology } from "../../topology";
import { areEqual } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { canonicalUrl } from "./route-one-target";

/** A service writes links with the address that it believes in. */
export class RouteIsPublicUrl extends InvariantRule {
  public readonly id = "http/route-public-url";
  public readonly title = "A service is reached where it believes to be";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "It writes links, redirects and invitations with the address that it was told, and some services answer requests for " +
    "any other with 404.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route, topology));
  }
}

function judge(route: HttpRouteNode, topology: Topology): Finding[] {
  const { publicUrl, url, target } = route;
  if (publicUrl === undefined || isPartOf(route, topology)) return [];
  const what = `${target.name} is reached at ${url}, and takes ${publicUrl} for its address`;
  const fix = "make the `host` and `path` of the route those of the service's own address";
  if (isUnknownText(publicUrl) || isUnknownText(url)) {
    const [own, reached] = [publicUrl, url].map((text) => text.replace(/\/$/, ""));
    return [
      own === reached ? Finding.pass(route) : Finding.unknown(route, { what, condition: areEqual(own, reached), fix }),
    ];
  }
  if (canonicalUrl(publicUrl) === canonicalUrl(url)) return [Finding.pass(route)];
  return [Finding.fail(route, { what, got: url, expected: publicUrl, fix })];
}

/** Of several routes to one service, one is its address; the others lead to parts of it. */
function isPartOf(route: HttpRouteNode, topology: Topology): boolean {
  const { target, publicUrl, ingress } = route;
  if (publicUrl === undefined || isUnknownText(publicUrl)) return false;
  return topology.httpRoutes.some(
    (other) =>
      other !== route &&
      other.target === target &&
      other.ingress === ingress &&
      canonicalUrl(other.url) === canonicalUrl(publicUrl),
  );
}
