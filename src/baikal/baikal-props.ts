import type { IMountableVolume, IServiceNetwork, Secret } from "../docker";
import type { IMailRelay } from "../postfix-relay";
import type { Duration, Size } from "../units";
import type { BaikalDatabase } from "./baikal-database";
import type { BaikalImage } from "./baikal-image";
import type { BaikalNames } from "./baikal-names";
import type { BaikalTls } from "./baikal-tls";

/** What a calendar may hold. */
export enum CalendarComponent {
  /** Events. */
  EVENT = "VEVENT",
  /** Tasks. */
  TODO = "VTODO",
  /** Notes. */
  JOURNAL = "VJOURNAL",
}

/** A calendar of a user. */
export interface BaikalCalendar {
  /**
   * The last part of its URL: lower-case letters, digits and hyphens.
   *
   * @default "default"
   */
  readonly uri?: string;

  /**
   * What calendar programs call it.
   *
   * @default "Default calendar"
   */
  readonly displayName?: string;

  /**
   * What it is for.
   *
   * @default - nothing
   */
  readonly description?: string;

  /**
   * Its colour, as `#rrggbb`.
   *
   * @default - each program chooses one
   */
  readonly color?: string;

  /**
   * What it may hold.
   *
   * @default - CalendarComponent.EVENT and CalendarComponent.TODO
   */
  readonly components?: CalendarComponent[];
}

/** An address book of a user. */
export interface BaikalAddressBook {
  /**
   * The last part of its URL: lower-case letters, digits and hyphens.
   *
   * @default "default"
   */
  readonly uri?: string;

  /**
   * What programs call it.
   *
   * @default "Default Address Book"
   */
  readonly displayName?: string;

  /**
   * What it is for.
   *
   * @default - nothing
   */
  readonly description?: string;
}

/** Somebody who has calendars and address books. */
export interface BaikalUser {
  /**
   * The name with which calendar programs log in. Best the mail address: several programs take it for the organizer of
   * invitations. It cannot be changed later: another name is another user.
   */
  readonly name: string;

  /** The password. A changed one is set again; one that was changed in the admin UI stays until then. */
  readonly password: Secret;

  /**
   * Under which name others see the user.
   *
   * @default - `name`
   */
  readonly displayName?: string;

  /**
   * The mail address. Invitations leave only for events whose organizer is this address.
   *
   * @default - `name`, which then must be an address
   */
  readonly email?: string;

  /**
   * The calendars.
   *
   * @default - one, called "default"
   */
  readonly calendars?: BaikalCalendar[];

  /**
   * The address books.
   *
   * @default - one, called "default"
   */
  readonly addressBooks?: BaikalAddressBook[];
}

/** How calendar programs prove who they are. */
export enum BaikalAuthentication {
  /** The password does not travel. Some programs cannot do it, those of Windows among them. */
  DIGEST = "Digest",
  /** The password travels with each request: only inside of TLS. */
  BASIC = "Basic",
}

/** Where the host passes the port on. */
export interface BaikalPublish {
  /** The port on the host, for example 8800. */
  readonly hostPort: number;

  /**
   * The address of the host on which it is reachable. Docker opens the firewall of the host for it: `0.0.0.0` means the
   * whole internet.
   *
   * @default "127.0.0.1"
   */
  readonly address?: string;
}

/** Props of `BaikalService`. */
export interface BaikalServiceProps extends BaikalNames {
  /** The networks on which others, a reverse proxy above all, reach it. */
  readonly networks: IServiceNetwork[];

  /**
   * The password of the user `admin` at `/admin/`.
   *
   * @default - made once, on the host, into a protected volume
   */
  readonly adminPassword?: Secret;

  /**
   * Users, with their calendars and address books. They are made and changed by each deploy; a user who is no longer
   * here stays, with all data, until named in `removedUsers`.
   *
   * @default - none: the admin UI makes them
   */
  readonly users?: BaikalUser[];

