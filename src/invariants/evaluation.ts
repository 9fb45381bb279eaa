import type { IConstruct } from "constructs";
import { resolveText } from "../internal/resolve-text";
import { variableFor, visibleOf } from "../internal/visible";
import type { Topology } from "../topology";
import { brokenRule, findingsOf } from "./broken-rule";
import type { DeferredCheck } from "./deferred";
import { Carriers } from "./deferred";
import { withTokensResolved } from "./expression";
import type { FailureDetails, Finding } from "./finding";
import { FindingStatus } from "./finding-status";
import type { ReportedFinding, UnusedAcknowledgement } from "./report";
import { InvariantReport } from "./report";
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
  const carriers = new Carriers();
  let passCount = 0;

  for (const rule of rules) {
    for (const finding of said(rule, topology, findings)) {
      const { construct } = finding.subject;
      const details = detailsOf(finding);
      if (!details) {
        passCount += 1;
        continue;
      }
      const acknowledged = rule.isFatal ? undefined : lookup.find(rule.id, construct);
      const check = acknowledged ? undefined : deferredCheck(rule, finding, carriers);
      const entry = reported(rule, finding, details, statusOf(finding, acknowledged, check), acknowledged?.reason);
      findings.push(entry);
      if (check) deferred.push(check);
      if (isWarning(entry)) warnings.push({ construct, text: `${rule.id}: ${entry.what} (${entry.fix})` });
    }
  }

  findings.sort(byPathAndRule);
  return { report: new InvariantReport(findings, lookup.unused(), rules.length, passCount), deferred, warnings };
}

/** What a rule says; nothing where it fails, which is a finding of its own. */
function said(rule: InvariantRule, topology: Topology, findings: ReportedFinding[]): Finding[] {
  try {
    return findingsOf(rule, topology);
  } catch (error) {
    findings.push(brokenRule(rule, error));
    return [];
  }
}

/** The words of a finding, with Terraform's expressions in place of the tokens of cdktf; nothing for one that passes. */
function detailsOf({ subject, failure, deferral }: Finding): FailureDetails | undefined {
  const details: FailureDetails | undefined = failure ?? deferral;
  if (!details) return undefined;
  const clear = (text: string): string => resolveText(subject.construct, text);
  return {
    what: clear(details.what),
    got: details.got === undefined ? undefined : clear(details.got),
    expected: details.expected === undefined ? undefined : clear(details.expected),
    fix: clear(details.fix),
  };
}

/**
 * What Terraform can check for a rule. It knows only one way to say that a condition is false, to refuse the plan, which
 * is too much for a warning.
 */
function deferredCheck(
  rule: InvariantRule,
  { subject, deferral }: Finding,
  carriers: Carriers,
): DeferredCheck | undefined {
  if (deferral?.condition === undefined || rule.severity !== Severity.ERROR) return undefined;
  const { construct } = subject;
  const clear = (text: string): string => resolveText(construct, text);
  const condition = clear(withTokensResolved(deferral.condition, clear));
  const carrier = carriers.find(construct, condition);
  return (
    carrier && { construct, carrier, rule: rule.id, condition, what: clear(deferral.what), fix: clear(deferral.fix) }
  );
}

function statusOf(
  finding: Finding,
  acknowledged: Acknowledgement | undefined,
  check: DeferredCheck | undefined,
): FindingStatus {
  if (acknowledged) return FindingStatus.ACKNOWLEDGED;
  if (finding.failure) return FindingStatus.OPEN;
  return check ? FindingStatus.CHECKED_BY_TERRAFORM : FindingStatus.DEFERRED;
}

function reported(
  rule: InvariantRule,
  { subject }: Finding,
  details: FailureDetails,
  status: FindingStatus,
  reason: string | undefined,
): ReportedFinding {
  const needsDecision = status === FindingStatus.OPEN || status === FindingStatus.DEFERRED;
  const accept = `Invariants.of(${variableFor(visibleOf(subject.construct))}).acknowledge("${rule.id}", "<reason>")`;
  return {
    rule: rule.id,
    severity: rule.severity,
    status,
    path: subject.path,
    ...details,
    accept: needsDecision && !rule.isFatal ? accept : undefined,
    reason,
  };
}

function isWarning({ status, severity }: ReportedFinding): boolean {
  const isUndecided = status === FindingStatus.DEFERRED && severity !== Severity.ADVICE;
  return isUndecided || (status === FindingStatus.OPEN && severity === Severity.WARNING);
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
