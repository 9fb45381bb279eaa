import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** An extension that the image of a server carries. */
export interface AvailableExtension {
  /** Its name in `CREATE EXTENSION`. */
  readonly name: string;

  /**
   * The library that `shared_preload_libraries` must hold for it.
   *
   * @default - none
   */
  readonly preloadLibrary?: string;
}

/** What a PostgreSQL server is known by. */
export interface DatabaseServerDeclaration {
  /** The construct that stands for the server. */
  readonly construct: IConstruct;

  /** The container in which it runs. */
  readonly container: ContainerNode;

  /**
   * Its major version.
   *
   * @default - not known, as for a server that somebody else runs
   */
  readonly majorVersion?: number;

  /**
   * The extensions that its image carries.
   *
   * @default - not known
   */
  readonly availableExtensions?: AvailableExtension[];

  /**
   * Libraries that it loads at start.
   *
   * @default - none
   */
  readonly preloadLibraries?: string[];

  /**
   * The directory of its data in the container.
   *
   * @default - not known
   */
  readonly dataDirectory?: string;

  /**
   * How many connections it accepts.
   *
   * @default - not known
   */
  readonly maxConnections?: number;

  /**
   * Memory that it takes for shared buffers, in MiB.
   *
   * @default - not known
   */
  readonly sharedBuffersMebibytes?: number;

  /**
   * Memory that one sort or hash may take, in MiB.
   *
   * @default - not known
   */
  readonly workMemoryMebibytes?: number;

  /**
   * The size of its `/dev/shm`, in MiB.
   *
   * @default - not known
   */
  readonly sharedMemoryMebibytes?: number;

  /** The name of its bootstrap superuser. */
  readonly superuser: string;

  /**
   * Whether somebody else runs it.
   *
   * @default false
   */
  readonly isAdopted?: boolean;
}

/** A PostgreSQL server. */
export class DatabaseServerNode extends TopologyNode {
  /** The container in which it runs. */
  public readonly container: ContainerNode;

  /** Its major version; nothing where it is not known. */
  public readonly majorVersion?: number;

  /** The extensions that its image carries; nothing where that is not known. */
  public readonly availableExtensions?: AvailableExtension[];

  /** Libraries that it loads at start. */
  public readonly preloadLibraries: string[];

  /** The directory of its data in the container; nothing where it is not known. */
  public readonly dataDirectory?: string;

  /** How many connections it accepts; nothing where that is not known. */
  public readonly maxConnections?: number;

  /** Memory that it takes for shared buffers, in MiB; nothing where that is not known. */
  public readonly sharedBuffersMebibytes?: number;

  /** Memory that one sort or hash may take, in MiB; nothing where that is not known. */
  public readonly workMemoryMebibytes?: number;

  /** The size of its `/dev/shm`, in MiB; nothing where that is not known. */
  public readonly sharedMemoryMebibytes?: number;

  /** The name of its bootstrap superuser. */
  public readonly superuser: string;

  /** Whether somebody else runs it. */
  public readonly isAdopted: boolean;

  /** Roles that this program declares on it. */
  public readonly roles: DatabaseRoleNode[] = [];

  /** Databases that this program declares on it. */
  public readonly databases: DatabaseNode[] = [];

  /** Made by `Topology.declareDatabaseServer`. */
  public constructor(declaration: DatabaseServerDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.majorVersion = declaration.majorVersion;
    this.availableExtensions = declaration.availableExtensions;
    this.preloadLibraries = declaration.preloadLibraries ?? [];
    this.dataDirectory = declaration.dataDirectory;
    this.maxConnections = declaration.maxConnections;
    this.sharedBuffersMebibytes = declaration.sharedBuffersMebibytes;
    this.workMemoryMebibytes = declaration.workMemoryMebibytes;
    this.sharedMemoryMebibytes = declaration.sharedMemoryMebibytes;
    this.superuser = declaration.superuser;
    this.isAdopted = declaration.isAdopted ?? false;
  }

  /** Declares a role on it. */
  public declareRole(declaration: DatabaseRoleDeclaration): DatabaseRoleNode {
    const role = new DatabaseRoleNode(this, declaration);
    this.roles.push(role);
    return role;
  }

  /** Declares a database on it. */
  public declareDatabase(declaration: DatabaseDeclaration): DatabaseNode {
    const database = new DatabaseNode(this, declaration);
    this.databases.push(database);
    return database;
  }
}

/** What a role is known by. */
export interface DatabaseRoleDeclaration {
  /** The construct that declares it. */
  readonly construct: IConstruct;

  /** Its name. */
  readonly name: string;

  /**
   * What tells its password from others.
   *
   * @default - it has none of this program's
   */
  readonly passwordIdentity?: string;
}

/** A role of a PostgreSQL server. */
export class DatabaseRoleNode extends TopologyNode {
  /** The server. */
  public readonly server: DatabaseServerNode;

  /** Its name. */
  public readonly name: string;

  /** What tells its password from others; nothing where it has none of this program's. */
  public readonly passwordIdentity?: string;

