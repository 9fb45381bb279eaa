import type { DkimPlan } from "./relay-plan";

/** The port on which the signer listens. */
export const SIGNER_PORT = 8891;

/** The name of the key in OpenDKIM's own tables. */
const KEY = "relay";

/**
 * `opendkim.conf`: it signs all that it is given, because only the relay is on its network, and checks nothing. It says
 * why it signs a message or not.
 *
 * @param configPath - where the tables are
 */
export function renderOpendkimConf(configPath: string): string {
  return [
    "Mode s",
    `Socket inet:${SIGNER_PORT}@0.0.0.0`,
    "Syslog yes",
    "SyslogSuccess yes",
    "LogWhy yes",
    "Canonicalization relaxed/simple",
    "OversignHeaders From",
    "InternalHosts 0.0.0.0/0, ::/0",
    "ExternalIgnoreList 0.0.0.0/0, ::/0",
    `KeyTable file:${configPath}/key-table`,
    `SigningTable refile:${configPath}/signing-table`,
    "SubDomains no",
    "RequireSafeKeys yes",
    "On-InternalError tempfail",
    "",
  ].join("\n");
}

/** `key-table`: the one key, for whatever domain the mail is from. */
export function renderKeyTable({ selector }: DkimPlan, keyFile: string): string {
  return `${KEY} %:${selector}:${keyFile}\n`;
}

/** `signing-table`: which `From` is signed. */
export function renderSigningTable({ domains }: DkimPlan): string {
  return domains.map((domain) => `*@${domain} ${KEY}\n`).join("");
}
