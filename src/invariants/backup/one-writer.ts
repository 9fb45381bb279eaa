import type { BackupNode, Topology } from "../../topology";
import { onEngine } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** A repository has one who writes, forgets and tidies up. */
export class RepositoryHasOneWriter extends InvariantRule {
  public readonly id = "backup/one-writer";
  public readonly title = "A repository is written by one backup";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Each backup takes locks that it finds for those of its own runs that were killed, and removes them: two of them could " +
    "tidy up at a time, and one would remove what the other is writing.";

  public check({ backups }: Topology): Finding[] {
    return [...groupBy(backups, repositoryOf).values()].map(([first, ...others]) =>
      others.length === 0
        ? Finding.pass(first)
        : Finding.fail(first, {
            what: `its repository is also written by ${pathsOf(others)}`,
            got: first.repository,
            expected: "a repository of its own for each backup",
            fix: "give each another `repository`, or save all in one Backup with several `sources`",
          }),
    );
  }
}

function repositoryOf({ repository, repositoryVolume }: BackupNode): string {
  return repositoryVolume ? onEngine(repositoryVolume) : repository;
}
