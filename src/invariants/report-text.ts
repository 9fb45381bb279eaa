import type { Problem } from "../internal/problems";
import { renderProblems } from "../internal/problems";
import type { ReportedFinding } from "./report";
import { Severity } from "./severity";

/** The findings as blocks, one a construct. */
export function renderFindings(findings: readonly ReportedFinding[]): string {
  const byPath = new Map<string, Problem[]>();
  for (const finding of findings) {
    const problems = byPath.get(finding.path) ?? [];
    problems.push(toProblem(finding));
    byPath.set(finding.path, problems);
  }
  return renderProblems([...byPath].map(([path, problems]) => ({ path, problems })));
}

function toProblem({ rule, severity, what, got, expected, fix, accept }: ReportedFinding): Problem {
  const level = severity === Severity.ERROR ? "" : `${severity}: `;
  return { name: rule, what: `${level}${what}`, got, expected, fix, accept };
}
