import type { InvariantRule } from "../rule";
import { ContractIsKept } from "./kept";

/** Rules about promises that have no family of their own. */
export function contractRules(): InvariantRule[] {
  return [new ContractIsKept()];
}
