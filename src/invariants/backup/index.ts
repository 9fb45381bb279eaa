import type { InvariantRule } from "../rule";
import { DataIsCovered } from "./covered";
import { BackupIsDrilled } from "./drilled";
import { RepositoryHasOneWriter } from "./one-writer";
import { RepositoryIsApart } from "./repository-apart";

/** Rules about backups. */
export function backupRules(): InvariantRule[] {
  return [new DataIsCovered(), new RepositoryHasOneWriter(), new RepositoryIsApart(), new BackupIsDrilled()];
}
