import { Construct } from "constructs";
import type { IMountableVolume, ScheduleProps } from "../docker";
import { ScheduledJob } from "../docker";
import { validate } from "../internal/schema";
import type { Duration } from "../units/duration";
import { Size } from "../units/size";
import type { Backup } from "./backup";
import { scratchVolume } from "./backup";
import { drillSchema } from "./schema";

/** A question to what a drill has restored. */
export interface DrillQuestion {
  /** The part of the backup, by its id. */
  readonly part: string;

  /** The database: by its name on a server, or by its path in a volume where it is one of SQLite. */
  readonly database: string;

  /** The question, as a statement whose answer is one value. */
  readonly sql: string;

  /** The right answer, as text: `t` or `1` for a condition that holds, in PostgreSQL or SQLite. */
  readonly answer: string;
}

/** What every drill is told, whatever it restores. */
export interface RestoreDrillOptions extends ScheduleProps {
  /**
   * Questions to what was restored, besides those that are asked always: whether each database is whole, and whether each
   * table has the rows that it had when it was saved.
   *
   * @default - none
   */
  readonly questions?: DrillQuestion[];

  /**
   * How old the newest snapshot may be.
   *
   * @default - as old as the last success of the backup may be
   */
  readonly maxSnapshotAge?: Duration;

  /**
   * Where a snapshot is restored: there must be room for all of it, and for its databases once more.
   *
   * @default - a volume of its own
   */
  readonly scratch?: IMountableVolume;

  /**
   * The most memory that it may use.
   *
   * @default Size.mebibytes(1024)
   */
  readonly memory?: Size;
}

/** Props of `RestoreDrill`. */
export interface RestoreDrillProps extends RestoreDrillOptions {
  /** The backup that is restored. */
  readonly backup: Backup;
}

/**
 * Restores the newest snapshot on a schedule, inside of its own container, and asks it questions whose answers are known.
 *
 * Databases come back on a server that runs there for that time alone; the repository is mounted read-only. A drill that
 * fails makes the container unhealthy.
 */
export class RestoreDrill extends Construct {
  /** The job that makes it; `addOverride` on its resource is the escape hatch. */
  public readonly job: ScheduledJob;

  /**
   * @param scope - a construct below the `DockerHost` of the backup
   * @param id - its id
   * @param props - what is restored, and when
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    validate(this, drillSchema, props);
    const { backup, schedule, timeZone, maxAge, timeLimit, catchUp, metrics } = props;
    const scratch = props.scratch ?? scratchVolume(this, "Scratch");
    const maxSnapshotAge = props.maxSnapshotAge ?? backup.job.maxAge;

    this.job = new ScheduledJob(this, "Service", {
      ...{ schedule, timeZone, maxAge, timeLimit, catchUp, metrics },
      image: backup._image,
      command: ["drill"],
      // What comes back belongs to many users, and a PostgreSQL server refuses to run as root.
      user: "0:0",
      capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"],
      environment: {
        BACKUP_PLAN: backup._plan,
        DRILL: JSON.stringify({
          maxSnapshotAgeSeconds: maxSnapshotAge.toSeconds(),
          questions: (props.questions ?? []).map(({ part, ...question }) => ({ source: part, ...question })),
        }),
      },
      networks: backup._networks({ withServers: false }),
      volumes: [...backup._repositoryMounts(true), scratch.mountAt("/scratch")],
      temporaryDirectories: [{ path: "/tmp", size: Size.mebibytes(256) }],
      memory: props.memory ?? Size.mebibytes(1_024),
    });
    backup.backupNode.declareDrill(this.job.containerNode);
  }
}
