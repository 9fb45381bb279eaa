import { CONFIG } from "./main-cf";
import type { RelayPlan } from "./relay-plan";

/** A line of `master.cf`; a dash is the default. */
type Service = readonly [
  name: string,
  type: string,
  isPrivate: string,
  wakeup: string,
  processLimit: string,
  command: string,
];

/*
 * What a relay needs and no more: neither local delivery nor any program that a mail could start. `postlog` carries the
 * log to the output of the container.
 */
const SERVICES: readonly Service[] = [
  ["smtp", "inet", "n", "-", "-", "smtpd"],
  ["pickup", "unix", "n", "60", "1", "pickup"],
  ["cleanup", "unix", "n", "-", "0", "cleanup"],
  ["qmgr", "unix", "n", "300", "1", "qmgr"],
  ["tlsmgr", "unix", "-", "1000?", "1", "tlsmgr"],
  ["rewrite", "unix", "-", "-", "-", "trivial-rewrite"],
  ["bounce", "unix", "-", "-", "0", "bounce"],
  ["defer", "unix", "-", "-", "0", "bounce"],
  ["trace", "unix", "-", "-", "0", "bounce"],
  ["verify", "unix", "-", "-", "1", "verify"],
  ["flush", "unix", "n", "1000?", "0", "flush"],
  ["proxymap", "unix", "-", "-", "-", "proxymap"],
  ["smtp", "unix", "-", "-", "-", "smtp"],
  ["showq", "unix", "n", "-", "-", "showq"],
  ["error", "unix", "-", "-", "-", "error"],
  ["retry", "unix", "-", "-", "-", "error"],
  ["discard", "unix", "-", "-", "-", "discard"],
  ["anvil", "unix", "-", "-", "1", "anvil"],
  ["scache", "unix", "-", "-", "1", "scache"],
  ["postlog", "unix-dgram", "n", "-", "1", "postlogd"],
];

const SMTPS: Service = ["smtps", "unix", "-", "-", "-", "smtp"];

const SMTPS_OPTIONS = ["syslog_name=postfix/smtps", "smtp_tls_wrappermode=yes", "smtp_tls_security_level=encrypt"];

const SUBMISSION: Service = ["submission", "inet", "n", "-", "-", "smtpd"];

/** Whoever comes this way must have logged in, over TLS, whatever its address is. */
const SUBMISSION_OPTIONS = [
  "syslog_name=postfix/submission",
  "smtpd_tls_security_level=encrypt",
  `smtpd_tls_chain_files=${CONFIG}/tls/key.pem,${CONFIG}/tls/certificate.pem`,
  "smtpd_tls_auth_only=yes",
  "smtpd_sasl_auth_enable=yes",
  "smtpd_sasl_type=cyrus",
  "smtpd_sasl_path=smtpd",
  `cyrus_sasl_config_path=${CONFIG}/sasl`,
  "smtpd_sasl_security_options=noanonymous",
  "smtpd_client_restrictions=permit_sasl_authenticated,reject",
  "smtpd_relay_restrictions=permit_sasl_authenticated,reject",
  "smtpd_recipient_restrictions=permit_sasl_authenticated,reject",
  "smtpd_data_restrictions=permit_sasl_authenticated,reject",
];

/** `master.cf`, as master(5) defines it. Nothing runs in a chroot: it would not see the resolv.conf that Docker writes. */
export function renderMasterCf({ mailName, transport, senderRoutes, clientLogins }: RelayPlan): string {
  const usesSmtps = transport === "smtps" || senderRoutes.some((route) => route.transport === "smtps");
  return [
    `${columns(["# service", "type", "private", "unpriv", "chroot", "wakeup", "limit"])}command`,
    ...SERVICES.map((service) => row(service)),
    ...(usesSmtps ? [row(SMTPS), ...SMTPS_OPTIONS.map(option)] : []),
    ...(clientLogins
      ? [row(SUBMISSION), ...[...SUBMISSION_OPTIONS, `smtpd_sasl_local_domain=${mailName}`].map(option)]
      : []),
    "",
  ].join("\n");
}

function row([name, type, isPrivate, wakeup, processLimit, command]: Service): string {
  return `${columns([name, type, isPrivate, "-", "n", wakeup, processLimit])}${command}`;
}

function columns([name, ...others]: readonly string[]): string {
  return [name.padEnd(12), ...others.map((text) => text.padEnd(11))].join("");
}

function option(text: string): string {
  return `  -o ${text}`;
}
