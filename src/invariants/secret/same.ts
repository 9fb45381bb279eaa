import type { Topology } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { NAMED_KEYS, agreementsOnOne, judgeSame } from "./agreement";

/** What one side shows, the other one must know. */
export class SharedSecretIsSame extends InvariantRule {
  public readonly id = "secret/same";
  public readonly title = "Services that share a secret hold the same one";
  public readonly severity = Severity.ERROR;
  public readonly why = "One side refuses what the other one shows.";

  public check(topology: Topology): Finding[] {
    const named = new Set<string>(NAMED_KEYS);
    return agreementsOnOne(topology)
      .filter(({ name }) => !named.has(name))
      .map((agreement) => judgeSame(agreement, "pass one Secret to all of them"));
  }
}
