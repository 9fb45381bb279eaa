import type { IMountableVolume, IServiceNetwork, IStartsBefore, Secret } from "../docker";
import { validateOptions, withBeside } from "../internal/schema";
import type { DatabaseNode, DatabaseServerNode, VolumeNode } from "../topology";
import { partSchema } from "./factories-schema";

/** What of a volume is saved, and how. */
export interface VolumePartOptions {
  /**
   * SQLite databases in it, as paths from its root. They are copied as databases and not as files, so that a write at the
   * same time cannot spoil the copy.
   *
   * @default - none
   */
  readonly sqlite?: string[];

  /**
   * What is left out, as patterns of restic from its root, such as `cache`.
   *
   * @default - nothing
   */
  readonly exclude?: string[];
}

/**
 * How a PostgreSQL server is reached as superuser.
 *
 * @internal
 */
export interface _ServerAccess {
  readonly serverNode: DatabaseServerNode;
  readonly port: number;
  readonly user: string;
  readonly maintenance: string;
  /** The one database that is saved; nothing where all are. */
  readonly only?: string;
  /** Whether all that is on the server is saved, and not only what the program declares. */
  readonly isOwn: boolean;
  /** The volume with the socket, where there is one. */
  readonly socket?: IMountableVolume;
  /** How it is reached over the network, where there is no socket. */
  readonly remote?: { readonly host: string; readonly network: IServiceNetwork; readonly password: Secret };
  readonly startsAfter: readonly IStartsBefore[];
  /** Debian packages with extensions that its databases may need. */
  readonly packages: readonly string[];
}

/** Something that a backup saves, and a restore brings back as a whole. */
export class BackupPart {
  /**
   * A volume or a directory of the host, as its files lie. Databases other than SQLite do not survive that: a server's are
   * saved by passing the server itself as a source.
   *
   * @param id - what it is called in the repository: it must stay the same, because a restore asks for it
   * @param volume - the volume, or what `DataVolume.hostDirectory` or `.fromExisting` returns
   * @param options - what is special about it
   * @throws an error that lists all that does not fit
   */
  public static volume(id: string, volume: IMountableVolume, options: VolumePartOptions = {}): BackupPart {
    validateOptions("BackupPart.volume", partSchema, withBeside(options, { id, volume }));
    return new BackupPart(id, { volume, options });
  }

  /**
   * The databases of a server; made by `IPostgresServer.backupParts`.
   *
   * @internal
   */
  public static _postgres(id: string, server: _ServerAccess): BackupPart {
    return new BackupPart(id, { server });
  }

  /** What it is called in the repository. */
  public readonly id: string;

  private constructor(
    id: string,
    private readonly what: {
      readonly volume?: IMountableVolume;
      readonly options?: VolumePartOptions;
      readonly server?: _ServerAccess;
    },
  ) {
    this.id = id;
  }

  /** The volume, where it is one. */
  public get volumeNode(): VolumeNode | undefined {
    return this.what.volume?.volumeNode;
  }

  /**
   * The volume, where it is one.
   *
   * @internal
   */
  public get _volume(): IMountableVolume | undefined {
    return this.what.volume;
  }

  /**
   * The server, where it is one.
   *
   * @internal
   */
  public get _server(): _ServerAccess | undefined {
    return this.what.server;
  }

  /**
   * The databases that are saved, as far as the program declares them. It may declare more until it is synthesized.
   *
   * @internal
   */
  public get _databases(): DatabaseNode[] {
    const { serverNode, only } = this.what.server ?? {};
    return (serverNode?.databases ?? []).filter(({ name }) => only === undefined || name === only);
  }

  /**
   * What is special about the volume.
   *
   * @internal
   */
  public get _options(): VolumePartOptions {
    return this.what.options ?? {};
  }
}

/** Something with data that can be saved: a server, a service, or what a program puts together itself. */
export interface IBackupSource {
  /** What is saved of it, in the order in which it is read: what refers to something comes before what it refers to. */
  backupParts(): BackupPart[];
}
