import { MailTlsLevel } from "../topology";
import { CONFIG } from "./main-cf";
import type { Login, RelayPlan, SenderRoute, SmarthostLogin, TlsPolicy } from "./relay-plan";

/*
 * Tables that Postfix looks things up in, of the type texthash: plain text, read as it is, so that no second file can be
 * older than the first.
 */

/** `senders`: the domains of which envelope senders are accepted, and the empty sender of bounces. */
export function renderSenders(domains: readonly string[]): string {
  return table(["<> OK", ...[...domains].sort().map((domain) => `${domain} OK`)]);
}

/** `recipients`: who gets the mail to the relay itself. */
export function renderRecipients({ mailName, rootAddress }: RelayPlan): string {
  const names = ["root", "postmaster", "mailer-daemon", "abuse"];
  return table(names.map((name) => `${name}@${mailName} ${rootAddress}`).filter((text) => !isLoop(text)));
}

/** `sender-relayhosts`: the next hop for the mail of a domain. */
export function renderSenderRelayhosts(routes: readonly SenderRoute[]): string {
  return table(routes.map(({ domain, nextHop }) => `@${domain} ${nextHop}`));
}

/** `sender-transports`: how mail of a domain reaches its next hop. */
export function renderSenderTransports(routes: readonly SenderRoute[]): string {
  return table(routes.map(({ domain, transport }) => `@${domain} ${transport}:`));
}

/** `tls-policies`: how the connection to a next hop is protected. */
export function renderTlsPolicies(policies: readonly TlsPolicy[]): string {
  return table(
    policies.map(({ nextHop, level, accepted, authorities }) =>
      [
        nextHop,
        level,
        ...(accepted ? [`match=${accepted.join(level === MailTlsLevel.FINGERPRINT ? "|" : ":")}`] : []),
        ...(authorities ? [`tafile=${CONFIG}/${authorities.file}`] : []),
      ].join(" "),
    ),
  );
}

/** `smarthost-logins`: of what the start script makes the password table of Postfix. */
export function renderSmarthostLogins(logins: readonly SmarthostLogin[]): string {
  return table(logins.map(({ nextHop, user, secretName }) => `${nextHop} ${user} ${secretName}`));
}

/** `client-logins`: of what the start script makes the database of those who log in here. */
export function renderClientLogins(mailName: string, logins: readonly Login[]): string {
  return table(logins.map(({ user, secretName }) => `${user} ${mailName} ${secretName}`));
}

/** `addresses`: what is replaced on the way out. */
export function renderAddresses(addresses: Readonly<Record<string, string>>): string {
  return table(Object.entries(addresses).map(([from, to]) => `${from} ${to}`));
}

/** `sasl/smtpd.conf`: where Cyrus SASL finds the passwords of those who log in. */
export function renderSmtpdSasl(): string {
  return table([
    "pwcheck_method: auxprop",
    "auxprop_plugin: sasldb",
    "mech_list: PLAIN LOGIN",
    "sasldb_path: /run/postfix/sasldb2",
  ]);
}

function isLoop(text: string): boolean {
  const [from, to] = text.split(" ");
  return from === to;
}

function table(lines: readonly string[]): string {
  return lines.map((text) => `${text}\n`).join("");
}
