import type { Secret, SecretFileOptions } from "../docker";
import { ConfigFile } from "../docker";

/** Where a database is and who its owner is. */
export interface DatabaseConnectionProps {
  /** The host name of the server, as containers on its network know it. */
  readonly host: string;

  /** The port of the server. */
  readonly port: number;

  /** The name of the database. */
  readonly name: string;

  /** The role that connects. */
  readonly user: string;

  /** The password of the role. */
  readonly secret: Secret;
}

/**
 * How software reaches a database, in the forms in which software wants to be told.
 *
 * None of them holds the password: `passwordFile` delivers it as a file. Software that reads it from its environment
 * alone gets it by a start command that exports it from that file.
 */
export class DatabaseConnection {
  /** The host name of the server, as containers on its network know it. */
  public readonly host: string;

  /** The port of the server. */
  public readonly port: number;

  /** The name of the database. */
  public readonly name: string;

  /** The role that connects. */
  public readonly user: string;

  /** The password of the role. */
  public readonly secret: Secret;

  /**
   * @param props - where the database is and who its owner is
   */
  public constructor(props: DatabaseConnectionProps) {
    this.host = props.host;
    this.port = props.port;
    this.name = props.name;
    this.user = props.user;
    this.secret = props.secret;
  }

  /** As a URL without the password: `postgresql://user@host:port/name`. */
  public get url(): string {
    return `postgresql://${encodeURIComponent(this.user)}@${this.host}:${this.port}/${encodeURIComponent(this.name)}`;
  }

  /** As libpq and what is built on it take it, without the password: `host=… port=… dbname=… user=…`. */
  public get libpq(): string {
    return `host=${this.host} port=${this.port} dbname=${libpqValue(this.name)} user=${libpqValue(this.user)}`;
  }

  /**
   * The password as a file for a `ConfigVolume`. It is one line without a line feed.
   *
   * @param path - its path from the root of the volume
   * @param options - its permissions
   */
  public passwordFile(path: string, options: SecretFileOptions = {}): ConfigFile {
    return ConfigFile.fromSecret(path, this.secret, { purpose: `password of the role ${this.user}`, ...options });
  }
}

function libpqValue(text: string): string {
  return /^[^\s'\\]+$/.test(text) ? text : `'${text.replace(/['\\]/g, "\\$&")}'`;
}
