import type { z } from "zod";
import { backupOptions, drillOptions } from "../backup/schema";
import { OneShotJob, Secret } from "../docker";
import { memory, stopGrace } from "../docker/container-leaves-schema";
import { mailRelay, mountableVolume, serviceNetwork } from "../docker/handles-schema";
import { size } from "../docker/size-schema";
import { parseAddress, parseCidr } from "../internal/ip";
import { handle, hostAddress, hostPort } from "../internal/leaves";
import { DOCKER_NAME, HOST_NAME } from "../internal/names";
import { atLeastOne, consistent, flag, instance, leaf, list, oneOf, struct, text, tokenOr } from "../internal/schema";
import type { IMailRelay } from "../postfix-relay";
import { BaikalDatabase } from "./baikal-database";
import { BaikalImage } from "./baikal-image";
import { BaikalAuthentication, CalendarComponent } from "./baikal-props";
import type { BaikalService } from "./baikal-service";
import { BaikalTls } from "./baikal-tls";
import { baikalContradictions } from "./contradictions-schema";

const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

const address = text("a mail address such as calendar@example.org", ADDRESS);
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("anna_password")');
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
      components: atLeastOne(list(oneOf(Object.values(CalendarComponent)))).optional(),
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
  baikal: handle<BaikalService>(
    "a BaikalService",
    ({ setup, backupParts }) => setup instanceof OneShotJob && typeof backupParts === "function",
  ),
  drill: struct({ ...drillOptions, schedule: drillOptions.schedule.optional() }).optional(),
});

export const baikalSchema = consistent(
  struct({
    hostname: hostLabel.optional(),
    domain,
    networks: atLeastOne(list(serviceNetwork)),
    adminPassword: secret.optional(),
    users: list(user).optional(),
    removedUsers: list(userName).optional(),
    database: instance("BaikalDatabase", () => BaikalDatabase, "BaikalDatabase.sqlite()").optional(),
    relay: mailRelay<IMailRelay>().optional(),
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
    tls: instance("BaikalTls", () => BaikalTls, 'BaikalTls.letsEncrypt("ops@example.org")').optional(),
    publish: struct({
      hostPort,
      address: hostAddress.optional(),
    }).optional(),
    authentication: oneOf(Object.values(BaikalAuthentication)).optional(),
    realm: text("text of one line without colons and quotes", /^[^\r\n\0:"'\\]{1,64}$/).optional(),
    timeZone: leaf<string>("a time zone of the IANA database, such as Europe/Paris", isTimeZone).optional(),
    calendars: flag().optional(),
    addressBooks: flag().optional(),
    maxUpload: size("Size.mebibytes(10)").optional(),
    configuration: mountableVolume.optional(),
    data: mountableVolume.optional(),
    image: instance("BaikalImage", () => BaikalImage, "BaikalImage.bundled()").optional(),
    containerName: text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME).optional(),
    alias: text("a host name such as baikal", HOST_NAME).optional(),
    memory: memory.optional(),
    stopGrace: stopGrace.optional(),
  }),
  ...baikalContradictions,
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
