import type { HttpRouteNode, Topology } from "../../topology";
import { containerKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** A calendar program that knows no more than a domain asks there. */
export class WellKnownHasOneOwner extends InvariantRule {
  public readonly id = "http/well-known-owner";
  public readonly title = "A name below /.well-known/ of a host leads to one service";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "There is one such path on a host, whatever services lie below other paths: half of the users find the calendars of " +
    "somebody else's server, where they have no account.";

  public check(topology: Topology): Finding[] {
    const claims = topology.httpRoutes.flatMap((route) =>
      route.wellKnown.map((name) => ({ route, name, place: `${originOf(route)}/.well-known/${name}` })),
    );
    return [...groupBy(claims, ({ place }) => place).entries()].map(([place, all]) =>
      judge(
        place,
        all.map(({ route }) => route),
      ),
    );
  }
}

function judge(place: string, routes: readonly HttpRouteNode[]): Finding {
  const [first] = routes;
  const others = routes.filter(({ target }) => containerKey(target) !== containerKey(first.target));
  if (others.length === 0) return Finding.pass(first);
  return Finding.fail(first, {
    what: `${place} is also claimed by ${pathsOf(others)}`,
    got: [first, ...others].map(({ target }) => target.name).join(", "),
    expected: "one service",
    fix: "give each of them a host name of its own",
  });
}

function originOf({ url }: HttpRouteNode): string {
  return (/^[a-z]+:\/\/[^/]+/i.exec(url)?.[0] ?? url).toLowerCase();
}
