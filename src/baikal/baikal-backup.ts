import type { Construct } from "constructs";
import type { BackupOptions, RestoreDrillOptions } from "../backup";
import { Backup, RestoreDrill } from "../backup";
import { pathBelow, validateOptions } from "../internal/schema";
import type { BaikalService } from "./baikal-service";
import { baikalBackupSchema } from "./schema";

/** Props of `BaikalBackup`. */
export interface BaikalBackupProps extends BackupOptions {
  /** The server. */
  readonly baikal: BaikalService;

  /**
   * The drill that restores the newest snapshot on a schedule.
   *
   * @default - each Sunday at half past four, in the time zone of the backup
   */
  readonly drill?: RestoreDrillOptions;
}

/**
 * Saves a Baikal: its database, whichever it is, and both of its volumes, so that settings, users, calendars and address
 * books come back together.
 *
 * Of a database in MySQL or MariaDB, which somebody else runs, nothing is saved: whoever runs it must.
 */
export class BaikalBackup extends Backup {
  /** The drill. */
  public readonly drill: RestoreDrill;

  /**
   * @param scope - a construct below the `DockerHost` of the server
   * @param id - its id
   * @param props - the server, when it is saved, and where to
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: BaikalBackupProps) {
    const { baikal, drill, ...options } = validateOptions<BaikalBackupProps>(
      pathBelow(scope, id),
      baikalBackupSchema,
      props,
    );
    super(scope, id, { ...options, sources: [baikal] });
    this.drill = new RestoreDrill(this, "Drill", {
      schedule: "30 4 * * sun",
      timeZone: options.timeZone,
      ...drill,
      backup: this,
    });
  }
}
