import type { IConstruct } from "constructs";
import type { Topology } from "../topology";
import type { DeferredCheck } from "./deferred";
import type { Finding } from "./finding";
import { Verdict } from "./finding";
import type { ReportedFinding, UnusedAcknowledgement } from "./report";
import { FindingStatus } from "./finding-status";
import { InvariantReport } from "./report";
import { reported } from "./report-text";
import type { InvariantRule } from "./rule";
import { Severity } from "./severity";

/** Somebody's word that a broken rule is all right below a construct. */
export interface Acknowledgement {
  readonly scope: IConstruct;
  readonly rule: string;
  readonly reason: string;
}

/** A finding that does not stop anything, with the construct beside which the command line shows it. */
export interface Warning {
  readonly construct: IConstruct;
  readonly text: string;
}

/** The report, what is left for Terraform to check, and what is shown though nothing stops. */
export interface Evaluation {
  readonly report: InvariantReport;
  readonly deferred: readonly DeferredCheck[];
  readonly warnings: readonly Warning[];
}

/** Asks every rule about the topology, and sorts what they say. */
export function evaluate(
  topology: Topology,
  rules: readonly InvariantRule[],
  acknowledgements: readonly Acknowledgement[],
): Evaluation {
  const findings: ReportedFinding[] = [];
  const deferred: DeferredCheck[] = [];
  const warnings: Warning[] = [];
  const lookup = new AcknowledgementLookup(acknowledgements);
  let passCount = 0;

  for (const rule of rules) {
    for (const finding of rule.check(topology)) {
      if (finding.verdict === Verdict.PASS) {
        passCount += 1;
        continue;
      }
      const acknowledged = rule.isFatal ? undefined : lookup.find(rule.id, finding.subject.construct);
      const status = statusOf(finding, acknowledged !== undefined);
      const entry = reported(rule, finding, status, acknowledged?.reason);
      const { construct } = finding.subject;
      findings.push(entry);
      if (status === FindingStatus.CHECKED_BY_TERRAFORM) {
        deferred.push({
          construct,
          rule: rule.id,
          condition: finding.deferral!.condition!,
          what: entry.what,
          fix: entry.fix,
        });
      }
      if (isWarning(entry)) warnings.push({ construct, text: `${rule.id}: ${entry.what} (${entry.fix})` });
    }
  }

  findings.sort(byPathAndRule);
  return { report: new InvariantReport(findings, lookup.unused(), rules.length, passCount), deferred, warnings };
}

function statusOf(finding: Finding, isAcknowledged: boolean): FindingStatus {
  if (isAcknowledged) return FindingStatus.ACKNOWLEDGED;
  if (finding.verdict === Verdict.FAIL) return FindingStatus.OPEN;
  return finding.deferral?.condition ? FindingStatus.CHECKED_BY_TERRAFORM : FindingStatus.DEFERRED;
}

function isWarning({ status, severity }: ReportedFinding): boolean {
  return status === FindingStatus.DEFERRED || (status === FindingStatus.OPEN && severity === Severity.WARNING);
}

function byPathAndRule(a: ReportedFinding, b: ReportedFinding): number {
  return compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.what, b.what);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Finds the acknowledgement that covers a construct by walking up from it: its cost is the depth of the tree. */
class AcknowledgementLookup {
  private readonly byRule = new Map<string, Map<IConstruct, Acknowledgement>>();
  private readonly used = new Set<Acknowledgement>();

  public constructor(private readonly all: readonly Acknowledgement[]) {
    for (const acknowledgement of all) {
      const scopes = this.byRule.get(acknowledgement.rule) ?? new Map<IConstruct, Acknowledgement>();
      scopes.set(acknowledgement.scope, acknowledgement);
      this.byRule.set(acknowledgement.rule, scopes);
    }
  }

  public find(rule: string, construct: IConstruct): Acknowledgement | undefined {
    const scopes = this.byRule.get(rule);
    if (!scopes) return undefined;
    for (let scope: IConstruct | undefined = construct; scope; scope = scope.node.scope) {
      const found = scopes.get(scope);
      if (found) {
        this.used.add(found);
        return found;
      }
    }
    return undefined;
  }

  public unused(): UnusedAcknowledgement[] {
    return this.all
      .filter((acknowledgement) => !this.used.has(acknowledgement))
      .map(({ rule, scope, reason }) => ({ rule, path: scope.node.path, reason }));
  }
}
