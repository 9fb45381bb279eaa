import type { Topology } from "../topology";
import type { Finding } from "./finding";
import type { Severity } from "./severity";

/**
 * A promise that must hold in every deployment: a pure function of the topology.
 *
 * Rules of your own extend this class and are added with `Invariants.of(app).add(new MyRule())`.
 */
export abstract class InvariantRule {
  /** A stable name, `family/short-name`, by which findings are acknowledged. */
  public abstract readonly id: string;

  /** What must hold, in one line. */
  public abstract readonly title: string;

  /** How much it matters when it is broken. */
  public abstract readonly severity: Severity;

  /** Why it matters, for the person who is about to acknowledge it. */
  public abstract readonly why: string;

  /** Whether nobody may acknowledge it. */
  public get isFatal(): boolean {
    return false;
  }

  /**
   * Looks at the topology. It must look at each part once, so that its cost grows with the topology and not faster.
   *
   * @returns what it says about each part that it concerns
   */
  public abstract check(topology: Topology): Finding[];
}
