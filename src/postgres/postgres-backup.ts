import type { Construct } from "constructs";
import type { BackupOptions, RestoreDrillOptions, RestoreProps } from "../backup";
import { Backup, Restore, RestoreDrill } from "../backup";
import { pathBelow, validateOptions } from "../internal/schema";
import { postgresBackupSchema } from "./schema";
import type { IPostgresServer } from "./server-handle";

/** Props of `PostgresBackup`. */
export interface PostgresBackupProps extends BackupOptions {
  /** The server. */
  readonly server: IPostgresServer;

  /**
   * The drill that restores the newest snapshot on a schedule.
   *
   * @default - each Sunday at half past four, in the time zone of the backup
   */
  readonly drill?: RestoreDrillOptions;
}

/** What is brought back of a server. */
export interface PostgresRestoreOptions {
  /** The snapshot: its id, or `latest`. */
  readonly snapshot: string;

  /**
   * What tells this request from others.
   *
   * @default - the snapshot
   */
  readonly request?: string;

  /**
   * The databases, by their names.
   *
   * @default - all
   */
  readonly databases?: string[];

  /**
   * Whether databases that hold tables are replaced.
   *
   * @default false
   */
  readonly overwrite?: boolean;
}

/**
 * Saves the databases of a server: each with all its schemas, and the roles. A database that is added to the server is
 * saved from the next run on.
 *
 * A server of this program is saved whole, with databases that others made on it; of a server that somebody else runs,
 * what the program declares.
 */
export class PostgresBackup extends Backup {
  /** The drill. */
  public readonly drill: RestoreDrill;

  private readonly part: string;

  /**
   * @param scope - a construct below the `DockerHost` of the server
   * @param id - its id
   * @param props - the server, when it is saved, and where to
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: PostgresBackupProps) {
    const { server, drill, ...options } = validateOptions<PostgresBackupProps>(
      pathBelow(scope, id),
      postgresBackupSchema,
      props,
    );
    super(scope, id, { ...options, sources: [server] });
    [{ id: this.part }] = server.backupParts();
    this.drill = new RestoreDrill(this, "Drill", {
      schedule: "30 4 * * sun",
      timeZone: options.timeZone,
      ...drill,
      backup: this,
    });
  }

  /**
   * Brings databases back in the next deploy, once.
   *
   * @param id - the id of the construct below this one
   * @param options - which snapshot, and which databases
   * @throws an error that lists all options that do not fit
   */
  public restore(id: string, options: PostgresRestoreOptions): Restore {
    const { databases, ...order } = options;
    const only: RestoreProps["only"] = databases?.map((name) => `${this.part}/${name}`);
    return new Restore(this, id, { ...order, only, backup: this });
  }
}
