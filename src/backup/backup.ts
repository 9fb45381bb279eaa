import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { IStartsBefore, NetworkAttachment, VolumeMount } from "../docker";
import { ConfigFile, ConfigVolume, ContainerImage, DataVolume, DockerHost, ScheduledJob } from "../docker";
import { validate } from "../internal/schema";
import { literal } from "../internal/tokens";
import type { BackupNode } from "../topology";
import { Topology, VolumeContent } from "../topology";
import { Size } from "../units/size";
import type { BackupPart, IBackupSource } from "./backup-part";
import type { BackupProps } from "./backup-props";
import { BackupRepository } from "./backup-repository";
import { backupSchema } from "./schema";

/** Where a part is in every container that works on it. */
const SOURCES = "/sources";

const RETENTION = { daily: 7, weekly: 5, monthly: 12 };

/** The client where no server says which. */
const DEBIANS_MAJOR = 15;

/**
 * Saves volumes and databases on a schedule into a repository of restic: encrypted, only what is new, verified after each
 * run, and let go of when it is old.
 *
 * Databases are dumped first and files are read afterwards, into one snapshot: what a row names was written before the
 * row, so its file is there. A failed or missed run makes the container unhealthy; `docker exec <name> status` says why,
 * and `docker exec <name> run` tries again at once.
 */
export class Backup extends Construct {
  /**
   * A source of parts that a program puts together itself.
   *
   * @param parts - what is saved, in the order in which it is read
   */
  public static of(...parts: BackupPart[]): IBackupSource {
    return { backupParts: () => parts };
  }

  /** The job that makes it; `addOverride` on its resource is the escape hatch. */
  public readonly job: ScheduledJob;

  /** The backup in the topology. */
  public readonly backupNode: BackupNode;

  /** What its snapshots are called in the repository. */
  public readonly backupName: string;

  /**
   * What it saves.
   *
   * @internal
   */
  public readonly _parts: readonly BackupPart[];

  /**
   * The image with all its programs.
   *
   * @internal
   */
  public readonly _image: ContainerImage;

  private readonly repository: BackupRepository;
  private readonly secrets: ConfigVolume;
  private readonly stated: BackupProps;

  /**
   * @param scope - a construct below the `DockerHost` of what it saves
   * @param id - its id
   * @param props - what is saved, when, and where to
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: BackupProps) {
    super(scope, id);
    validate(this, backupSchema, props);
    this.stated = props;
    this.repository = props.repository;
    this._parts = props.sources.flatMap((source) => source.backupParts());
    this._image = props.image ?? imageFor(this._parts, props.packages);
    const containerName = DockerHost.of(this)._nameOf(this);
    this.backupName = props.backupName ?? containerName.slice(0, 63);

    this.secrets = new ConfigVolume(this, "Secrets", {
      image: DockerHost.of(this).toolsImage,
      files: [
        ConfigFile.fromSecret("password", props.password, { purpose: "password of the repository" }),
        ...props.repository._files,
        ...this._parts.flatMap(passwordOf),
      ],
    });
    this.job = this.createJob(props, containerName);
    this.backupNode = this.declare(props);
  }

  /**
   * What every program in the image is told: what is saved, and where to. Written when the program is done, because a
   * server may get further databases until then.
   *
   * @internal
   */
  public get _plan(): string {
    return Lazy.stringValue({ produce: () => literal(JSON.stringify(this.render())) });
  }

  /**
   * What has to be mounted to reach the repository and its secrets.
   *
   * @internal
   */
  public _repositoryMounts(readOnly: boolean): VolumeMount[] {
    const { _volume } = this.repository;
    const secrets = this.secrets.mountAt(BackupRepository._secretsPath);
    return _volume ? [secrets, _volume.mountAt(BackupRepository._mountPath, { readOnly })] : [secrets];
  }

  /**
   * What has to be mounted to read the parts, or to change them. Sockets are never written.
   *
   * @internal
   */
  public _partMounts(readOnly: boolean): VolumeMount[] {
    return this._parts.flatMap(({ id, _volume, _server }) => [
      ...(_volume ? [_volume.mountAt(`${SOURCES}/${id}`, { readOnly })] : []),
      ...(_server?.socket ? [_server.socket.mountAt(`${SOURCES}/${id}`, { readOnly: true })] : []),
    ]);
  }

