import type { BackupNode, Topology } from "../../topology";
import { VolumeKind } from "../../topology";
import { onEngine } from "../../topology/engine";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What saves data must not be lost with it. */
export class RepositoryIsApart extends InvariantRule {
  public readonly id = "backup/repository-apart";
  public readonly title = "A backup is kept on another disk than the data";
  public readonly severity = Severity.WARNING;
  public readonly why = "A disk that dies would take the data and its backup away together.";

  public check({ backups }: Topology): Finding[] {
    return backups.map(judge);
  }
}

function judge(backup: BackupNode): Finding {
  const { repositoryVolume } = backup;
  if (!repositoryVolume) return Finding.pass(backup);
  if (backup.volumes.some((volume) => onEngine(volume) === onEngine(repositoryVolume))) {
    return Finding.fail(backup, {
      what: `it is kept in ${repositoryVolume.name}, which it saves`,
      expected: "a repository outside of what is saved",
      fix: "give it another `repository`",
    });
  }
  if (repositoryVolume.kind === VolumeKind.NAMED) {
    return Finding.fail(backup, {
      what: `it is kept in ${repositoryVolume.name}, a volume of the engine that holds the data`,
      expected: "another machine, or a directory on another disk",
      fix: "use BackupRepository.sftp or .s3, or mount another disk and use DataVolume.hostDirectory",
    });
  }
  return Finding.unknown(backup, {
    what: `whether ${repositoryVolume.name} is on another disk than the data cannot be seen from here`,
    fix: "mount another disk there, or use BackupRepository.sftp or .s3",
  });
}
