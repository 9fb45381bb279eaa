import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { BackupPart } from "../backup";
import type { IServiceNetwork } from "../docker";
import {
  ConfigFile,
  ConfigVolume,
  ContainerService,
  DataVolume,
  DockerHost,
  OneShotJob,
  Secret,
  SecretForm,
} from "../docker";
import { dockerName } from "../internal/names";
import { validate, withDefault } from "../internal/schema";
import type { DatabaseServerNode } from "../topology";
import { Topology, VolumeContent } from "../topology";
import { Duration } from "../units/duration";
import type { IPostgresDatabase } from "./database-handle";
import type { DatabaseProps } from "./database-props";
import { ExistingPostgres } from "./existing-postgres";
import type { ExistingPostgresProps } from "./existing-postgres-props";
import { renderPgHba } from "./host-based-authentication";
import type { ServerOfDatabases } from "./postgres-database";
import { PostgresDatabase } from "./postgres-database";
import type { PostgresPlan } from "./postgres-plan";
import { MAINTENANCE_DATABASE, PASSWORD_FILE, PATHS, PORT, planPostgres } from "./postgres-plan";
import type { PostgresWithExtensionsProps } from "./postgres-props";
import { preparedVolumes } from "./prepared-volumes";
import { postgresSchema } from "./schema";
import { renderServerCommand } from "./server-command";
import { ServerExtensions } from "./server-extensions";
import type { IPostgresServer } from "./server-handle";
import { serverHealthCheck } from "./server-health-check";
import { SUPERUSER_SCRIPT } from "./superuser-script";

/**
 * A PostgreSQL server in a container, and the databases that services have on it.
 *
 * Databases, roles, extensions and schemas are declared, and a job a database makes what is missing: on a new server and
 * on one with data, at the first deploy and at every later one. None of it restarts the server, but for an extension
 * whose library it must load at its start.
 */
export class PostgresWithExtensions extends Construct implements IPostgresServer {
  /**
   * A server that somebody else runs, such as that of a Compose project: databases are added to it, and nothing else of
   * it is touched.
   *
   * @param scope - a construct below the `DockerHost` on whose engine the server's network is
   * @param id - its id
   * @param props - how it is reached, and as whom
   * @throws an error that lists all props that do not fit
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingPostgresProps): IPostgresServer {
    return new ExistingPostgres(scope, id, props);
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The host name, as containers on its networks know it. */
  public readonly hostName: string;

  /** The port. */
  public readonly port: number = PORT;

  /** The network on which it is reached. */
  public readonly network: IServiceNetwork;

  /** The server in the topology. */
  public readonly serverNode: DatabaseServerNode;

  /** The name of the superuser. */
  public readonly superuserName: string;

  /** The password of the superuser. */
  public readonly superuserPassword: Secret;

