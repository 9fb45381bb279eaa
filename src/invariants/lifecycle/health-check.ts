import type { Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Running is not working. */
export class ServiceHasHealthCheck extends InvariantRule {
  public readonly id = "lifecycle/health-check";
  public readonly title = "The engine watches the health of every service";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Without a health check a deploy ends well while the service answers nothing, and what starts after it starts too early.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .filter(({ kind }) => kind === ContainerKind.SERVICE)
      .map((container) =>
        container.hasHealthCheck
          ? Finding.pass(container)
          : Finding.fail(container, {
              what: `nothing tells the engine whether ${container.name} works`,
              expected: "a command in the container that succeeds where it works",
              fix: "pass `healthCheck`, such as HealthCheck.command([…])",
            }),
      );
  }
}
