import { Lazy } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import type { _ServerAccess } from "../backup";
import { BackupPart } from "../backup";
import type { IServiceNetwork, IStartsBefore, VolumeMount } from "../docker";
import { ConfigVolume, DockerHost, OneShotJob, Secret } from "../docker";
import { dockerName } from "../internal/names";
import { problemError } from "../internal/problems";
import { validate, withBeside } from "../internal/schema";
import { literal } from "../internal/tokens";
import type { DatabaseNode, DatabaseServerNode } from "../topology";
import { SecretRelation, Topology } from "../topology";
import { DatabaseConnection } from "./database-connection";
import type { ExtensionOptions, IPostgresDatabase } from "./database-handle";
import type { DatabaseProps } from "./database-props";
import { catalogueEntry, withNeeds } from "./extension-catalogue";
import type { PostgresImage } from "./postgres-image";
import { RECONCILE_SCRIPT } from "./reconcile-script";
import { databaseSchema, extensionSchema, schemaSchema } from "./schema";

/** What a database must know of the server on which it is. */
export interface ServerOfDatabases {
  readonly construct: Construct;
  readonly hostName: string;
  readonly port: number;
  readonly network: IServiceNetwork;
  readonly serverNode: DatabaseServerNode;
  /** The image in which the jobs run. */
  readonly client: PostgresImage;
  /** Whether the server is of this program. */
  readonly isOwn: boolean;
  /** How the jobs come in as superuser. */
  readonly access: {
    readonly environment: Readonly<Record<string, string>>;
    readonly volumes: readonly VolumeMount[];
    readonly startsAfter: readonly IStartsBefore[];
  };
  /** How a backup comes in. */
  readonly saved: _ServerAccess;
  /** The owners of databases so far. */
  readonly owners: Map<string, DatabaseOwner>;
  /** Makes sure that the server can have the extension. */
  admit(extension: string, database: PostgresDatabase): void;
}

/** A role that owns databases. */
export interface DatabaseOwner {
  readonly password: Secret;
  /** The job that was the last so far to see to the role. */
  readonly job: OneShotJob;
}

interface RequiredExtension {
  readonly name: string;
  readonly schema?: string;
  readonly preload?: string;
}

const SECRETS = "/cdktf-groupware/secrets";
const OWNER_PASSWORD = "owner-password";

/** A database, and the job that makes it. */
export class PostgresDatabase extends Construct implements IPostgresDatabase {
  public readonly databaseName: string;
  public readonly ownerName: string;
  public readonly ownerPassword: Secret;
  public readonly ready: OneShotJob;
  public readonly databaseNode: DatabaseNode;
  public readonly connection: DatabaseConnection;

  private readonly extensions = new Map<string, RequiredExtension>();
  private readonly schemas = new Set<string>();

  public constructor(
    private readonly server: ServerOfDatabases,
    name: string,
    props: DatabaseProps,
  ) {
    validate(server.construct, databaseSchema, withBeside(props, { name }));
    requireNotSuperuser(server, name, props.owner ?? name);
    requireNew(server, name);
    super(server.construct, idOf(name));
    this.databaseName = name;
    this.ownerName = props.owner ?? name;
    this.ownerPassword = this.passwordOf(props.password);
    this.connection = new DatabaseConnection({
      host: this.hostName,
      port: this.port,
      name,
      user: this.ownerName,
      secret: this.ownerPassword,
    });

    this.ready = this.createJob(props);
    this.databaseNode = server.serverNode.declareDatabase({
      construct: this,
      name,
      owner: this.ownerName,
      madeBy: this.ready,
    });
    this.declareOwner();
    props.schemas?.forEach((schema) => this.requireSchema(schema));
    props.extensions?.forEach((extension) => this.requireExtension(extension));
  }

  public get hostName(): string {
    return this.server.hostName;
  }

  public get port(): number {
    return this.server.port;
  }

  public get network(): IServiceNetwork {
    return this.server.network;
  }

  public requireExtension(name: string, options: ExtensionOptions = {}): void {
    validate(this, extensionSchema, withBeside(options, { name }));
    for (const extension of withNeeds(name)) {
      this.add({
        name: extension,
        schema: extension === name ? options.schema : undefined,
        preload: catalogueEntry(extension)?.preloadLibrary,
      });
    }
  }

  public requireSchema(name: string): void {
    validate(this, schemaSchema, { name });
    if (this.schemas.has(name)) return;
    this.schemas.add(name);
    if (name !== "public") this.databaseNode.requireSchema({ construct: this, name });
  }

  /** This database alone, for a backup; that of its server saves all. */
  public backupParts(): BackupPart[] {
    return [
      BackupPart._postgres(dockerName([this.server.construct.node.id]), {
        ...this.server.saved,
        only: this.databaseName,
      }),
    ];
  }

  private add(extension: RequiredExtension): void {
    const { name, schema } = extension;
    const known = this.extensions.get(name);
    if (known?.schema !== undefined && schema !== undefined && known.schema !== schema) {
      throw problemError(this.node.path, {
        name: `requireExtension("${name}")`,
        what: "asks for another schema than was asked for before: an extension is in one alone",
        got: schema,
        expected: known.schema,
        fix: "agree on one `schema`",
      });
    }
    if (!known) {
      this.server.admit(name, this);
      this.databaseNode.requireExtension({ construct: this, name });
    }
    this.extensions.set(name, { ...extension, schema: schema ?? known?.schema });
  }

