import { DataResource } from "cdktf";
import type { Construct } from "constructs";
import { literal } from "../internal/tokens";

/** A decision that cannot be taken back by a deploy. */
export interface RememberedValue {
  /** What was decided. */
  readonly value: string;
  /** What Terraform says when the program says otherwise; it may name what was decided as `${self.output.<key>}`. */
  readonly refusal: string;
}

/**
 * Has Terraform remember what was decided when data was made, and refuse another wish while it plans: before anything is
 * stopped, which a job that looks at the data could only do afterwards.
 *
 * @param data - what tells the data; other data is decided anew
 * @param values - what was decided, by the key under which it is remembered
 */
export function remember(
  scope: Construct,
  id: string,
  data: { [key: string]: string },
  values: { [key: string]: RememberedValue },
): void {
  const entries = Object.entries(values);
  const input = Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
  const memory = new DataResource(scope, id, { triggersReplace: data, input });
  memory.lifecycle = {
    ignoreChanges: ["input"],
    postcondition: entries.map(([key, { value, refusal }]) => ({
      condition: `\${self.output.${key} == ${JSON.stringify(literal(value))}}`,
      errorMessage: refusal,
    })),
  };
}
