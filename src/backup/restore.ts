import { Aspects } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import type { IMountableVolume, IStartsBefore } from "../docker";
import { ContainerService, OneShotJob } from "../docker";
import { validate } from "../internal/schema";
import { Size } from "../units/size";
import type { Backup } from "./backup";
import { scratchVolume } from "./backup";
import { makersOfDatabases, usersOf } from "./restore-order";
import { restoreSchema } from "./schema";

/** Props of `Restore`. */
export interface RestoreProps {
  /** The backup that is brought back. */
  readonly backup: Backup;

  /** The snapshot: its id, as `docker exec <backup> restic-here snapshots` shows it, or `latest`. */
  readonly snapshot: string;

  /**
   * What tells this request from others. It is noted in what was restored, and a request that is noted there is never
   * fulfilled again: to bring the same snapshot back once more, change it.
   *
   * @default - the snapshot
   */
  readonly request?: string;

  /**
   * The name under which the snapshot was saved, where it is not the backup's own.
   *
   * @default - the backup's
   */
  readonly from?: string;

  /**
   * What is brought back: parts by their ids, and databases as `<part>/<database>`.
   *
   * @default - all
   */
  readonly only?: string[];

  /**
   * Whether it may replace what is newer than the snapshot: a database that holds tables, or files that were changed since.
   *
   * @default false
   */
  readonly overwrite?: boolean;

  /**
   * Where dumps lie until they are in their databases.
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

/**
 * Brings a snapshot back in the next deploy, once.
 *
 * All that uses the data is stopped before and started after: the services, and the backup itself. Where a restore is
 * refused, they stay stopped until the program is corrected and deployed again. What is replaced is kept until all of them
 * are healthy again, and removed then.
 */
export class Restore extends Construct {
  /** The job that brings it back. */
  public readonly job: OneShotJob;

  /** The job that removes what was replaced, when all is healthy. */
  public readonly cleanup: OneShotJob;

  /**
   * @param scope - a construct below the `DockerHost` of the backup
   * @param id - its id
   * @param props - what is brought back
   * @throws an error that lists all props that do not fit
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: RestoreProps,
  ) {
    super(scope, id);
    validate(this, restoreSchema, props);
    const scratch = props.scratch ?? scratchVolume(this, "Scratch");
    const revision = JSON.stringify([this.request, props.snapshot, props.from, props.only, props.overwrite]);

    this.job = this.createJob("Service", {}, [scratch.mountAt("/scratch")]);
    this.cleanup = this.createJob("Cleanup", { action: "forget" }, []);
    this.cleanup._stopFor(this.job, revision);
    const arrange = (): void => this.arrange(revision);
    arrange();
    // What is made after this construct uses the data as well.
    Aspects.of(this).add({ visit: (node: IConstruct) => (node === this ? arrange() : undefined) });
  }

  private get request(): string {
    return this.props.request ?? this.props.snapshot;
  }

  private createJob(id: string, order: object, mounts: ReturnType<Backup["_partMounts"]>): OneShotJob {
    const { backup, snapshot, from, only, overwrite = false, memory = Size.mebibytes(1_024) } = this.props;
    return new OneShotJob(this, id, {
      image: backup._image,
      entrypoint: ["restore"],
      // What comes back belongs to many users.
      user: "0:0",
      capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"],
      environment: {
        BACKUP_PLAN: backup._plan,
        RESTORE: JSON.stringify({ request: this.request, snapshot, from, only, overwrite, ...order }),
      },
      networks: backup._networks({ withServers: true }),
      volumes: [...mounts, ...backup._repositoryMounts(true), ...backup._partMounts(false)],
      temporaryDirectories: [{ path: "/tmp", size: Size.mebibytes(256) }],
      startsAfter: backup._startsAfter,
      memory,
    });
  }

  /** Puts the job between what makes the data ready and what uses it. */
  private arrange(revision: string): void {
    const { backup } = this.props;
    for (const maker of makersOfDatabases(backup)) {
      if (maker instanceof OneShotJob) this.job._startAfter(maker);
    }
    const own: IStartsBefore[] = [this.job, this.cleanup];
    for (const user of usersOf(backup, own)) {
      if (!(user instanceof ContainerService || user instanceof OneShotJob)) continue;
      user._stopFor(this.job, revision);
      this.cleanup._startAfter(user);
    }
  }
}
