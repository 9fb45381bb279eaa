import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What others keep, only others can look at. */
export class IngressAssumptionsHold extends InvariantRule {
  public readonly id = "http/ingress-assumptions";
  public readonly title = "The configuration of an ingress that others run says what routes count on";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Labels of a container say where it is found. What an entry point does with headers, and where it redirects to, " +
    "stands in a file that this program never sees.";

  public check(topology: Topology): Finding[] {
    return topology.ingresses.flatMap((ingress) =>
      ingress.assumptions.length === 0
        ? [Finding.pass(ingress)]
        : ingress.assumptions.map((assumption) =>
            Finding.unknown(ingress, {
              what: `counts on ${assumption}`,
              fix: `look at the configuration of ${ingress.container.name}`,
            }),
          ),
    );
  }
}
