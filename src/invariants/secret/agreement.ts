import type { SecretAgreementNode, SecretSide, Topology } from "../../topology";
import { SecretRelation } from "../../topology";
import { Finding } from "../finding";
import { conjunction } from "../wording";

/**
 * The keys of which rules of their own speak, by what the services call them.
 */
export const NAMED_KEYS = ["inbound key", "outbound key", "internal key"] as const;

/** Agreements by which all sides hold one secret. */
export function agreementsOnOne({ secretAgreements }: Topology): SecretAgreementNode[] {
  return secretAgreements.filter(({ relation }) => relation === SecretRelation.SAME);
}

/** Judges that all sides hold one secret. */
export function judgeSame(agreement: SecretAgreementNode, fix: string): Finding {
  const { name, consequence, sides } = agreement;
  const silent = sides.filter(({ identity }) => identity === undefined);
  const held = new Set(sides.flatMap(({ identity }) => identity ?? []));
  if (held.size > 1) {
    return Finding.fail(agreement, {
      what: `${conjunction(sides.map((side) => side.name))} hold different ${name}s: ${consequence}`,
      got: holdings(sides),
      expected: "the same secret on all sides",
      fix,
    });
  }
  if (silent.length === 0) return Finding.pass(agreement);
  return Finding.unknown(agreement, {
    what: `which ${name} ${conjunction(silent.map((side) => side.name))} holds is not known here: if it is another one, ${consequence}`,
    fix,
  });
}

/** Who holds what. An identity names a secret and never shows it. */
export function holdings(sides: readonly SecretSide[]): string {
  return sides.map(({ name, identity }) => `${name}: ${identity ? `Secret(${identity})` : "not known"}`).join("   ");
}