  /** Made by `DatabaseServerNode.declareRole`. */
  public constructor(server: DatabaseServerNode, declaration: DatabaseRoleDeclaration) {
    super(declaration.construct);
    this.server = server;
    this.name = declaration.name;
    this.passwordIdentity = declaration.passwordIdentity;
  }
}

/** What a database is known by. */
export interface DatabaseDeclaration {
  /** The construct that declares it. */
  readonly construct: IConstruct;

  /** Its name. */
  readonly name: string;

  /** The role that owns it. */
  readonly owner: string;

  /**
   * The job that makes it, with its roles and extensions: clients must start after it.
   *
   * @default - it is there as soon as its server is up
   */
  readonly madeBy?: IConstruct;
}

/** A database of a PostgreSQL server. */
export class DatabaseNode extends TopologyNode {
  /** The server. */
  public readonly server: DatabaseServerNode;

  /** Its name. */
  public readonly name: string;

  /** The role that owns it. */
  public readonly owner: string;

  /** The job that makes it; nothing where it is there as soon as its server is up. */
  public readonly madeBy?: IConstruct;

  /** Extensions that it must have. */
  public readonly extensions: DatabaseExtensionNode[] = [];

  /** Schemas that it must have, besides `public`. */
  public readonly schemas: DatabaseSchemaNode[] = [];

  /** Who connects to it. */
  public readonly clients: DatabaseClientNode[] = [];

  /** Made by `DatabaseServerNode.declareDatabase`. */
  public constructor(server: DatabaseServerNode, declaration: DatabaseDeclaration) {
    super(declaration.construct);
    this.server = server;
    this.name = declaration.name;
    this.owner = declaration.owner;
    this.madeBy = declaration.madeBy;
  }

  /** Declares an extension that it must have. */
  public requireExtension(declaration: DatabaseExtensionDeclaration): DatabaseExtensionNode {
    const extension = new DatabaseExtensionNode(this, declaration);
    this.extensions.push(extension);
    return extension;
  }

  /** Declares a schema that it must have. */
  public requireSchema(declaration: DatabaseSchemaDeclaration): DatabaseSchemaNode {
    const schema = new DatabaseSchemaNode(this, declaration);
    this.schemas.push(schema);
    return schema;
  }

  /** Declares who connects to it. */
  public connect(declaration: DatabaseClientDeclaration): DatabaseClientNode {
    const client = new DatabaseClientNode(this, declaration);
    this.clients.push(client);
    return client;
  }
}

/** What an extension in a database is known by. */
export interface DatabaseExtensionDeclaration {
  /** The construct that needs it. */
  readonly construct: IConstruct;

  /** Its name in `CREATE EXTENSION`. */
  readonly name: string;
}

/** An extension in a database. */
export class DatabaseExtensionNode extends TopologyNode {
  /** The database. */
  public readonly database: DatabaseNode;

  /** Its name in `CREATE EXTENSION`. */
  public readonly name: string;

  /** Made by `DatabaseNode.requireExtension`. */
  public constructor(database: DatabaseNode, declaration: DatabaseExtensionDeclaration) {
    super(declaration.construct);
    this.database = database;
    this.name = declaration.name;
  }
}

/** What a schema in a database is known by. */
export interface DatabaseSchemaDeclaration {
  /** The construct that needs it. */
  readonly construct: IConstruct;

  /** Its name. */
  readonly name: string;
}

/** A schema in a database. */
export class DatabaseSchemaNode extends TopologyNode {
  /** The database. */
  public readonly database: DatabaseNode;

  /** Its name. */
  public readonly name: string;

  /** Made by `DatabaseNode.requireSchema`. */
  public constructor(database: DatabaseNode, declaration: DatabaseSchemaDeclaration) {
    super(declaration.construct);
    this.database = database;
    this.name = declaration.name;
  }
}

/** How a container uses a database. */
export interface DatabaseClientDeclaration {
  /** The container that connects. */
  readonly container: ContainerNode;

  /** The role as which it connects. */
  readonly role: string;

  /** Constructs after which it starts: one of them must make the database. */
  readonly startsAfter: IConstruct[];

  /**
   * How many connections it may hold at once.
   *
   * @default - not known
   */
  readonly maxConnections?: number;

  /**
   * The schema in which it keeps its tables.
   *
   * @default - whatever the search path says, mostly `public`
   */
  readonly schema?: string;
}

/** A container that uses a database. */
export class DatabaseClientNode extends TopologyNode {
  /** The database. */
  public readonly database: DatabaseNode;

  /** The container that connects. */
  public readonly container: ContainerNode;

  /** The role as which it connects. */
  public readonly role: string;

  /** Constructs after which it starts. */
  public readonly startsAfter: IConstruct[];

  /** How many connections it may hold at once; nothing where that is not known. */
  public readonly maxConnections?: number;

  /** The schema in which it keeps its tables; nothing where the search path says. */
  public readonly schema?: string;

  /** Made by `DatabaseNode.connect`. */
  public constructor(database: DatabaseNode, declaration: DatabaseClientDeclaration) {
    super(declaration.container.construct);
    this.database = database;
    this.container = declaration.container;
    this.role = declaration.role;
    this.startsAfter = declaration.startsAfter;
    this.maxConnections = declaration.maxConnections;
    this.schema = declaration.schema;
  }
}
