import { parseAddress } from "../internal/ip";
import { Duration, Size } from "../units";
import type { ChatmailIni } from "./ini-props";

/*
 * What each key of chatmail.ini may say, as chatmail itself reads it: by `int()`, by `float()`, or by a parser of its own
 * that runs only when the configuration of another program is made of it.
 */

/** A value that a key can have. */
export type IniValue = string | number | boolean | Duration | Size;

/** The keys that a user of this library names. */
export type IniName = keyof ChatmailIni;

/** How values of one kind are told from others, written, and read. */
export interface IniKind {
  /** What an error says is expected. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly render: (value: IniValue) => string;
  /** The value of a text that chatmail would read; nothing where it would not. */
  readonly parse: (text: string) => IniValue | undefined;
}

/** A key of the file. */
export interface IniKey {
  /** The prop. */
  readonly name: IniName;
  /** The key. */
  readonly key: string;
  readonly kind: IniKind;
  /** The packaging that knows it; nothing where both do. */
  readonly only?: "official" | "legacy";
}

/** The most that chatmail's programs written in Rust and C take. */
const MOST = 2_147_483_647;

function integer(min: number, max = MOST): IniKind {
  const accepts = (value: unknown): boolean =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  return {
    expected: `a whole number from ${min} to ${max}`,
    accepts,
    render: String,
    parse: (text) => (/^\d+$/.test(text) && accepts(Number(text)) ? Number(text) : undefined),
  };
}

/** Whole mebibytes: a fraction, `K` or `T` is an error of chatmail, and only when Dovecot's configuration is made. */
const mebibytes: IniKind = {
  expected: "a Size of whole mebibytes, at least one, such as Size.mebibytes(500)",
  accepts: (value) => value instanceof Size && value.toBytes() > 0 && value.toBytes() % 1_048_576 === 0,
  render: (value) => {
    const amount = (value as Size).toMebibytes();
    return amount % 1_024 === 0 ? `${amount / 1_024}G` : `${amount}M`;
  },
  parse: (text) => {
    const [, amount, unit] = /^(\d{1,9})([MmGg]?)[Bb]?$/.exec(text) ?? [];
    if (amount === undefined || Number(amount) === 0) return undefined;
    return unit.toUpperCase() === "G" ? Size.gibibytes(Number(amount)) : Size.mebibytes(Number(amount));
  },
};

/** Bytes without a unit. The installer of the first packaging also took `K`, `M`, `G` and `T`. */
const bytes: IniKind = {
  expected: "a Size from 1 B to 2147483647 B, such as Size.mebibytes(30)",
  accepts: (value) => value instanceof Size && value.toBytes() >= 1 && value.toBytes() <= MOST,
  render: (value) => String((value as Size).toBytes()),
  parse: (text) => {
    const [, amount, unit] = /^(\d{1,10})([KkMmGgTt]?)$/.exec(text) ?? [];
    if (amount === undefined) return undefined;
    const size = Number(amount) * 1_024 ** ["", "K", "M", "G", "T"].indexOf(unit.toUpperCase());
    return size >= 1 && size <= MOST ? Size.bytes(size) : undefined;
  },
};

const DAY = Duration.days(1).toMilliseconds();

const days: IniKind = {
  expected: "a Duration of whole days from one day to 100 years, such as Duration.days(20)",
  accepts: (value) =>
    value instanceof Duration &&
    value.toMilliseconds() >= DAY &&
    value.toMilliseconds() <= 36_500 * DAY &&
    value.toMilliseconds() % DAY === 0,
  render: (value) => String((value as Duration).toMilliseconds() / DAY),
  parse: (text) =>
    /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 36_500 ? Duration.days(Number(text)) : undefined,
};

const load: IniKind = {
  expected: "a number above 0, at most 10000, with at most 6 decimals",
  accepts: (value) =>
    typeof value === "number" && value > 0 && value <= 10_000 && /^\d+(\.\d{1,6})?$/.test(String(value)),
  render: String,
  parse: (text) => (/^\d{1,5}(\.\d{1,6})?$/.test(text) && load.accepts(Number(text)) ? Number(text) : undefined),
};

/** Only `true` is true for chatmail, in any case of letters: `yes` and `1` are false. */
const flag: IniKind = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
  render: (value) => (value === true ? "True" : "False"),
  parse: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined),
};

function text(expected: string, pattern: RegExp): IniKind {
  const accepts = (value: unknown): boolean => typeof value === "string" && pattern.test(value);
  return { expected, accepts, render: String, parse: (given) => (accepts(given) ? given : undefined) };
}

