import type { z } from "zod";
import { backupOptions, drillOptions } from "../backup/schema";
import type { IMountableVolume, IServiceNetwork } from "../docker";
import { Secret } from "../docker";
import { parseAddress, parseCidr } from "../internal/ip";
import { handle, ipAddress, serviceNetwork } from "../internal/leaves";
import { DOCKER_NAME, HOST_NAME } from "../internal/names";
import { consistent, flag, instance, integer, leaf, list, oneOf, struct, text, tokenOr } from "../internal/schema";
import { Duration, Size } from "../units";
import type { IMailRelay } from "../postfix-relay";
import { BaikalDatabase } from "./baikal-database";
import { BaikalImage } from "./baikal-image";
import { BaikalAuthentication, CalendarComponent } from "./baikal-props";
import type { BaikalService } from "./baikal-service";
import { baikalContradictions } from "./contradictions-schema";

const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

const address = text("a mail address such as calendar@example.org", ADDRESS);
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("anna_password")');
const size = instance("Size", () => Size, "Size.mebibytes(10)");
const volume = handle<IMountableVolume>("a DataVolume, or what one of its factories returns", "volumeNode");
const uri = text("lower-case letters, digits and hyphens", /^[a-z0-9][a-z0-9_-]{0,63}$/);
// Baikal's tables have no room for more.
const label = text("text of one line, from 1 to 80 characters", /^[^\r\n\0]{1,80}$/);
const title = text("text of one line, from 1 to 100 characters", /^[^\r\n\0]{1,100}$/);
const oneLine = text("text of one line", /^[^\r\n\0]*$/);
// Sabre makes a part of a URL of it, and Digest a text with colons between its parts.
const userName = text("a name without blanks, colons and slashes, such as anna@example.org", /^[^\s:/\\"'<>\0]{1,80}$/);

const user = struct({
  name: userName,
  password: secret,
  displayName: label.optional(),
  email: text(
    "a mail address of at most 80 characters",
    new RegExp(`^(?=.{3,80}$)${ADDRESS.source.slice(1)}`),
  ).optional(),
  calendars: list(
    struct({
      uri: uri.optional(),
      displayName: title.optional(),
      description: oneLine.optional(),
      color: text("a colour as #rrggbb", /^#[0-9A-Fa-f]{6}$/).optional(),
      components: list(oneOf(Object.values(CalendarComponent)))
        .refine((value) => value.length > 0, { error: "at least one" })
        .optional(),
    }),
  ).optional(),
  addressBooks: list(
    struct({ uri: uri.optional(), displayName: title.optional(), description: oneLine.optional() }),
  ).optional(),
});

const hostLabel = text("one label of a host name, such as calendar", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i);
const domain = text("a domain such as example.org", HOST_NAME);

/** The variables of older images. */
export const legacyNamesSchema = struct({ CONTAINER_HOST_NAME: hostLabel, CONTAINER_DOMAIN_NAME: domain });

export const baikalBackupSchema = struct({
  ...backupOptions,
  baikal: handle<BaikalService>("a BaikalService", "backupParts"),
  drill: struct({ ...drillOptions, schedule: drillOptions.schedule.optional() }).optional(),
});

export const baikalSchema = consistent(
  struct({
    hostname: hostLabel.optional(),
    domain,
    networks: list(serviceNetwork<IServiceNetwork>()).refine((value) => value.length > 0, { error: "at least one" }),
    adminPassword: secret.optional(),
    users: list(user).optional(),
    removedUsers: list(userName).optional(),
    database: instance("BaikalDatabase", () => BaikalDatabase, "BaikalDatabase.sqlite()").optional(),
    relay: handle<IMailRelay>("a PostfixRelay, or another IMailRelay", "allow").optional(),
    inviteAddress: address.optional(),
    envelopeSender: address.optional(),
    publicUrl: text(
      "an http:// or https:// URL without a question mark, such as https://calendar.example.org/",
      /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(\/[A-Za-z0-9._~-]+)*\/?$/,
    ).optional(),
    basePath: text(
      "a path that starts and ends with a slash, such as /baikal/",
      /^\/([A-Za-z0-9._~-]+\/)*$/,
    ).optional(),
    trustedProxies: list(tokenOr(proxy())).optional(),
    tls: struct({ certificate: secret, privateKey: secret }).optional(),
    publish: struct({
      hostPort: tokenOr(integer(1, 65_535)),
      address: tokenOr(ipAddress("an IP address of the host, such as 127.0.0.1")).optional(),
    }).optional(),
    authentication: oneOf(Object.values(BaikalAuthentication)).optional(),
    realm: text("text of one line without colons and quotes", /^[^\r\n\0:"'\\]{1,64}$/).optional(),
    timeZone: leaf<string>("a time zone of the IANA database, such as Europe/Paris", isTimeZone).optional(),
    calendars: flag().optional(),
    addressBooks: flag().optional(),
    maxUpload: size.optional(),
    configuration: volume.optional(),
    data: volume.optional(),
    image: instance("BaikalImage", () => BaikalImage, "BaikalImage.bundled()").optional(),
    containerName: text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME).optional(),
    alias: text("a host name such as baikal", HOST_NAME).optional(),
    memory: size.optional(),
    stopGrace: leaf<Duration>(
      "a Duration from 1 second to 1 hour, such as Duration.seconds(30)",
      (value) => value instanceof Duration && value.toSeconds() >= 1 && value.toSeconds() <= 3600,
    ).optional(),
  }),
  baikalContradictions,
);

function proxy(): z.ZodType<string> {
  return leaf(
    "an IP address, or a network such as 172.29.0.0/24",
    (value) => typeof value === "string" && (parseAddress(value) ?? parseCidr(value)) !== undefined,
  );
}

/** What Node accepts as well: `UTC` and names of zones, and no offsets. */
function isTimeZone(value: unknown): boolean {
  if (typeof value !== "string" || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value }).format();
    return true;
  } catch {
    return false;
  }
}
