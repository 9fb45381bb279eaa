/** How much a broken rule matters. */
export enum Severity {
  /** Synthesis is refused unless the finding is acknowledged: the deployment would not work, or would harm. */
  ERROR = "error",
  /** The deployment works, but something will bite later. */
  WARNING = "warning",
  /** Could be better. */
  ADVICE = "advice",
}
