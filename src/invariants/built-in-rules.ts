import type { InvariantRule } from "./rule";

/** The rules of the library, in the order of docs/invariants.md. */
export function builtInRules(): InvariantRule[] {
  return [];
}
