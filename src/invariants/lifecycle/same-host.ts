import type { Topology } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { StartOrder } from "../start-order";
import { pathsOf } from "../wording";

/** Hosts come up when they like. */
export class PredecessorsAreOfHost extends InvariantRule {
  public readonly id = "lifecycle/same-host";
  public readonly title = "A container waits for containers of its own host";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "The order holds while Terraform deploys, and at no other time: when a host reboots, nothing on it waits for another one.";

  public check(topology: Topology): Finding[] {
    const order = new StartOrder(topology);
    return topology.containers
      .filter(({ startsAfter }) => startsAfter.length > 0)
      .map((container) => {
        const here = engineOf(container.host);
        const elsewhere = order.predecessorsOf(container).filter(({ host }) => engineOf(host) !== here);
        if (elsewhere.length === 0) return Finding.pass(container);
        return Finding.fail(container, {
          what: `waits for containers of another host: ${pathsOf(elsewhere)}`,
          got: pathsOf(elsewhere.map(({ host }) => host)),
          expected: container.host.path,
          fix: "let it try again until the other side answers, and take that out of `startsAfter`",
        });
      });
  }
}
