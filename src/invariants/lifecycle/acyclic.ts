import type { ContainerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { StartOrder } from "../start-order";

/** Somebody must be first. */
export class StartOrderIsAcyclic extends InvariantRule {
  public readonly id = "lifecycle/acyclic";
  public readonly title = "No container waits for itself, directly or by way of others";
  public readonly severity = Severity.ERROR;
  public readonly why = "Terraform refuses a plan in which things wait for one another in a circle.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const order = new StartOrder(topology);
    const done = new Set<ContainerNode>();
    return topology.containers.flatMap((container) => {
      if (done.has(container)) return [];
      const cycle = cycleFrom(container, order, done);
      return [cycle ? fail(cycle) : Finding.pass(container)];
    });
  }
}

/** The first circle that a walk from here meets. The walk is kept on a stack of its own: chains can be long. */
function cycleFrom(
  start: ContainerNode,
  order: StartOrder,
  done: Set<ContainerNode>,
): readonly ContainerNode[] | undefined {
  let cycle: readonly ContainerNode[] | undefined;
  const path = new Set<ContainerNode>([start]);
  const walk = [{ container: start, rest: order.predecessorsOf(start) }];
  for (let at = walk.at(-1); at; at = walk.at(-1)) {
    const next = at.rest.pop();
    if (!next) {
      walk.pop();
      path.delete(at.container);
      done.add(at.container);
    } else if (path.has(next)) {
      const members = [...path];
      cycle ??= members.slice(members.indexOf(next));
    } else if (!done.has(next)) {
      path.add(next);
      walk.push({ container: next, rest: order.predecessorsOf(next) });
    }
  }
  return cycle;
}

function fail(cycle: readonly ContainerNode[]): Finding {
  const [first] = cycle;
  return Finding.fail(first, {
    what: "waits for itself",
    got: [...cycle, first].map(({ path }) => path).join(" after "),
    expected: "an order in which one of them starts first",
    fix: "take one of them out of the other's `startsAfter`",
  });
}
