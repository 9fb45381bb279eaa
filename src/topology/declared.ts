import type { Problem } from "../internal/problems";
import { problemsError } from "../internal/problems";
import { show } from "../internal/words";

/**
 * The declaration, when nothing that it must say is missing. Types see to that, but not where JavaScript declares: a rule
 * would stumble over it, far from the line that forgot it.
 *
 * @param call - the call, as the error names it
 * @param declaration - what was passed
 * @param needed - the keys that must be there
 * @throws an error that lists all that is missing
 */
export function declared<T extends object>(call: string, declaration: T, needed: readonly (keyof T & string)[]): T {
  const given: unknown = declaration;
  if (typeof given !== "object" || given === null) {
    throw problemsError([{ path: call, problems: [missing("declaration", show(given), needed)] }]);
  }
  const problems = needed
    .filter((key) => ((declaration[key] as unknown) ?? undefined) === undefined)
    .map((key) => missing(key, show(declaration[key]), [key]));
  if (problems.length > 0) throw problemsError([{ path: call, problems }]);
  return declaration;
}

function missing(name: string, got: string, needed: readonly string[]): Problem {
  return {
    name,
    what: "is required",
    got,
    expected: needed.length > 1 ? `an object with ${needed.join(", ")}` : "a value",
    fix: `pass ${needed.map((key) => `\`${key}\``).join(", ")}`,
  };
}
