import type { NetworkAttachment } from "../docker";
import type { IPostgresDatabase } from "../postgres";
import type { Duration, Size } from "../units";
import type { CalDavKeys } from "./caldav-keys";
import type { ICalendarsBackend } from "./calendars-backend-handle";
import type { SabreCalDavImage } from "./sabre-caldav-image";

/** What the CalDAV server takes away from calendar objects, so that one of them cannot fill the database. */
export interface SanitizerSettings {
  /**
   * Whether attachments inside of an object are removed.
   *
   * @default true
   */
  readonly stripBinaryAttachments?: boolean;

  /**
   * The longest description that is kept whole; a longer one is cut. Zero means no limit.
   *
   * @default Size.kibibytes(100)
   */
  readonly maxDescription?: Size;

  /**
   * The largest object that is accepted; a larger one is answered with 507. Zero means no limit.
   *
   * @default Size.mebibytes(1)
   */
  readonly maxResource?: Size;
}

/** Props of `SabreCalDav`. */
export interface SabreCalDavProps {
  /** The Django backend. It gives the keys, the network and the address of the callback. */
  readonly backend: ICalendarsBackend;

  /**
   * The database, as `postgres.addDatabase("caldav")` makes it. One for each CalDAV server: upstream's migrations look
   * past the schema.
   */
  readonly database: IPostgresDatabase;

  /**
   * The image.
   *
   * @default SabreCalDavImage.release()
   */
  readonly image?: SabreCalDavImage;

  /**
   * The schema in which it keeps its tables. Changing it makes empty calendars; the old ones stay in the old schema.
   *
   * @default "sabre", or "public" with images that know no other
   */
  readonly databaseSchema?: string;

  /**
   * The keys that it shares with the backend.
   *
   * @default - those of the backend
   */
  readonly keys?: CalDavKeys;

  /**
   * Where it reports invitations: scheme, host and port of the backend, without a path. The backend must answer there
   * without a redirect: one counts as success, and the invitation is lost.
   *
   * @default - the backend's fixed address, or its alias where it has none
   */
  readonly callbackBaseUrl?: string;

  /**
   * The path under which it serves. The backend asks for `/caldav/` and no other.
   *
   * @default "/caldav/"
   */
  readonly baseUri?: string;

  /**
   * The name under which others on its networks reach it.
   *
   * @default - the id of the construct
   */
  readonly alias?: string;

  /**
   * Networks that it joins besides those of the database and the backend.
   *
   * @default - none
   */
  readonly networks?: NetworkAttachment[];

  /**
   * What it takes away from calendar objects.
   *
   * @default - upstream's limits
   */
  readonly sanitizer?: SanitizerSettings;

  /**
   * The most memory that one request may use; large imports need much.
   *
   * @default Size.mebibytes(512)
   */
  readonly phpMemory?: Size;

  /**
   * The most memory that the whole container may use.
   *
   * @default - twice `phpMemory`
   */
  readonly memory?: Size;

  /**
   * How long requests that run may take when it stops. A write waits up to ten seconds for each callback.
   *
   * @default Duration.seconds(30)
   */
  readonly stopGrace?: Duration;
}
