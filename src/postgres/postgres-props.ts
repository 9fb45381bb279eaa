import type { IMountableVolume, IServiceNetwork, Secret } from "../docker";
import type { Duration } from "../units/duration";
import type { Size } from "../units/size";
import type { HbaRule } from "./host-based-authentication";
import type { PostgresImage } from "./postgres-image";
import type { PostgresLocale } from "./postgres-locale";
import type { PostgresTuning } from "./postgres-tuning";

/** How a server shows clients who it is, and encrypts what they say. */
export interface PostgresTls {
  /** The certificate, and those that vouch for it, in PEM. */
  readonly certificate: Secret;

  /** The private key of the certificate, in PEM. */
  readonly key: Secret;

  /**
   * Whether clients on the network that do not encrypt are sent away.
   *
   * @default false
   */
  readonly required?: boolean;
}

/** How the host passes a server's port on. */
export interface PostgresPublication {
  /**
   * The address of the host on which it is reachable. Docker opens the firewall of the host for it: `0.0.0.0` means the
   * whole internet.
   *
   * @default "127.0.0.1"
   */
  readonly address?: string;

  /**
   * The port of the host.
   *
   * @default 5432
   */
  readonly port?: number;
}

/** Props of `PostgresWithExtensions`. */
export interface PostgresWithExtensionsProps {
  /** The network on which services reach it. */
  readonly network: IServiceNetwork;

  /**
   * Further networks on which it is reached, by the same name.
   *
   * @default - none
   */
  readonly furtherNetworks?: IServiceNetwork[];

  /**
   * The version of PostgreSQL: a major, `16`, which stands for one exact version in each release of this library, or an
   * exact one, `16.13`. The major belongs to the data: another one is refused before anything is touched.
   *
   * @default - that of `image`; one of both is needed
   */
  readonly version?: string;

  /**
   * The image.
   *
   * @default PostgresImage.official(version)
   */
  readonly image?: PostgresImage;

  /**
   * The name under which services reach it.
   *
   * @default - the id of the construct
   */
  readonly alias?: string;

  /**
   * The name of the superuser. It belongs to the data and cannot be changed later.
   *
   * @default "postgres"
   */
  readonly superuser?: string;

  /**
   * The password of the superuser. The image needs it at the first boot alone; a later change reaches the server all the
   * same, by a job, and without a restart. The jobs of this library do without it.
   *
   * @default - a secret that is made on the host
   */
  readonly superuserPassword?: Secret;

  /**
   * Where the data lies. A directory of the host must belong to the user of the server, on Debian `999:999`.
   *
   * @default - a protected volume of its own
   */
  readonly storage?: IMountableVolume;

  /**
   * The directory of the data in the volume, for a volume that another program filled: `.` for one that was mounted on
   * `/var/lib/postgresql/data`.
   *
   * @default - `<major>/docker`, for every major version, so that an upgrade finds old and new side by side
   */
  readonly dataPath?: string;

  /**
   * How text is sorted and compared. It is fixed when the data is made.
   *
   * @default PostgresLocale.libc("en_US.utf8")
   */
  readonly locale?: PostgresLocale;

  /**
   * Further arguments of `initdb`, such as `--wal-segsize=64`. They are used when the data is made and never again.
   *
   * @default - none; checksums and the encoding UTF8 are always asked for
   */
  readonly initdbArguments?: string[];

  /**
   * The memory of the container.
   *
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;

  /**
   * The size of `/dev/shm`, where processes that share a query exchange rows. The engine's own 64 MiB is too little for
   * large tables.
   *
   * @default Size.mebibytes(256)
   */
  readonly sharedMemory?: Size;

  /**
   * How many connections it accepts.
   *
   * @default 100
   */
  readonly maxConnections?: number;

  /**
   * Settings that are worth a thought.
   *
   * @default - they follow from the memory
   */
  readonly tuning?: PostgresTuning;

  /**
   * Any other settings, by their names in postgresql.conf.
   *
   * @default - none
   */
  readonly settings?: { [name: string]: string };

  /**
   * Libraries that it loads at its start, besides those that required extensions need. Modules without an extension
   * belong here: `auto_explain`, `auth_delay`.
   *
   * @default - none
   */
  readonly preloadLibraries?: string[];

  /**
   * Who may come in from the network. The first rule that fits decides; whom none fits is sent away.
   *
   * @default - everybody who knows the password of the role
   */
  readonly hba?: HbaRule[];

  /**
   * Certificate and key, for connections that are encrypted.
   *
   * @default - connections are not encrypted; those within one host need it not
   */
  readonly tls?: PostgresTls;

  /**
   * Where the host passes its port on.
   *
   * @default - nowhere: only containers on its networks reach it
   */
  readonly publish?: PostgresPublication;

  /**
   * The time zone of sessions that do not name their own, and of the log.
   *
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;

  /**
   * How long a deploy waits for it. After a crash it reads its log first.
   *
   * @default Duration.minutes(5)
   */
  readonly startTimeout?: Duration;

  /**
   * How long it may take to stop before it is killed. It writes a checkpoint on the way down; killed early, it reads its
   * log at the next start.
   *
   * @default Duration.seconds(120)
   * @see https://www.postgresql.org/docs/current/server-shutdown.html
   */
  readonly stopGrace?: Duration;
}