  /**
   * Names of users who are removed, with all their calendars, address books and entries.
   *
   * @default - none
   */
  readonly removedUsers?: string[];

  /**
   * Where it keeps its data.
   *
   * @default BaikalDatabase.sqlite()
   */
  readonly database?: BaikalDatabase;

  /**
   * The relay that takes its invitations. Baikal itself says that an invitation was sent whether or not it was.
   *
   * @default - none: only users of the same server get invitations
   */
  readonly relay?: IMailRelay;

  /**
   * The address in `From` of invitations, beside the organizer's name. An answer goes to the organizer.
   *
   * @default - `noreply@` and the full name of the server, where there is a `relay`
   */
  readonly inviteAddress?: string;

  /**
   * The address to which mail comes back that could not be delivered.
   *
   * @default - `inviteAddress`
   */
  readonly envelopeSender?: string;

  /**
   * The URL that users open, where a proxy stands in front or a name leads to the published port: for example
   * `https://calendar.example.org/`.
   *
   * @default - that of its full name with `BaikalTls.letsEncrypt`; else what each request says in its `Host` header, with
   * https where it came by TLS or a trusted proxy says so
   */
  readonly publicUrl?: string;

  /**
   * The path below which it serves, with a slash at both ends.
   *
   * @default - that of `publicUrl`, or "/"
   */
  readonly basePath?: string;

  /**
   * Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses, or networks such as
   * `172.29.0.0/24`. Those of all others are removed.
   *
   * @default - none
   */
  readonly trustedProxies?: string[];

  /**
   * How it comes by HTTPS without a proxy that is there already: by `BaikalTls.letsEncrypt("ops@example.org")`, which
   * brings an ingress along, or by a certificate in the container itself.
   *
   * @default - plain HTTP on port 8080, for a proxy on one of the networks
   */
  readonly tls?: BaikalTls;

  /**
   * Where the host passes its port on.
   *
   * @default - nowhere: a proxy on one of its networks reaches it
   */
  readonly publish?: BaikalPublish;

  /**
   * How calendar programs prove who they are.
   *
   * @default BaikalAuthentication.DIGEST
   */
  readonly authentication?: BaikalAuthentication;

  /**
   * The realm. It is part of every password hash, so it cannot be changed where there are users.
   *
   * @default "BaikalDAV"
   */
  readonly realm?: string;

  /**
   * The time zone of events that name none, as in the IANA database.
   *
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;

  /**
   * Whether it serves calendars.
   *
   * @default true
   */
  readonly calendars?: boolean;

  /**
   * Whether it serves address books.
   *
   * @default true
   */
  readonly addressBooks?: boolean;

  /**
   * The largest request: an event with its attachments, or a contact with its photo. A larger one is answered with 413.
   *
   * @default Size.bytes(10_000_000), a little less than a relay accepts by default
   */
  readonly maxUpload?: Size;

  /**
   * The volume for the configuration, which the admin UI writes. Its files belong to the user of the image, 33:33.
   *
   * @default - a protected volume of the engine
   */
  readonly configuration?: IMountableVolume;

  /**
   * The volume for the data: the database of SQLite, and what was noted about it. Keep it off network file systems.
   *
   * @default - a protected volume of the engine
   */
  readonly data?: IMountableVolume;

  /**
   * The image.
   *
   * @default BaikalImage.bundled()
   */
  readonly image?: BaikalImage;

  /**
   * The name of its container on the engine.
   *
   * @default - the prefix of the host and the ids below it
   */
  readonly containerName?: string;

  /**
   * The name under which others on its networks reach it.
   *
   * @default - the id of the construct
   */
  readonly alias?: string;

  /**
   * The most memory that the container may use.
   *
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;

  /**
   * How long requests that run may take when it stops.
   *
   * @default Duration.seconds(30)
   */
  readonly stopGrace?: Duration;
}
