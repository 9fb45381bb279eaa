import type { Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

const LEAST_SECONDS = 10;

/** Who is killed cannot finish what it does. */
export class ServiceMayStop extends InvariantRule {
  public readonly id = "lifecycle/stop-grace";
  public readonly title = "A service has at least ten seconds to stop";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "What it has in hand when it is killed is lost: requests, mails, jobs. Where no time is given at all, the provider " +
    "kills at once, whatever the image says.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .filter(({ kind }) => kind === ContainerKind.SERVICE)
      .map((container) => {
        const { stopGraceSeconds } = container;
        if (stopGraceSeconds !== undefined && stopGraceSeconds >= LEAST_SECONDS) return Finding.pass(container);
        return Finding.fail(container, {
          what: `${container.name} is killed before it can stop`,
          got: stopGraceSeconds === undefined ? "no time to stop" : `${stopGraceSeconds} s`,
          expected: `at least ${LEAST_SECONDS} s`,
          fix: "give `stopGrace` more, such as Duration.seconds(30)",
        });
      });
  }
}
