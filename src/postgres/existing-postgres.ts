import { Construct } from "constructs";
import { BackupPart } from "../backup";
import type { IServiceNetwork } from "../docker";
import { ConfigFile, ConfigVolume, DockerHost } from "../docker";
import { dockerName } from "../internal/names";
import { validate } from "../internal/schema";
import type { DatabaseServerNode } from "../topology";
import { ContainerKind, Topology } from "../topology";
import type { IPostgresDatabase } from "./database-handle";
import type { DatabaseProps } from "./database-props";
import type { ExistingPostgresProps } from "./existing-postgres-props";
import { requireCarried } from "./extension-admission";
import type { ServerOfDatabases } from "./postgres-database";
import { PostgresDatabase } from "./postgres-database";
import { PostgresImage } from "./postgres-image";
import { MAINTENANCE_DATABASE, PASSWORD_FILE, PATHS, PORT } from "./postgres-plan";
import { majorOf } from "./postgres-version";
import { existingPostgresSchema } from "./schema";
import type { IPostgresServer } from "./server-handle";

/** The client for a server of which nothing is known: it speaks to all older ones. */
const NEWEST = "18";

/** A server that somebody else runs: its jobs come in over the network, with the superuser's password. */
export class ExistingPostgres extends Construct implements IPostgresServer {
  public readonly hostName: string;
  public readonly port: number;
  public readonly network: IServiceNetwork;
  public readonly serverNode: DatabaseServerNode;
  private readonly server: ServerOfDatabases;
  private readonly backupPart: BackupPart;

  public constructor(scope: Construct, id: string, props: ExistingPostgresProps) {
    super(scope, id);
    validate(this, existingPostgresSchema, props);
    const superuser = props.superuser ?? "postgres";
    const client = props.image ?? PostgresImage.official(props.version ?? NEWEST);
    this.hostName = props.hostName;
    this.port = props.port ?? PORT;
    this.network = props.network;
    this.serverNode = this.declare(superuser, props);

    const password = new ConfigVolume(this, "SuperuserPassword", {
      image: DockerHost.of(this).toolsImage,
      owner: client.user,
      files: [
        ConfigFile.fromSecret(PASSWORD_FILE, props.superuserPassword, {
          purpose: `password of the superuser ${superuser}`,
        }),
      ],
    });
    this.server = {
      construct: this,
      hostName: this.hostName,
      port: this.port,
      network: this.network,
      serverNode: this.serverNode,
      client,
      isOwn: false,
      access: {
        environment: {
          HOST: this.hostName,
          PORT: String(this.port),
          ADMIN_HOST: this.hostName,
          ADMIN_PASSWORD_FILE: `${PATHS.superuser}/${PASSWORD_FILE}`,
          SUPERUSER: superuser,
          MAINTENANCE: props.maintenanceDatabase ?? MAINTENANCE_DATABASE,
        },
        volumes: [password.mountAt(PATHS.superuser)],
        startsAfter: [],
      },
      saved: {
        serverNode: this.serverNode,
        port: this.port,
        user: superuser,
        maintenance: props.maintenanceDatabase ?? MAINTENANCE_DATABASE,
        isOwn: false,
        remote: { host: this.hostName, network: this.network, password: props.superuserPassword },
        startsAfter: [],
        packages: props.image?._packages ?? [],
      },
      owners: new Map(),
      admit: (extension, database) => requireCarried(database, extension, props.image),
    };
    this.backupPart = BackupPart._postgres(dockerName([id]), this.server.saved);
  }

  public addDatabase(name: string, props: DatabaseProps = {}): IPostgresDatabase {
    return new PostgresDatabase(this.server, name, props);
  }

  public backupParts(): BackupPart[] {
    return [this.backupPart];
  }

  private declare(superuser: string, { image, version, superuserPassword }: ExistingPostgresProps): DatabaseServerNode {
    const container = Topology.of(this).declareContainer({
      construct: this,
      host: DockerHost.of(this).hostNode,
      name: this.hostName,
      kind: ContainerKind.EXTERNAL,
    });
    container.join({ network: this.network.networkNode });
    const node = Topology.of(this).declareDatabaseServer({
      construct: this,
      container,
      majorVersion: image?.majorVersion ?? (version === undefined ? undefined : majorOf(version)),
      availableExtensions: image?.extensions,
      superuser,
      isAdopted: true,
    });
    node.declareRole({ construct: this, name: superuser, passwordIdentity: superuserPassword._identity(this) });
    return node;
  }
}
