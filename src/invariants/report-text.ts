import type { Problem } from "../internal/problems";
import { renderProblems } from "../internal/problems";
import type { Finding } from "./finding";
import type { ReportedFinding } from "./report";
import { FindingStatus } from "./finding-status";
import type { InvariantRule } from "./rule";
import { Severity } from "./severity";

/** The findings as blocks, one a construct. */
export function renderFindings(findings: readonly ReportedFinding[]): string {
  const paths = [...new Set(findings.map(({ path }) => path))];
  const byPath = new Map<string, Problem[]>(paths.map((path) => [path, []]));
  for (const finding of findings) byPath.get(finding.path)!.push(toProblem(finding));
  return renderProblems([...byPath].map(([path, problems]) => ({ path, problems })));
}

/** A finding as the report shows it. */
export function reported(
  rule: InvariantRule,
  finding: Finding,
  status: FindingStatus,
  reason?: string,
): ReportedFinding {
  const { subject, failure, deferral } = finding;
  const details = failure ?? { what: deferral!.what, fix: deferral!.fix };
  const needsDecision = status === FindingStatus.OPEN || status === FindingStatus.DEFERRED;
  return {
    rule: rule.id,
    severity: rule.severity,
    status,
    path: subject.path,
    what: details.what,
    got: failure?.got,
    expected: failure?.expected,
    fix: details.fix,
    accept: needsDecision && !rule.isFatal ? acceptCall(rule, subject.construct.node.id) : undefined,
    reason,
  };
}

function acceptCall(rule: InvariantRule, constructId: string): string {
  return `Invariants.of(${constructId}).acknowledge("${rule.id}", "<reason>")`;
}

function toProblem({ rule, severity, what, got, expected, fix, accept }: ReportedFinding): Problem {
  const level = severity === Severity.ERROR ? "" : `${severity}: `;
  return { name: rule, what: `${level}${what}`, got, expected, fix, accept };
}
