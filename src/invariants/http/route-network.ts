import type { ContainerNode, IngressNode, Topology, TopologyNode } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import { placesReachedBy } from "./shared-networks";

/** An ingress finds a service on a network that both are on. */
export class RouteSharesNetwork extends InvariantRule {
  public readonly id = "http/route-network";
  public readonly title = "An ingress and the services behind it share a network";
  public readonly severity = Severity.ERROR;
  public readonly why = "Without one, users get 502 or 504, and the log says so only where it tells everything.";

  public check(topology: Topology): Finding[] {
    return [
      ...topology.httpRoutes.flatMap((route) => (route.ingress ? [judge(route, route.ingress, route.target)] : [])),
      ...topology.tlsPassthroughs.map((passthrough) => judge(passthrough, passthrough.ingress, passthrough.target)),
    ];
  }
}

function judge(node: TopologyNode, ingress: IngressNode, target: ContainerNode): Finding {
  if (placesReachedBy(ingress.container, target).length > 0) return Finding.pass(node);
  const networks = ingress.container.endpoints.map(({ network }) => network);
  return Finding.fail(node, {
    what: `${target.name} and ${ingress.path} share no network`,
    got: pathsOf(target.endpoints.map(({ network }) => network)) || "no network",
    expected: pathsOf(networks),
    fix: `put ${target.path} on a network of ${ingress.path}, or add its network to \`networks\` there`,
  });
}
