import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Whether a backup can be restored is known when it was. */
export class BackupIsDrilled extends InvariantRule {
  public readonly id = "backup/drilled";
  public readonly title = "Every backup is restored on a schedule, to see that it can be";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "That a backup cannot be restored is otherwise found out on the day on which nothing else is left.";

  public check({ backups }: Topology): Finding[] {
    return backups.map((backup) =>
      backup.drills.length > 0
        ? Finding.pass(backup)
        : Finding.fail(backup, {
            what: "nothing ever restores it",
            expected: "a drill",
            fix: 'create one: `new RestoreDrill(host, "drill", { backup, … })`',
          }),
    );
  }
}
