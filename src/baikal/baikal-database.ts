import type { IServiceNetwork, Secret } from "../docker";
import { validateOptions } from "../internal/schema";
import type { IPostgresDatabase } from "../postgres";
import type { DatabaseServer } from "./baikal-plan";
import { mysqlSchema, postgresSchema } from "./factories-schema";

/** What a database is to Baikal, in the word of its configuration. */
export enum BaikalBackend {
  /** A file on the data volume. */
  SQLITE = "sqlite",
  /** A PostgreSQL server. */
  POSTGRESQL = "pgsql",
  /** A MySQL or MariaDB server. */
  MYSQL = "mysql",
}

/** Where a database of MySQL or MariaDB is, and who owns it. */
export interface MysqlConnection {
  /** The host name of the server, as containers on `network` know it. */
  readonly host: string;

  /**
   * The port of the server.
   *
   * @default 3306
   */
  readonly port?: number;

  /** The name of the database. It must exist. */
  readonly name: string;

  /** The user who connects, and who may make tables. */
  readonly user: string;

  /** The password of the user. */
  readonly password: Secret;

  /** The network on which the server is reached. */
  readonly network: IServiceNetwork;

  /**
   * The certificates of authorities with which the server's is checked, in PEM form.
   *
   * @default - the connection is not encrypted
   */
  readonly authorities?: string;
}

/** Where Baikal keeps users, calendars and address books. */
export class BaikalDatabase {
  /** A file on the data volume. It serves hundreds of users. */
  public static sqlite(): BaikalDatabase {
    return new BaikalDatabase(BaikalBackend.SQLITE);
  }

  /**
   * A database of PostgreSQL.
   *
   * @param database - what `postgres.addDatabase("baikal")` returns
   * @throws an error when it is none
   */
  public static postgres(database: IPostgresDatabase): BaikalDatabase {
    validateOptions("BaikalDatabase.postgres", postgresSchema, { database });
    const { hostName, port, databaseName, ownerName, ownerPassword, network } = database;
    const server = {
      host: hostName,
      port,
      name: databaseName,
      user: ownerName,
      password: ownerPassword,
      network,
    };
    return new BaikalDatabase(BaikalBackend.POSTGRESQL, server, database);
  }

  /**
   * A database of MySQL or MariaDB, on a server that somebody else runs.
   *
   * @param connection - where it is, and who owns it
   * @throws an error that lists all that does not fit
   */
  public static mysql(connection: MysqlConnection): BaikalDatabase {
    validateOptions("BaikalDatabase.mysql", mysqlSchema, connection);
    return new BaikalDatabase(BaikalBackend.MYSQL, { port: 3306, ...connection });
  }

  private constructor(
    /** What kind of database it is. */
    public readonly backend: BaikalBackend,
    /**
     * Where it is.
     *
     * @internal
     */
    public readonly _server?: DatabaseServer,
    /**
     * The database of PostgreSQL.
     *
     * @internal
     */
    public readonly _postgres?: IPostgresDatabase,
  ) {}

  /** What tells it from other databases: its kind, and its name where it has one. */
  public toString(): string {
    return this._server ? `${this.backend} ${this._server.name}` : this.backend;
  }
}
