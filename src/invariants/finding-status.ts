/** What became of a finding. */
export enum FindingStatus {
  /** The rule is broken. */
  OPEN = "open",
  /** The rule is broken, or could not be decided, and somebody said why that is all right. */
  ACKNOWLEDGED = "acknowledged",
  /** Only Terraform knows, and it will refuse a plan that breaks the rule. */
  CHECKED_BY_TERRAFORM = "checked-by-terraform",
  /** Only Terraform knows, and nothing checks it. */
  DEFERRED = "deferred",
}