  /**
   * Networks over which the repository is reached, and over which the servers are.
   *
   * @internal
   */
  public _networks(options: { readonly withServers: boolean }): NetworkAttachment[] {
    const stated = this.stated.networks ?? [];
    const ofServers = this._parts.flatMap(({ _server }) => _server?.remote?.network ?? []);
    const missing = new Set(ofServers.filter((network) => !stated.some((one) => one.network === network)));
    return options.withServers ? [...stated, ...[...missing].map((network) => ({ network }))] : stated;
  }

  /**
   * What must be up for the servers to answer.
   *
   * @internal
   */
  public get _startsAfter(): IStartsBefore[] {
    return this._parts.flatMap(({ _server }) => _server?.startsAfter ?? []);
  }

  private createJob(props: BackupProps, containerName: string): ScheduledJob {
    const { schedule, timeZone, maxAge, timeLimit, catchUp, metrics, stopGrace } = props;
    const staging = props.staging ?? scratchVolume(this, "Staging");
    return new ScheduledJob(this, "Service", {
      ...{ schedule, timeZone, maxAge, timeLimit, catchUp, metrics, stopGrace, containerName },
      image: this._image,
      command: ["backup"],
      // Files belong to many users, and sockets to others again. All but the repository and the dumps is mounted read-only.
      user: "0:0",
      capabilities: ["CAP_DAC_OVERRIDE"],
      environment: { BACKUP_PLAN: this._plan, RESTIC_CACHE_DIR: "/staging-cache" },
      networks: this._networks({ withServers: true }),
      volumes: [...this._repositoryMounts(false), ...this._partMounts(true), staging.mountAt("/staging")],
      temporaryDirectories: [
        { path: "/tmp", size: Size.mebibytes(256) },
        { path: "/staging-cache", size: Size.mebibytes(256), mode: "0700" },
      ],
      startsAfter: this._startsAfter,
      memory: props.memory ?? Size.mebibytes(1_024),
    });
  }

  private render(): object {
    const { retention = RETENTION, verifiedShare = 5 } = this.stated;
    return {
      name: this.backupName,
      repository: this.repository._plan(this.node.path),
      sources: this._parts.map(renderPart),
      retention,
      ...(verifiedShare > 0 ? { verify: `${verifiedShare}%` } : {}),
    };
  }

  private declare({ schedule }: BackupProps): BackupNode {
    return Topology.of(this).declareBackup({
      construct: this,
      container: this.job.containerNode,
      repository: this.repository.toString(),
      repositoryVolume: this.repository._volume?.volumeNode,
      schedule,
      volumes: this._parts.flatMap(({ volumeNode }) => volumeNode ?? []),
      databaseServers: this._parts.flatMap(({ _server }) => (_server && !_server.only ? _server.serverNode : [])),
      databases: this._parts.flatMap(({ _server, _databases }) => (_server?.only ? _databases : [])),
    });
  }
}

/** A volume for what is there for the time of a run. */
export function scratchVolume(scope: Construct, id: string): DataVolume {
  return new DataVolume(scope, id, { protect: false, content: VolumeContent.CONFIGURATION });
}

function passwordOf({ id, _server }: BackupPart): ConfigFile[] {
  if (!_server?.remote) return [];
  const purpose = `password of the superuser ${_server.user}`;
  return [ConfigFile.fromSecret(`servers/${id}`, _server.remote.password, { purpose })];
}

function renderPart({ id, _server, _databases, _options }: BackupPart): object {
  const path = `${SOURCES}/${id}`;
  if (!_server) {
    return { id, kind: "directory", path, sqlite: _options.sqlite ?? [], exclude: _options.exclude ?? [] };
  }
  const { port, user, maintenance, isOwn, only, remote } = _server;
  return {
    id,
    kind: "postgres",
    host: remote?.host ?? path,
    port,
    user,
    maintenance,
    databases: _databases.map(({ name }) => name).sort(),
    all: isOwn && only === undefined,
    ...(remote ? { passwordFile: `${BackupRepository._secretsPath}/servers/${id}` } : {}),
  };
}

function imageFor(parts: readonly BackupPart[], stated: readonly string[] | undefined): ContainerImage {
  const major = parts.map(({ _server }) => _server?.serverNode.majorVersion).find((one) => one !== undefined);
  const packages = stated ?? parts.flatMap(({ _server }) => _server?.packages ?? []);
  const buildArgs = {
    ...(major === undefined || major === DEBIANS_MAJOR ? {} : { PG_MAJOR: String(major) }),
    ...(packages.length === 0 ? {} : { PACKAGES: [...new Set(packages)].sort().join(" ") }),
  };
  return ContainerImage.bundled("backup", Object.keys(buildArgs).length === 0 ? {} : { buildArgs });
}
