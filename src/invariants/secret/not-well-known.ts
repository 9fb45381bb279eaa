import { WELL_KNOWN_SECRETS } from "../../internal/well-known-secrets";
import type { Topology } from "../../topology";
import { listOf, operand } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What stands in a guide is known to everybody. */
export class SecretIsNotWellKnown extends InvariantRule {
  public readonly id = "secret/not-well-known";
  public readonly title = "A secret is none of the values that stand in guides and sample files";
  public readonly severity = Severity.ERROR;
  public readonly why = "Values such as changeme or postgres are the first that anybody tries.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .flatMap(({ secrets }) => secrets)
      .map((use) => {
        // What Terraform never sees is checked by the job that delivers it.
        if (use.expression === undefined) return Finding.pass(use);
        const value = `lower(trimspace(${operand(use.expression)}))`;
        return Finding.unknown(use, {
          what: `the ${use.purpose} (${use.identity}) is a value that stands in guides and sample files`,
          condition: `!contains(${listOf(WELL_KNOWN_SECRETS)}, ${value})`,
          fix: "give it a random value, such as `openssl rand -hex 32` makes",
        });
      });
  }
}
