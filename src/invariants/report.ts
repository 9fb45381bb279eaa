import { FindingStatus } from "./finding-status";
import { renderFindings } from "./report-text";
import { Severity } from "./severity";

/** A finding as the report shows it. Findings that pass are only counted. */
export interface ReportedFinding {
  /** The id of the rule. */
  readonly rule: string;

  /** How much the rule matters. */
  readonly severity: Severity;

  /** What became of it. */
  readonly status: FindingStatus;

  /** The construct that it is about. */
  readonly path: string;

  /** What is wrong or could not be decided. */
  readonly what: string;

  /**
   * The value that is there.
   *
   * @default - `what` says it
   */
  readonly got?: string;

  /**
   * The value that should be there.
   *
   * @default - `what` says it
   */
  readonly expected?: string;

  /** The prop or call that mends it. */
  readonly fix: string;

  /**
   * The call that accepts it as it is.
   *
   * @default - it cannot be accepted, or nothing has to be
   */
  readonly accept?: string;

  /**
   * Why somebody accepted it.
   *
   * @default - nobody did
   */
  readonly reason?: string;
}

/** An acknowledgement that met no finding: it may be removed, or it names the wrong construct. */
export interface UnusedAcknowledgement {
  /** The id of the rule. */
  readonly rule: string;

  /** The construct whose subtree it covers. */
  readonly path: string;

  /** Why somebody wrote it. */
  readonly reason: string;
}

/** What all rules say about the whole app. */
export class InvariantReport {
  /** Findings that are not simply fine, sorted by construct path and rule. */
  public readonly findings: ReportedFinding[];

  /** Acknowledgements that met no finding. */
  public readonly unusedAcknowledgements: UnusedAcknowledgement[];

  /** How many rules looked. */
  public readonly ruleCount: number;

  /** How many checks passed. */
  public readonly passCount: number;

  /** Made by `Invariants.check`. */
  public constructor(
    findings: ReportedFinding[],
    unusedAcknowledgements: UnusedAcknowledgement[],
    ruleCount: number,
    passCount: number,
  ) {
    this.findings = findings;
    this.unusedAcknowledgements = unusedAcknowledgements;
    this.ruleCount = ruleCount;
    this.passCount = passCount;
  }

  /** Findings for which synthesis is refused. */
  public get blocking(): ReportedFinding[] {
    return this.findings.filter(({ status, severity }) => status === FindingStatus.OPEN && severity === Severity.ERROR);
  }

  /** Whether synthesis is refused. */
  public get isRefused(): boolean {
    return this.blocking.length > 0;
  }

  /** The findings as a person reads them: all that are open or deferred, by construct. */
  public toText(): string {
    const shown = this.findings.filter(
      ({ status }) => status === FindingStatus.OPEN || status === FindingStatus.DEFERRED,
    );
    return [...(shown.length > 0 ? [renderFindings(shown)] : []), this.summary()].join("\n\n");
  }

  /** The report as JSON, with a `schemaVersion` that changes when a reader would have to. */
  public toJson(): string {
    const { findings, unusedAcknowledgements, ruleCount, passCount, isRefused } = this;
    const report = { schemaVersion: 1, isRefused, ruleCount, passCount, findings, unusedAcknowledgements };
    return `${JSON.stringify(report, undefined, 2)}\n`;
  }

  private summary(): string {
    const count = (status: FindingStatus, severity?: Severity): number =>
      this.findings.filter((f) => f.status === status && (severity === undefined || f.severity === severity)).length;
    return [
      `${this.ruleCount} rules, ${this.passCount} checks passed`,
      `${count(FindingStatus.OPEN, Severity.ERROR)} errors`,
      `${count(FindingStatus.OPEN, Severity.WARNING)} warnings`,
      `${count(FindingStatus.OPEN, Severity.ADVICE)} pieces of advice`,
      `${count(FindingStatus.ACKNOWLEDGED)} acknowledged`,
      `${count(FindingStatus.CHECKED_BY_TERRAFORM)} left to Terraform`,
      `${count(FindingStatus.DEFERRED)} deferred`,
    ].join(", ");
  }
}
