import type { IServiceNetwork, Secret } from "../docker";
import { Size } from "../units";
import type { BaikalDatabase } from "./baikal-database";
import type { BaikalNames } from "./baikal-names";
import type { BaikalAddressBook, BaikalCalendar, BaikalServiceProps } from "./baikal-props";
import { BaikalAuthentication, CalendarComponent } from "./baikal-props";
import type { ProfileContract } from "./image-profile";
import { BaikalImageProfile, contractOf } from "./image-profile";

/** A server of databases, and a database on it. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: Secret;
  readonly network: IServiceNetwork;
  readonly authorities?: string;
}

/** The names in their parts: what the container calls itself, its domain, and both together. */
export interface FullNames {
  readonly host: string;
  readonly domain?: string;
  readonly server: string;
}

/** A user with all that the program says of one. */
export interface PlannedUser {
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly password: Secret;
  /** What the file with the password is called. */
  readonly passwordFile: string;
  readonly calendars: readonly Required<Omit<BaikalCalendar, "description" | "color">>[];
  readonly addressBooks: readonly Required<Omit<BaikalAddressBook, "description">>[];
}

/** How mail leaves. */
export interface MailPlan {
  /** The address in `From` of invitations. */
  readonly inviteAddress: string;
  /** The address to which mail comes back. */
  readonly envelopeSender: string;
}

/** Everything that the files of a server say. */
export interface BaikalPlan {
  readonly names: FullNames;
  readonly profile: ProfileContract;
  readonly usesTls: boolean;
  /** The port of the container that others reach. */
  readonly port: number;
  /** With a slash at its end. */
  readonly publicUrl?: string;
  /** With a slash at both ends. */
  readonly basePath: string;
  readonly trustedProxies: readonly string[];
  readonly authentication: BaikalAuthentication;
  readonly realm: string;
  readonly timeZone: string;
  readonly servesCalendars: boolean;
  readonly servesAddressBooks: boolean;
  readonly maxUploadBytes: number;
  readonly memory: Size;
  /** How many requests it works on at once; each may hold a connection to the database. */
  readonly maxRequests: number;
  readonly database: BaikalDatabase;
  readonly users: readonly PlannedUser[];
  readonly removedUsers: readonly string[];
  readonly invites?: MailPlan;
}

/** The largest request where nobody says otherwise: with its headers, it fits through a relay as Postfix has it. */
export const DEFAULT_UPLOAD = Size.bytes(10_000_000);

/** The memory of the container where nobody says otherwise. */
export const DEFAULT_MEMORY = Size.mebibytes(512);

/** What Apache and the health check use, and what a usual request does, in MiB. */
const BASE_MEMORY = 64;
const REQUEST_MEMORY = 24;

/** More requests at once than fit into the memory would end all of them; others wait in line. */
function maxRequestsIn(memory: Size): number {
  return Math.max(2, Math.min(40, Math.floor((memory.toMebibytes() - BASE_MEMORY) / REQUEST_MEMORY)));
}

/** The least memory with which a request of that size can be answered. */
export function neededMemory(maxUploadBytes: number): Size {
  return Size.mebibytes(BASE_MEMORY + phpMemoryMebibytes(maxUploadBytes));
}

/** What PHP may use for one request: it holds an object several times while it looks at it. */
export function phpMemoryMebibytes(maxUploadBytes: number): number {
  return 128 + Math.ceil((8 * maxUploadBytes) / 1_048_576);
}

/** What follows from the props; nothing of it depends on the construct. */
export function planBaikal(props: BaikalServiceProps, database: BaikalDatabase): BaikalPlan {
  const names = fullNames(props);
  const memory = props.memory ?? DEFAULT_MEMORY;
  const stated = props.publicUrl ?? (props.tls?._ingress && `https://${names.server}${props.basePath ?? "/"}`);
  const publicUrl = stated === undefined ? undefined : withSlash(stated);
  const usesTls = props.tls?._certificate !== undefined;
  const basePath = props.basePath ?? pathOf(publicUrl);
  const profile = contractOf(props.image?.profile ?? BaikalImageProfile.BUNDLED, names.server, basePath);
  return {
    names,
    profile,
    usesTls,
    port: (usesTls ? profile.tlsPort : undefined) ?? profile.port,
    publicUrl,
    basePath,
    trustedProxies: props.trustedProxies ?? [],
    authentication: props.authentication ?? BaikalAuthentication.DIGEST,
    realm: props.realm ?? "BaikalDAV",
    timeZone: props.timeZone ?? "Etc/UTC",
    servesCalendars: props.calendars ?? true,
    servesAddressBooks: props.addressBooks ?? true,
    maxUploadBytes: (props.maxUpload ?? DEFAULT_UPLOAD).toBytes(),
    memory,
    maxRequests: maxRequestsIn(memory),
    database,
    users: (props.users ?? []).map((user, index) => ({
      name: user.name,
      displayName: user.displayName ?? user.name,
      email: user.email ?? user.name,
      password: user.password,
      passwordFile: `user-${index}`,
      calendars: (user.calendars ?? [{}]).map(plannedCalendar),
      addressBooks: (user.addressBooks ?? [{}]).map(plannedAddressBook),
    })),
    removedUsers: props.removedUsers ?? [],
    invites: mailPlan(props, names),
  };
}

/** What follows from the names that a user gave. */
export function fullNames({ hostname, domain }: BaikalNames): FullNames {
  if (hostname !== undefined) return { host: hostname, domain, server: `${hostname}.${domain}` };
  const [host, ...rest] = domain.split(".");
  return { host, domain: rest.join(".") || undefined, server: domain };
}

function mailPlan(
  { relay, inviteAddress, envelopeSender }: BaikalServiceProps,
  names: FullNames,
): MailPlan | undefined {
  const address = inviteAddress ?? (relay && `noreply@${names.server}`);
  return address === undefined ? undefined : { inviteAddress: address, envelopeSender: envelopeSender ?? address };
}

function plannedCalendar(calendar: BaikalCalendar): PlannedUser["calendars"][number] {
  return {
    uri: "default",
    displayName: "Default calendar",
    components: [CalendarComponent.EVENT, CalendarComponent.TODO],
    ...calendar,
  };
}

function plannedAddressBook(book: BaikalAddressBook): PlannedUser["addressBooks"][number] {
  return { uri: "default", displayName: "Default Address Book", ...book };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

function pathOf(url: string | undefined): string {
  return url?.replace(/^https?:\/\/[^/]+/, "") ?? "/";
}
