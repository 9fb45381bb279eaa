import type { SecretAgreementNode, Topology } from "../../topology";
import { SecretRelation } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { conjunction } from "../wording";
import { holdings } from "./agreement";

/** A secret for one thing opens nothing else. */
export class SecretsAreDifferent extends InvariantRule {
  public readonly id = "secret/different";
  public readonly title = "Secrets for different things are different";
  public readonly severity = Severity.ERROR;
  public readonly why = "Whoever learns the one has learnt the other, and changing one of them changes both.";

  public check(topology: Topology): Finding[] {
    return topology.secretAgreements.filter(({ relation }) => relation === SecretRelation.DIFFERENT).map(judge);
  }
}

function judge(agreement: SecretAgreementNode): Finding {
  const { sides, consequence } = agreement;
  const fix = "pass a Secret of its own to each of them, such as `Secret.generated(this, …)`";
  const known = sides.filter(({ identity }) => identity !== undefined);
  const shared = [...groupBy(known, ({ identity }) => identity).values()]
    .filter((holders) => holders.length > 1)
    .flat();
  if (shared.length > 0) {
    return Finding.fail(agreement, {
      what: `${conjunction(shared.map(({ name }) => name))} are one secret: ${consequence}`,
      got: holdings(sides),
      expected: "secrets of their own",
      fix,
    });
  }
  if (known.length === sides.length) return Finding.pass(agreement);
  const silent = sides.filter(({ identity }) => identity === undefined);
  return Finding.unknown(agreement, {
    what: `which secret ${conjunction(silent.map(({ name }) => name))} holds is not known here: if it is also that of another side, ${consequence}`,
    fix,
  });
}
