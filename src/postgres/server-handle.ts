import type { IBackupSource } from "../backup";
import type { IServiceNetwork } from "../docker";
import type { DatabaseServerNode } from "../topology";
import type { IPostgresDatabase } from "./database-handle";
import type { DatabaseProps } from "./database-props";

/** A PostgreSQL server, of this program or of another, on which databases can be made. */
export interface IPostgresServer extends IBackupSource {
  /** The host name, as containers on its network know it. */
  readonly hostName: string;

  /** The port. */
  readonly port: number;

  /** The network on which it is reached. */
  readonly network: IServiceNetwork;

  /** The server in the topology. */
  readonly serverNode: DatabaseServerNode;

  /**
   * A database with the role that owns it. A job makes both, on a new server and on one that has data already, and again
   * whenever something here has changed; it drops nothing.
   *
   * @param name - the name of the database
   * @param props - its owner, and what it needs
   * @throws an error that lists all props that do not fit, or when the database is declared already
   */
  addDatabase(name: string, props?: DatabaseProps): IPostgresDatabase;
}
