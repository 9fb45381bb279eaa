import type { IBackupSource } from "../backup";
import type { IStartsBefore, IServiceNetwork, Secret } from "../docker";
import type { DatabaseNode } from "../topology";
import type { DatabaseConnection } from "./database-connection";

/** More about an extension that a database needs. */
export interface ExtensionOptions {
  /**
   * The schema in which its objects are.
   *
   * @default - that of an extension which is there already, else the one that the extension itself or the search path
   *   names, mostly `public`
   */
  readonly schema?: string;
}

/**
 * A database on a PostgreSQL server with the role that owns it: what a service needs to use it, and how it says what it
 * needs from it.
 */
export interface IPostgresDatabase extends IBackupSource {
  /** Its name. */
  readonly databaseName: string;

  /** The role that owns it, and as which services connect. */
  readonly ownerName: string;

  /** The password of the owner. */
  readonly ownerPassword: Secret;

  /** The host name of the server, as containers on its network know it. */
  readonly hostName: string;

  /** The port of the server. */
  readonly port: number;

  /** The network on which the server is reached. */
  readonly network: IServiceNetwork;

  /** The job that makes the database, its owner, extensions and schemas: what uses the database starts after it. */
  readonly ready: IStartsBefore;

  /** The database in the topology. */
  readonly databaseNode: DatabaseNode;

  /** How software is told where the database is. */
  readonly connection: DatabaseConnection;

  /**
   * Has an extension created in it, and kept at the version that the server's image carries.
   *
   * It may be called at any time before the synthesis.
   *
   * @param name - its name in `CREATE EXTENSION`
   * @param options - in which schema
   * @throws an error when the image of the server does not carry it; the error names one that does
   */
  requireExtension(name: string, options?: ExtensionOptions): void;

  /**
   * Has a schema created in it that belongs to the owner.
   *
   * It may be called at any time before the synthesis.
   *
   * @param name - its name
   * @throws an error when that is no name of a schema
   */
  requireSchema(name: string): void;
}