/** A line of which the parser keeps every character: no blank at its ends, and no character that no one sees. */
const LINE = /^(?![ \t\u00a0])[^\p{Cc}\u2028\u2029]+(?<![ \t\u00a0])$/u;

const line = text("text of one line, not empty, without blanks at its ends", LINE);

const path = text(
  "an absolute path without blanks, such as /opt/chatmail/www",
  /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._+@=-]+)+$/,
);

const mailAddress = text(
  "a mail address such as admin@example.org",
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
);

const url = text(
  'an address such as https://iroh.example.org, or "" for none',
  /^(https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?)?$/,
);

const PRIVATE = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:)/i;

/** Whatever is behind it shows figures about users, so it must not be open to all. */
const privateAddress: IniKind = {
  expected: "an address of the machine itself or of a private network, such as 127.0.0.1",
  accepts: (value) => typeof value === "string" && parseAddress(value) !== undefined && PRIVATE.test(value),
  render: String,
  parse: (given) => (privateAddress.accepts(given) ? given : undefined),
};

/** Texts of chatmail's own makers, who do not want to answer for other relays: the deploy refuses them. */
const privacy: IniKind = {
  expected: `${line.expected}, and without the names of chatmail's own makers`,
  accepts: (value) => line.accepts(value) && !/merlinux|schmieder|testrun\.org/i.test(value as string),
  render: String,
  parse: (given) => (privacy.accepts(given) ? given : undefined),
};

const privacyMail: IniKind = {
  expected: `${mailAddress.expected}, not one of chatmail's own makers`,
  accepts: (value) => privacy.accepts(value) && mailAddress.accepts(value),
  render: String,
  parse: (given) => (privacyMail.accepts(given) ? given : undefined),
};

const addresses = text(
  "mail addresses, or domains with a leading @, with one blank between them",
  /^[A-Za-z0-9._+-]*@[A-Za-z0-9.-]+( [A-Za-z0-9._+-]*@[A-Za-z0-9.-]+)*$/,
);

const port = integer(1, 65_535);

function key(name: IniName, kind: IniKind, only?: IniKey["only"]): IniKey {
  return { name, kind, only, key: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) };
}

/** All keys, in the order of the file. `mail_domain` and the paths of the certificate follow from other props. */
export const INI_KEYS: readonly IniKey[] = [
  key("maxUserSendPerMinute", integer(1)),
  key("maxUserSendBurstSize", integer(1), "official"),
  key("maxMailboxSize", mebibytes),
  key("maxMessageSize", bytes),
  key("deleteMailsAfter", days),
  key("deleteLargeAfter", days),
  key("deleteInactiveUsersAfter", days),
  key("usernameMinLength", integer(1, 64)),
  key("usernameMaxLength", integer(1, 64)),
  key("passwordMinLength", integer(1, 255)),
  key("passthroughSenders", addresses, "legacy"),
  key("passthroughRecipients", addresses, "legacy"),
  { ...key("maxLoad1m", load, "official"), key: "max_load_1m" },
  key("minAvailableMemory", mebibytes, "official"),
  key("minFreeDiskSpace", mebibytes, "official"),
  key("maxImapConnections", integer(1), "official"),
  key("maxSmtpConnections", integer(5), "official"),
  key("wwwFolder", path, "official"),
  key("isDevelopmentInstance", flag, "legacy"),
  key("disableIpv6", flag),
  key("acmeEmail", mailAddress),
  key("irohRelay", url, "official"),
  key("mtailAddress", privateAddress, "official"),
  key("imapRawlog", flag),
  key("imapCompress", flag, "official"),
  key("turnSocketPath", path, "official"),
  key("filtermailSmtpPort", port),
  key("filtermailSmtpPortIncoming", port),
  key("filtermailHttpPortIncoming", port, "official"),
  key("filtermailLmtpPortTransport", port, "official"),
  key("postfixReinjectPort", port),
  key("postfixReinjectPortIncoming", port),
  key("privacyPostal", privacy),
  key("privacyMail", privacyMail),
  key("privacyPdo", privacy),
  key("privacySupervisor", privacy),
  key("mailboxesDir", path, "official"),
  key("passdbPath", path, "official"),
];

/** Ports on loopback that a key names, with those that chatmail takes where nothing is said. */
export const LOOPBACK_PORTS: Readonly<Record<string, number>> = {
  filtermailSmtpPort: 10_080,
  filtermailSmtpPortIncoming: 10_081,
  filtermailHttpPortIncoming: 10_082,
  filtermailLmtpPortTransport: 10_083,
  postfixReinjectPort: 10_025,
  postfixReinjectPortIncoming: 10_026,
};
