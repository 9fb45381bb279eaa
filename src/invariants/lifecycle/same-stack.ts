import { TerraformStack } from "cdktf";
import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { StartOrder } from "../start-order";
import { pathsOf } from "../wording";

/** Terraform knows the resources of one stack at a time. */
export class PredecessorsAreOfStack extends InvariantRule {
  public readonly id = "lifecycle/same-stack";
  public readonly title = "A container waits for containers of its own stack";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A stack is a Terraform configuration of its own: a reference to a resource of another one is an error in every plan.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const order = new StartOrder(topology);
    return topology.containers
      .filter(({ startsAfter }) => startsAfter.length > 0)
      .map((container) => {
        const stack = TerraformStack.of(container.construct);
        const elsewhere = order
          .predecessorsOf(container)
          .filter(({ construct }) => TerraformStack.of(construct) !== stack);
        if (elsewhere.length === 0) return Finding.pass(container);
        return Finding.fail(container, {
          what: `waits for containers of another stack: ${pathsOf(elsewhere)}`,
          got: pathsOf(elsewhere),
          expected: `containers of ${stack.node.path}`,
          fix: "take them out of `startsAfter`, and order the stacks with `addDependency`",
        });
      });
  }
}
