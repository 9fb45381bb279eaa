import type { IServiceNetwork, Secret } from "../docker";
import type { PostgresImage } from "./postgres-image";

/** What is known of a server that somebody else runs. */
export interface ExistingPostgresProps {
  /** A network on which it is reached. */
  readonly network: IServiceNetwork;

  /** Its name on that network. */
  readonly hostName: string;

  /**
   * Its port.
   *
   * @default 5432
   */
  readonly port?: number;

  /**
   * The name of a superuser of it.
   *
   * @default "postgres"
   */
  readonly superuser?: string;

  /** The password of that superuser. */
  readonly superuserPassword: Secret;

  /**
   * A database to which the superuser connects for what belongs to no other.
   *
   * @default "postgres"
   */
  readonly maintenanceDatabase?: string;

  /**
   * Its version: `16` or `16.13`.
   *
   * @default - that of `image`, else not known
   */
  readonly version?: string;

  /**
   * Its image. Extensions that are required are checked against it, and its client makes the databases.
   *
   * @default - not known; the client is that of the official image
   */
  readonly image?: PostgresImage;
}
