import { whereThrown } from "../internal/problems";
import { show } from "../internal/words";
import type { Topology } from "../topology";
import type { Finding } from "./finding";
import { Verdict } from "./finding";
import { FindingStatus } from "./finding-status";
import type { ReportedFinding } from "./report";
import type { InvariantRule } from "./rule";
import { Severity } from "./severity";

/**
 * What a rule says.
 *
 * @throws whatever the rule throws, and an error when it returns anything but findings: it may be somebody else's
 */
export function findingsOf(rule: InvariantRule, topology: Topology): Finding[] {
  const findings: unknown = rule.check(topology);
  if (!Array.isArray(findings)) throw new Error(`returned ${show(findings)}, and no list of findings`);
  findings.forEach(requireFinding);
  return findings as Finding[];
}

/** A rule that cannot look has not passed: synthesis is refused, in the form of every other finding. */
export function brokenRule(rule: InvariantRule, error: unknown): ReportedFinding {
  const where = whereThrown(error);
  return {
    rule: rule.id,
    severity: Severity.ERROR,
    status: FindingStatus.OPEN,
    path: "",
    what: "the rule itself failed, so nothing says whether it holds",
    got: `${summary(error)}${where ? ` (${where})` : ""}`,
    expected: "a list of findings",
    fix: `mend \`check\` of ${rule.constructor.name}, or what was declared to the topology`,
  };
}

function requireFinding(finding: unknown, index: number): void {
  const { subject, verdict, failure, deferral } = (finding ?? {}) as Partial<Finding>;
  // What is said to be there may not be: the rule may be written in JavaScript.
  const construct = subject?.construct as { readonly node?: unknown } | undefined;
  if (construct?.node === undefined) throw new Error(`finding ${index} is about no node of the topology`);
  const { what, fix } = (failure ?? deferral ?? {}) as { readonly what?: unknown; readonly fix?: unknown };
  if (verdict !== Verdict.PASS && (typeof what !== "string" || typeof fix !== "string")) {
    throw new Error(`finding ${index} lacks \`what\` or \`fix\``);
  }
}

function summary(error: unknown): string {
  return (error instanceof Error ? String(error) : show(error)).split("\n")[0];
}