  private readonly server: ServerOfDatabases;
  private readonly extensions: ServerExtensions;
  private readonly backupPart: BackupPart;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its version, its network, and what shall be other than usual
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: PostgresWithExtensionsProps) {
    super(scope, id);
    const plan = planPostgres(id, validate(this, postgresSchema, withDefault(props, "alias", id)));
    this.hostName = plan.alias;
    this.network = props.network;
    this.superuserName = plan.superuser;
    this.superuserPassword = props.superuserPassword ?? Secret.generated(this, "Password");
    this.extensions = new ServerExtensions(plan.image, props.preloadLibraries);

    const socket = new DataVolume(this, "Socket", { protect: false, content: VolumeContent.CONFIGURATION });
    const password = this.createPasswordFile(plan);
    this.service = this.createService(plan, props, socket, password);
    this.serverNode = this.declare(plan);
    this.server = this.createServer(plan, socket);
    this.backupPart = BackupPart._postgres(dockerName([id]), this.server.saved);
    this.createSuperuserJob(password);
  }

  /**
   * A database with the role that owns it. A job makes both, on a new server and on one that has data already, and again
   * whenever something here has changed; it drops nothing.
   *
   * @param name - the name of the database
   * @param props - its owner, and what it needs
   * @throws an error that lists all props that do not fit, or when the database is declared already
   */
  public addDatabase(name: string, props: DatabaseProps = {}): IPostgresDatabase {
    return new PostgresDatabase(this.server, name, props);
  }

  /** All its databases, with their roles, for a backup. */
  public backupParts(): BackupPart[] {
    return [this.backupPart];
  }

  private createPasswordFile(plan: PostgresPlan): ConfigVolume {
    return new ConfigVolume(this, "SuperuserPassword", {
      image: DockerHost.of(this).toolsImage,
      owner: plan.image.user,
      files: [
        ConfigFile.fromSecret(PASSWORD_FILE, this.superuserPassword, {
          purpose: `password of the superuser ${plan.superuser}`,
        }),
      ],
    });
  }

  private createService(
    plan: PostgresPlan,
    props: PostgresWithExtensionsProps,
    socket: DataVolume,
    password: ConfigVolume,
  ): ContainerService {
    const { image, user } = plan.image;
    const config = new ConfigVolume(this, "Config", {
      image: DockerHost.of(this).toolsImage,
      owner: user,
      files: configFiles(plan, props),
    });
    const storage = props.storage ?? new DataVolume(this, "Data");
    const aliases = [plan.alias];
    return new ContainerService(this, "Service", {
      image,
      user,
      command: this.command(plan),
      environment: plan.environment,
      networks: [props.network, ...(props.furtherNetworks ?? [])].map((network) => ({ network, aliases })),
      volumes: [
        ...preparedVolumes(this, plan, storage, socket),
        config.mountAt(PATHS.config),
        // It is read at the first boot alone: another password must not replace the server.
        { ...password.mountAt(PATHS.superuser), revision: undefined },
      ],
      temporaryDirectories: [
        { path: "/tmp" },
        { path: "/var/run/postgresql", mode: "0775" },
        ...plan.storage.coverings,
      ],
      memory: plan.memoryLimit,
      sharedMemory: plan.sharedMemory,
      publish: props.publish && [
        { containerPort: PORT, hostPort: props.publish.port ?? PORT, address: props.publish.address },
      ],
      healthCheck: serverHealthCheck(plan.superuser),
      startTimeout: props.startTimeout ?? Duration.minutes(5),
      // Fast shutdown: sessions are ended, and a checkpoint is written. SIGTERM would wait for every client to leave.
      stopSignal: "SIGINT",
      stopGrace: props.stopGrace ?? Duration.seconds(120),
    });
  }

  /** Late, because whoever uses a database may require an extension whose library must be loaded. */
  private command(plan: PostgresPlan): string[] {
    return renderServerCommand({
      ...plan.command,
      preloadLibraries: Lazy.stringValue({ produce: () => this.extensions.preloadLibraries.join(",") }),
      cronDatabase:
        plan.image._carries("pg_cron") === false
          ? undefined
          : Lazy.stringValue({ produce: () => this.extensions.cronDatabase }),
    });
  }

  private declare(plan: PostgresPlan): DatabaseServerNode {
    const node = Topology.of(this).declareDatabaseServer({
      construct: this,
      container: this.service.containerNode,
      majorVersion: plan.image.majorVersion,
      availableExtensions: plan.image.extensions,
      preloadLibraries: this.extensions.preloadLibraries,
      dataDirectory: plan.storage.dataDirectory,
      maxConnections: plan.maxConnections,
      sharedBuffersMebibytes: plan.memory.sharedBuffers.toMebibytes(),
      workMemoryMebibytes: plan.memory.workMemory.toMebibytes(),
      sharedMemoryMebibytes: plan.sharedMemory.toMebibytes(),
      superuser: plan.superuser,
    });
    const passwordIdentity = this.superuserPassword._identity(this);
    node.declareRole({ construct: this, name: plan.superuser, passwordIdentity });
    return node;
  }

  private createServer(plan: PostgresPlan, socket: DataVolume): ServerOfDatabases {
    return {
      construct: this,
      hostName: this.hostName,
      port: this.port,
      network: this.network,
      serverNode: this.serverNode,
      client: plan.image,
      isOwn: true,
      access: {
        environment: {
          HOST: this.hostName,
          PORT: String(PORT),
          ADMIN_HOST: PATHS.socket,
          SUPERUSER: plan.superuser,
          MAINTENANCE: MAINTENANCE_DATABASE,
        },
        volumes: [socket.mountAt(PATHS.socket, { readOnly: true })],
        startsAfter: [this.service],
      },
      saved: {
        serverNode: this.serverNode,
        port: PORT,
        user: plan.superuser,
        maintenance: MAINTENANCE_DATABASE,
        isOwn: true,
        socket,
        startsAfter: [this.service],
        packages: plan.image._packages,
      },
      owners: new Map(),
      admit: (extension, database) => {
        const library = this.extensions.admit(extension, database);
        if (library !== undefined) this.serverNode.preloadLibraries.push(library);
      },
    };
  }

  private createSuperuserJob(password: ConfigVolume): void {
    const { access, client, network } = this.server;
    new OneShotJob(this, "Superuser", {
      image: client.image,
      user: client.user,
      script: SUPERUSER_SCRIPT,
      environment: { ...access.environment, PASSWORD_FILE: `${PATHS.superuser}/${PASSWORD_FILE}` },
      networks: [{ network }],
      volumes: [...access.volumes, password.mountAt(PATHS.superuser)],
      temporaryDirectories: [{ path: "/tmp" }, ...client._coverings],
      startsAfter: [...access.startsAfter],
    });
  }
}

function configFiles(plan: PostgresPlan, { tls }: PostgresWithExtensionsProps): ConfigFile[] {
  const hba = ConfigFile.fromText("pg_hba.conf", renderPgHba(plan.hba));
  if (!tls) return [hba];
  const form = SecretForm.ANY;
  return [
    hba,
    ConfigFile.fromSecret("tls.crt", tls.certificate, { form, purpose: "certificate of the server" }),
    ConfigFile.fromSecret("tls.key", tls.key, { form, purpose: "private key of the server" }),
  ];
}
