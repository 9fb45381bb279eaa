import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { areEqual } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What one construct needs, the other one gives. */
export class ContractIsKept extends InvariantRule {
  public readonly id = "contract/kept";
  public readonly title = "What one service needs of another is what that one gives";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The two services were written for one another under this condition; without it they run but do not work together.";

  public check(topology: Topology): Finding[] {
    return topology.contracts.map((contract) => {
      const { subject, needed, given, provider, fix } = contract;
      const what = `disagrees with ${provider.node.path} about ${subject}`;
      if (needed === given) return Finding.pass(contract);
      if (isUnknownText(needed) || isUnknownText(given)) {
        return Finding.unknown(contract, { what, condition: areEqual(needed, given), fix });
      }
      return Finding.fail(contract, { what, got: given, expected: needed, fix });
    });
  }
}
