import { FindingStatus, Invariants, Severity } from "../../src/invariants";
import { evaluate } from "../../src/invariants/evaluation";
import { renderFindings } from "../../src/invariants/report-text";
import { Deployment } from "./topology-fixture";
import type { Values } from "./terraform";
import { evaluateByTerraform, hasTerraform } from "./terraform";

/** Builds what a rule looks at. */
export type Given = (deployment: Deployment) => void;

/** A deployment that breaks the rule, and all that a person reads then. */
export interface FailingCase {
  readonly given: Given;
  readonly text: string;
}

/** A deployment of which only Terraform can say whether it breaks the rule. */
export interface UnknownCase {
  readonly given: Given;
  /** What stands in the report. */
  readonly what: string;
  /** Values of the variables with which Terraform goes on; none where nothing checks the rule. */
  readonly holds?: Values;
  /** Values with which Terraform refuses. */
  readonly breaks?: Values;
}

/** What a rule must say to what. The names of the cases say what is given. */
export interface RuleCases {
  readonly passes: Readonly<Record<string, Given>>;
  readonly fails: Readonly<Record<string, FailingCase>>;
  readonly unknown?: Readonly<Record<string, UnknownCase>>;
}

/** The tests that every rule has: passes, fails with its full text, is unknown, is acknowledged. */
export function describeRule(id: string, { passes, fails, unknown = {} }: RuleCases): void {
  describe(id, () => {
    it.each(Object.entries(passes))("passes %s", (_name, given) => {
      const { report } = ask(id, given);

      expect(renderFindings(report.findings)).toBe("");
      expect(report.passCount).toBeGreaterThan(0);
    });

    it.each(Object.entries(fails))("fails %s", (_name, { given, text }) => {
      const { report } = ask(id, given);

      expect(`\n${renderFindings(report.findings)}\n`).toBe(unindented(text));
      expect(report.findings.map(({ status }) => status)).toEqual(report.findings.map(() => FindingStatus.OPEN));
    });

    for (const [name, { given, what, holds, breaks }] of Object.entries(unknown)) {
      it(`leaves to Terraform ${name}`, () => {
        const { report, deferred } = ask(id, given);

        const isChecked = holds !== undefined && breaks !== undefined;
        expect(report.findings.map((finding) => finding.what)).toEqual([what]);
        expect(report.findings[0].status).toBe(isChecked ? FindingStatus.CHECKED_BY_TERRAFORM : FindingStatus.DEFERRED);
        if (!isChecked || !hasTerraform) return;
        expect(evaluateByTerraform(deferred[0].condition, holds)).toBe("true");
        expect(evaluateByTerraform(deferred[0].condition, breaks)).toBe("false");
      });
    }

    const [{ given }] = Object.values(fails);
    const { isFatal, severity } = ruleOf(new Deployment(), id);
    it(isFatal ? "cannot be acknowledged" : "is acknowledged with a reason", () => {
      const deployment = new Deployment();
      given(deployment);
      const acknowledge = (): void => Invariants.of(deployment.app).acknowledge(id, "known, and wanted here");

      if (isFatal) {
        expect(acknowledge).toThrow("nobody may acknowledge this rule");
        expect(severity).toBe(Severity.ERROR);
        return;
      }
      acknowledge();
      const findings = Invariants.of(deployment.app)
        .check()
        .findings.filter(({ rule }) => rule === id);
      expect(findings).not.toHaveLength(0);
      expect(findings.map(({ status, reason }) => [status, reason])).toEqual(
        findings.map(() => [FindingStatus.ACKNOWLEDGED, "known, and wanted here"]),
      );
    });
  });
}

function ask(id: string, given: Given) {
  const deployment = new Deployment();
  given(deployment);
  return evaluate(deployment.topology, [ruleOf(deployment, id)], []);
}

function ruleOf({ app }: Deployment, id: string) {
  const rule = Invariants.of(app).rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** A text that is written indented, as the test is. */
function unindented(text: string): string {
  const indentation = /^\n( *)/.exec(text)?.[1] ?? "";
  return text.replace(new RegExp(`^${indentation}`, "gm"), "").replace(/\n *$/, "\n");
}
