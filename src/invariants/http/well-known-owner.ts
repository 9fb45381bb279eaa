import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, Topology } from "../../topology";
import { containerKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** A client that knows the domain alone finds one service. */
export class WellKnownHasOneOwner extends InvariantRule {
  public readonly id = "http/well-known-owner";
  public readonly title = "Each name below /.well-known/ of a domain leads to one service";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A calendar program is told the domain and asks there where the calendars are. With two answers it finds those of " +
    "one service, and the users of the other one see none.";

  public check(topology: Topology): Finding[] {
    const named = topology.httpRoutes.flatMap((route) =>
      route.wellKnown.map((name) => ({ route, address: `${originOf(route.url)}/.well-known/${name}` })),
    );
    return [...groupBy(named, ({ address }) => address)].map(([address, claims]) =>
      judge(
        address,
        claims.map(({ route }) => route),
      ),
    );
  }
}

function judge(address: string, routes: readonly HttpRouteNode[]): Finding {
  const [first] = routes;
  const others = routes.filter(({ target }) => containerKey(target) !== containerKey(first.target));
  if (others.length === 0) return Finding.pass(first);
  return Finding.fail(first, {
    what: `${address} leads to ${pathsOf(others)} too`,
    got: [first, ...others].map(({ target }) => target.name).join(" and "),
    expected: "one service",
    fix: "pass `wellKnown: false` to the routes of all but one",
  });
}

function originOf(url: string): string {
  return isUnknownText(url) ? url : url.toLowerCase().replace(/^([a-z]+:\/\/[^/]+).*$/, "$1");
}