  private passwordOf(given: Secret | undefined): Secret {
    const known = this.server.owners.get(this.ownerName)?.password;
    if (given && known && given._identity(this) !== known._identity(this)) {
      throw problemError(this.node.path, {
        name: "password",
        what: `the role ${this.ownerName} owns another database already, and with another password`,
        got: given.toString(),
        expected: known.toString(),
        fix: "leave `password` out to use that of the role, or name another `owner`",
      });
    }
    return given ?? known ?? Secret.generated(this, "Password");
  }

  private createJob(props: DatabaseProps): OneShotJob {
    const { access, client, isOwn, network, owners } = this.server;
    const files = new ConfigVolume(this, "Secrets", {
      image: DockerHost.of(this).toolsImage,
      owner: client.user,
      files: [this.connection.passwordFile(OWNER_PASSWORD)],
    });
    const before = owners.get(this.ownerName)?.job;
    return new OneShotJob(this, "Reconcile", {
      image: client.image,
      user: client.user,
      script: RECONCILE_SCRIPT,
      environment: {
        ...access.environment,
        DATABASE: this.databaseName,
        OWNER: this.ownerName,
        PASSWORD_FILE: `${SECRETS}/${OWNER_PASSWORD}`,
        ENCODING: props.encoding ?? "UTF8",
        LOCALE: props.locale ?? "",
        CREATE_DATABASES: String(props.ownerCreatesDatabases ?? false),
        CONNECTION_LIMIT: String(props.connectionLimit ?? -1),
        TAKE_OVER: String(props.takeOver ?? isOwn),
        SCHEMAS: lateJson(() => [...this.schemas]),
        EXTENSIONS: lateJson(() => [...this.extensions.values()]),
      },
      networks: [{ network }],
      volumes: [...access.volumes, files.mountAt(SECRETS)],
      temporaryDirectories: [{ path: "/tmp" }, ...client._coverings],
      // Two jobs that change one role at a time would get in each other's way.
      startsAfter: [...access.startsAfter, ...(before ? [before] : [])],
    });
  }

  private declarePasswords(ofOwner: string): void {
    const { serverNode } = this.server;
    const superuser = serverNode.roles.find(({ name }) => name === serverNode.superuser);
    Topology.of(this).declareSecretAgreement({
      construct: this,
      name: `password of ${this.ownerName} and of the superuser`,
      relation: SecretRelation.DIFFERENT,
      consequence: "whoever learns that of the application can do anything to every database",
      sides: [
        { construct: this, name: `password of ${this.ownerName}`, identity: ofOwner },
        { construct: serverNode.construct, name: "password of the superuser", identity: superuser?.passwordIdentity },
      ],
    });
  }

  private declareOwner(): void {
    const { owners, serverNode } = this.server;
    if (!owners.has(this.ownerName)) {
      const passwordIdentity = this.ownerPassword._identity(this);
      serverNode.declareRole({ construct: this, name: this.ownerName, passwordIdentity });
      this.declarePasswords(passwordIdentity);
    }
    owners.set(this.ownerName, { password: this.ownerPassword, job: this.ready });
  }
}

/** Written when the program is done: until then, whoever uses the database may need more. */
function lateJson(value: () => unknown): string {
  return Lazy.stringValue({ produce: () => literal(JSON.stringify(value())) });
}

function idOf(name: string): string {
  return `database-${name.replace(/[^A-Za-z0-9_.-]/g, "-")}`;
}

function requireNotSuperuser({ construct, serverNode }: ServerOfDatabases, name: string, owner: string): void {
  if (owner !== serverNode.superuser) return;
  throw problemError(construct.node.path, {
    name: `addDatabase("${name}")`,
    what: "would belong to the superuser, so that the application could do anything to every database",
    got: owner,
    expected: "a role of its own",
    fix: "name another `owner`",
  });
}

function requireNew({ construct, serverNode }: ServerOfDatabases, name: string): void {
  const existing = serverNode.databases.find((database) => database.name === name);
  if (!existing) {
    const other = construct.node.tryFindChild(idOf(name));
    if (other) throw sameId(construct, name, other);
    return;
  }
  throw problemError(construct.node.path, {
    name: `addDatabase("${name}")`,
    what: "the database is declared already",
    got: `a second declaration, beside ${existing.construct.node.path}`,
    expected: "one declaration, whose result all its users share",
    fix: "pass on what the first `addDatabase` returned, or name another database",
  });
}

/** Signs that an id cannot have are hyphens in it, so two names can come to one id. */
function sameId({ node }: IConstruct, name: string, other: IConstruct): Error {
  return problemError(node.path, {
    name: `addDatabase("${name}")`,
    what: "needs the construct id of another database",
    got: other.node.path,
    expected: "names that differ in more than signs other than letters, digits, `_`, `.` and `-`",
    fix: "name one of the databases differently",
  });
}
