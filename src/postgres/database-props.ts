import type { Secret } from "../docker";

/** Props of a database. */
export interface DatabaseProps {
  /**
   * The role that owns it. Several databases may have one owner, and then its password is the same secret everywhere.
   *
   * @default - the name of the database
   */
  readonly owner?: string;

  /**
   * The password of the owner. Where it changes, the role gets the new one before the services that use it start.
   *
   * @default - a secret that is made on the host; that of the owner, where it has a database already
   */
  readonly password?: Secret;

  /**
   * Extensions by name.
   *
   * @default - none but what `requireExtension` adds
   */
  readonly extensions?: string[];

  /**
   * Schemas that belong to the owner, besides `public`.
   *
   * @default - none but what `requireSchema` adds
   */
  readonly schemas?: string[];

  /**
   * How text is stored. It cannot be changed later.
   *
   * @default "UTF8"
   */
  readonly encoding?: string;

  /**
   * How text is sorted and classified, as a locale of the C library. It cannot be changed later.
   *
   * @default - that of the server
   */
  readonly locale?: string;

  /**
   * How many sessions the owner may have at once.
   *
   * @default - as many as the server accepts
   */
  readonly connectionLimit?: number;

  /**
   * Whether the owner may create databases, as some test suites want.
   *
   * @default false
   */
  readonly ownerCreatesDatabases?: boolean;

  /**
   * Whether a role and a database of these names that are there already become this program's: the role gets the
   * password and attributes that are declared here, the database and all that its owner made in it change hands.
   * Without it, the deploy stops before it touches what belongs to others.
   *
   * @default - true on a server of this program, false on one that somebody else runs
   */
  readonly takeOver?: boolean;
}
