import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import type { DatabaseDeclaration } from "./databases";
import { DatabaseNode } from "./databases";
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
