import type { ContainerImage, IMountableVolume, NetworkAttachment, ScheduleProps, Secret } from "../docker";
import type { Duration } from "../units/duration";
import type { Size } from "../units/size";
import type { IBackupSource } from "./backup-part";
import type { BackupRepository } from "./backup-repository";

/** How many snapshots are kept. One that any of these keeps is kept. */
export interface BackupRetention {
  /**
   * The last ones, whenever they were made.
   *
   * @default - none for that alone
   */
  readonly last?: number;

  /**
   * The last one of each of so many hours.
   *
   * @default - none for that alone
   */
  readonly hourly?: number;

  /**
   * The last one of each of so many days.
   *
   * @default - none for that alone
   */
  readonly daily?: number;

  /**
   * The last one of each of so many weeks.
   *
   * @default - none for that alone
   */
  readonly weekly?: number;

  /**
   * The last one of each of so many months.
   *
   * @default - none for that alone
   */
  readonly monthly?: number;

  /**
   * The last one of each of so many years.
   *
   * @default - none for that alone
   */
  readonly yearly?: number;
}

/** What every backup is told, whatever it saves. */
export interface BackupOptions extends ScheduleProps {
  /** Where it is kept. */
  readonly repository: BackupRepository;

  /**
   * The password with which the repository is encrypted. Keep it where it outlives the host: without it, the backup is
   * lost. One that is generated on the host is refused for that.
   */
  readonly password: Secret;

  /**
   * How many snapshots are kept.
   *
   * @default - 7 daily, 5 weekly and 12 monthly ones
   */
  readonly retention?: BackupRetention;

  /**
   * How much of the repository is read again after each run to see that it is still what was written, in per cent. Which
   * part that is, is left to chance. The structure is checked always, and a drill reads a whole snapshot.
   *
   * @default 5
   */
  readonly verifiedShare?: number;

  /**
   * What its snapshots are called in the repository. It must stay the same: a restore asks for it.
   *
   * @default - the name of the container
   */
  readonly backupName?: string;

  /**
   * Networks over which the repository is reached. One on a volume needs none.
   *
   * @default - none
   */
  readonly networks?: NetworkAttachment[];

  /**
   * Debian packages with extensions that the databases use and the image lacks, such as `postgresql-16-pgvector`: a drill
   * restores the databases on a server of its own.
   *
   * @default - those that the image of the server was made with
   */
  readonly packages?: string[];

  /**
   * The image.
   *
   * @default - that of the library, with the client of the server's major version
   */
  readonly image?: ContainerImage;

  /**
   * The most memory that it may use.
   *
   * @default Size.mebibytes(1024)
   */
  readonly memory?: Size;

  /**
   * Where dumps lie until they are in the repository: there must be room for all databases, uncompressed.
   *
   * @default - a volume of its own
   */
  readonly staging?: IMountableVolume;

  /**
   * How long a run may take to end when the container is stopped.
   *
   * @default Duration.seconds(60)
   */
  readonly stopGrace?: Duration;
}

/** Props of `Backup`. */
export interface BackupProps extends BackupOptions {
  /** What is saved: servers, services, and what `Backup.of` makes of parts. */
  readonly sources: IBackupSource[];
}
