import { addressRules } from "./address";
import { backupRules } from "./backup";
import { contractRules } from "./contract";
import { databaseRules } from "./database";
import { httpRules } from "./http";
import { imageRules } from "./image";
import { lifecycleRules } from "./lifecycle";
import { mailRules } from "./mail";
import { nameRules } from "./name";
import { platformRules } from "./platform";
import { portRules } from "./port";
import type { InvariantRule } from "./rule";
import { secretRules } from "./secret";
import { storageRules } from "./storage";

/** The rules of the library, in the order of docs/invariants.md. */
export function builtInRules(): InvariantRule[] {
  return [
    ...addressRules(),
    ...nameRules(),
    ...portRules(),
    ...secretRules(),
    ...databaseRules(),
    ...httpRules(),
    ...mailRules(),
    ...storageRules(),
    ...backupRules(),
    ...imageRules(),
    ...platformRules(),
    ...lifecycleRules(),
    ...contractRules(),
  ];
}
