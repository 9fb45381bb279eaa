import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import type { DatabaseServerNode } from "./database-servers";
import { TopologyNode } from "./node";

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

  /**
   * The container that stands for the application of which it is a part: those of one application share tables.
   *
   * @default - not known
   */
  readonly application?: ContainerNode;
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

  /** The container that stands for the application of which it is a part; nothing where that is not known. */
  public readonly application?: ContainerNode;

  /** Made by `DatabaseNode.connect`. */
  public constructor(database: DatabaseNode, declaration: DatabaseClientDeclaration) {
    super(declaration.container.construct);
    this.database = database;
    this.container = declaration.container;
    this.role = declaration.role;
    this.startsAfter = declaration.startsAfter;
    this.maxConnections = declaration.maxConnections;
    this.schema = declaration.schema;
    this.application = declaration.application;
  }
}
