import type { TopologyNode } from "../topology";

/** What a rule says about one part of the topology. */
export enum Verdict {
  /** The rule holds. */
  PASS = "pass",
  /** The rule is broken. */
  FAIL = "fail",
  /** Only Terraform knows a value that decides. */
  UNKNOWN = "unknown",
}

/** What is wrong, and what mends it. */
export interface FailureDetails {
  /** What is wrong, in one line. */
  readonly what: string;

  /**
   * The value that is there. Never a secret.
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
}

/** What could not be decided, and who decides it later. */
export interface UnknownDetails {
  /** What could not be decided, in one line. */
  readonly what: string;

  /**
   * A Terraform expression, without `${` and `}`, that is true where the rule holds: Terraform then refuses a plan in
   * which it is false.
   *
   * @default - nothing checks it; the report lists it as deferred to whoever deploys
   */
  readonly condition?: string;

  /** The prop or call that mends it, should it turn out to be broken. */
  readonly fix: string;
}

/** What one rule says about one part of the topology. */
export class Finding {
  /** The rule holds for the subject. */
  public static pass(subject: TopologyNode): Finding {
    return new Finding(subject, Verdict.PASS);
  }

  /** The rule is broken by the subject. */
  public static fail(subject: TopologyNode, details: FailureDetails): Finding {
    return new Finding(subject, Verdict.FAIL, details);
  }

  /** Only Terraform knows whether the rule holds for the subject. */
  public static unknown(subject: TopologyNode, details: UnknownDetails): Finding {
    return new Finding(subject, Verdict.UNKNOWN, undefined, details);
  }

  private constructor(
    /** What it is about. */
    public readonly subject: TopologyNode,
    /** What the rule says. */
    public readonly verdict: Verdict,
    /** What is wrong, where the rule is broken. */
    public readonly failure?: FailureDetails,
    /** What could not be decided, where only Terraform knows. */
    public readonly deferral?: UnknownDetails,
  ) {}
}
