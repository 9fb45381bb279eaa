/*
 * chatmail.ini as chatmail itself takes it, or refuses it: its parser, and what its programs do with the values. Written
 * from the rules alone, so that it shares nothing with the renderer.
 */

/** The values that chatmail works with. */
export type Params = Readonly<Record<string, string>>;

/** Reads a file as chatmail's parser does: no comments behind values, no quotes, continuation by a leading blank. */
export function parseIni(text: string): Params {
  const params: Record<string, string> = {};
  let section: string | undefined;
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const heading = /^\[([^\]]*)\]\s*$/.exec(line);
    if (heading) {
      section = heading[1];
      last = undefined;
    } else if (/^\s/.test(line)) {
      if (last === undefined) throw new Error(`unexpected value continuation: ${line}`);
      params[last] = `${params[last]}\n${line.trim()}`;
    } else {
      const separator = line.includes("=") && !line.split("=")[0].includes(":") ? "=" : ":";
      const at = line.indexOf(separator);
      if (at < 0) throw new Error(`unexpected line: ${line}`);
      if (section !== "params") throw new Error(`no section [params] before: ${line}`);
      last = line.slice(0, at).trim();
      if (last in params) throw new Error(`duplicate name: ${last}`);
      params[last] = line.slice(at + 1).trim();
    }
  }
  return params;
}

const INTEGERS = [
  "max_user_send_per_minute",
  "max_user_send_burst_size",
  "max_message_size",
  "delete_mails_after",
  "delete_large_after",
  "delete_inactive_users_after",
  "username_min_length",
  "username_max_length",
  "password_min_length",
  "max_imap_connections",
  "max_smtp_connections",
];
const PORTS = {
  filtermail_smtp_port: "10080",
  filtermail_smtp_port_incoming: "10081",
  filtermail_http_port_incoming: "10082",
  filtermail_lmtp_port_transport: "10083",
  postfix_reinject_port: "10025",
  postfix_reinject_port_incoming: "10026",
};
const SIZES = ["max_mailbox_size", "min_available_memory", "min_free_disk_space"];
const FLAGS = ["disable_ipv6", "imap_rawlog", "imap_compress", "is_development_instance"];
const PRIVACY = ["privacy_postal", "privacy_mail", "privacy_pdo", "privacy_supervisor"];

/** Refuses what chatmail, or a program of it, would stumble over; the error starts with the key. */
export function requireSound(params: Params): void {
  const check = (name: string, isSound: (value: string) => boolean): void => {
    const value = params[name];
    if (value !== undefined && !isSound(value)) throw new Error(`${name}: ${JSON.stringify(value)}`);
  };
  if (!params.mail_domain) throw new Error("mail_domain: is missing");
  INTEGERS.forEach((name) => check(name, (value) => /^\d+$/.test(value) && Number(value) > 0));
  Object.keys(PORTS).forEach((name) =>
    check(name, (value) => /^\d+$/.test(value) && Number(value) > 0 && Number(value) < 65_536),
  );
  SIZES.forEach((name) => check(name, (value) => /^[1-9]\d*[MG]?B?$/i.test(value)));
  FLAGS.forEach((name) => check(name, (value) => /^(true|false)$/i.test(value)));
  PRIVACY.forEach((name) => check(name, (value) => !/merlinux|schmieder|testrun\.org/i.test(value)));
  check("max_load_1m", (value) => /^\d+(\.\d+)?$/.test(value) && Number(value) > 0);
  check("tls_external_cert_and_key", (value) => value.split(/\s+/).length === 2);
  check("mtail_address", (value) => /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(value));
  check("username_max_length", (value) => Number(value) >= Number(params.username_min_length ?? "9"));
  check("username_min_length", (value) => Number(value) <= Number(params.username_max_length ?? "9"));
  const ports = Object.entries(PORTS).map(([name, port]) => params[name] ?? port);
  if (new Set(ports).size < ports.length) throw new Error("filtermail_smtp_port: two ports are the same");
  for (const [name, value] of Object.entries(params)) {
    if (value.includes("\n")) throw new Error(`${name}: goes on in the next line`);
  }
}
