import { parseCidr } from "../internal/ip";
import type { ClientNetwork } from "./client-networks";
import { SIGNER_PORT } from "./opendkim-conf";
import type { RelayPlan } from "./relay-plan";

/** Where Postfix reads the files of a relay. */
export const CONFIG = "/config";

/** Where the start script writes what it makes of secrets. */
const RUN = "/run";

/** A parameter and its value. */
type Setting = readonly [name: string, value: string];

/** The chapters of `main.cf`: a comment, and what it is about. */
type Chapter = readonly [title: string, settings: readonly Setting[]];

/**
 * `main.cf`, as postconf(5) defines it. What Debian or the image would choose by itself is written out, so that nothing
 * depends on where it was built.
 *
 * @param relay - what it says
 * @param signerHost - the host name of the DKIM signer, where there is one
 */
export function renderMainCf(relay: RelayPlan, signerHost?: string): string {
  const own = Object.entries(relay.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const chapters: readonly Chapter[] = [
    ["what it is", identity(relay)],
    ["who may send: the networks of its containers, without the host itself", admission(relay)],
    ["from whom: never a sender of a domain that nobody allowed; bounces have none", senders(relay)],
    ["how much", limits(relay)],
    ["no mailbox here: what is for this relay itself goes to its postmaster", local(relay)],
    ["where to", delivery(relay)],
    ["encrypted on the way out", tls(relay)],
    ["who logs in there", sasl(relay)],
    ["what is changed", rewriting(relay)],
    ["signed by", signer(relay, signerHost)],
    ["how long it waits", queue(relay)],
    ["further parameters", own],
  ];
  return chapters
    .filter(([, settings]) => settings.length > 0)
    .map(([title, settings]) => [`# ${title}`, ...settings.map(line)].join("\n"))
    .join("\n\n")
    .concat("\n");
}

/** The networks as `mynetworks` wants them. The first that matches counts, so the addresses of the host come first. */
export function renderMyNetworks(clients: readonly ClientNetwork[]): string {
  return [
    ...clients.map(({ gateway }) => `!${bracketed(gateway)}`),
    "127.0.0.0/8",
    ...clients.map(({ subnet }) => bracketed(subnet)),
  ].join(", ");
}

function line([name, value]: Setting): string {
  return value === "" ? `${name} =` : `${name} = ${value}`;
}

function identity({ hostName, mailName, usesIpv6 }: RelayPlan): Setting[] {
  return [
    ["compatibility_level", "3.6"],
    ["queue_directory", "/var/spool/postfix"],
    ["data_directory", `${RUN}/postfix`],
    ["maillog_file", "/dev/stdout"],
    ["default_database_type", "texthash"],
    ["myhostname", hostName],
    ["mydomain", mailName],
    ["myorigin", mailName],
    ["inet_interfaces", "all"],
    ["inet_protocols", usesIpv6 ? "all" : "ipv4"],
    ["smtpd_banner", "$myhostname ESMTP"],
    ["biff", "no"],
  ];
}

function admission({ clients }: RelayPlan): Setting[] {
  return [
    ["mynetworks", renderMyNetworks(clients)],
    ["smtpd_delay_reject", "yes"],
    ["smtpd_helo_required", "yes"],
    ["disable_vrfy_command", "yes"],
    ["smtpd_client_restrictions", "permit_mynetworks, reject"],
    ["smtpd_relay_restrictions", "permit_mynetworks, reject"],
    ["smtpd_recipient_restrictions", "permit_mynetworks, reject"],
    // Postfix takes mail to a bare `postmaster` of everybody, as the RFC has it, and looks at no restriction above.
    ["smtpd_data_restrictions", "permit_mynetworks, reject"],
    ["smtpd_tls_security_level", "none"],
    ["smtpd_sasl_auth_enable", "no"],
    // A line end that only some servers take for one could hide a second message in the first. Its own networks are
    // excepted otherwise, which are all the clients that it has.
    ["smtpd_forbid_bare_newline", "normalize"],
    ["smtpd_forbid_bare_newline_exclusions", ""],
    ["smtpd_forbid_unauth_pipelining", "yes"],
  ];
}

function senders({ mailName }: RelayPlan): Setting[] {
  const refusal = `550 5.7.1 this relay does not send for that domain; see senderDomains of the relay of ${mailName}`;
  const allowed = `check_sender_access texthash:${CONFIG}/senders, check_sender_access static:{${refusal}}, reject`;
  return [
    ["parent_domain_matches_subdomains", ""],
    ["smtpd_sender_restrictions", allowed],
    ["smtpd_end_of_data_restrictions", allowed],
  ];
}

function limits({ limits: { messageBytes, recipients = 1000, messagesPerMinute, connectionsPerMinute } }: RelayPlan) {
  const counted = messagesPerMinute !== undefined || connectionsPerMinute !== undefined;
  return settings([
    ["message_size_limit", String(messageBytes)],
    ["mailbox_size_limit", "0"],
    ["smtpd_recipient_limit", String(recipients)],
    ["anvil_rate_time_unit", counted ? "60s" : undefined],
    // Its own networks are excepted otherwise, which are all the clients that it has.
    ["smtpd_client_event_limit_exceptions", counted ? "" : undefined],
    ["smtpd_client_message_rate_limit", messagesPerMinute?.toString()],
    ["smtpd_client_connection_rate_limit", connectionsPerMinute?.toString()],
  ]);
}

function local({ notify }: RelayPlan): Setting[] {
  return [
    ["mydestination", ""],
    ["relay_domains", ""],
    ["virtual_alias_domains", ""],
    ["virtual_mailbox_domains", ""],
    ["local_transport", "error:5.1.1 this relay keeps no mail"],
    ["local_recipient_maps", ""],
    ["alias_maps", ""],
    ["alias_database", ""],
    ["virtual_alias_maps", `texthash:${CONFIG}/recipients`],
    ["notify_classes", notify.join(", ")],
  ];
}

function delivery({ transport, nextHops, senderRoutes, throttle }: RelayPlan): Setting[] {
  const hasRoutes = senderRoutes.length > 0;
  return settings([
    ["relayhost", nextHops.join(", ")],
    ["default_transport", transport],
    ["sender_dependent_relayhost_maps", hasRoutes ? `texthash:${CONFIG}/sender-relayhosts` : undefined],
    ["sender_dependent_default_transport_maps", hasRoutes ? `texthash:${CONFIG}/sender-transports` : undefined],
    ["smtp_host_lookup", "dns"],
    ["default_destination_rate_delay", throttle.pauseSeconds === undefined ? undefined : `${throttle.pauseSeconds}s`],
    ["default_destination_concurrency_limit", throttle.connections?.toString()],
  ]);
}

function tls({ tlsPolicies, usesDane }: RelayPlan): Setting[] {
  return settings([
    ["smtp_tls_security_level", "may"],
    ["smtp_tls_policy_maps", tlsPolicies.length > 0 ? `texthash:${CONFIG}/tls-policies` : undefined],
    // A directory and no file: each process would read all certificates when it starts, a tenth of the time of a message.
    ["smtp_tls_CApath", "/etc/ssl/certs"],
    ["smtp_tls_loglevel", "1"],
    ["smtp_dns_support_level", usesDane ? "dnssec" : undefined],
  ]);
}

function sasl({ smarthostLogins }: RelayPlan): Setting[] {
  if (smarthostLogins.length === 0) return [];
  return [
    ["smtp_sasl_auth_enable", "yes"],
    ["smtp_sasl_password_maps", `texthash:${RUN}/sasl_passwd`],
    // The default forbids passwords in the clear, also inside of TLS; the policies above make sure that there is TLS.
    ["smtp_sasl_security_options", "noanonymous"],
    ["smtp_sasl_tls_security_options", "noanonymous"],
    ["smtp_sasl_mechanism_filter", "plain, login"],
  ];
}

function rewriting({ rewrite }: RelayPlan): Setting[] {
  const { envelopeSender, addresses, masqueradeDomains = [], completeHeaders = false } = rewrite;
  return settings([
    ["local_header_rewrite_clients", completeHeaders ? "permit_mynetworks" : ""],
    ["append_dot_mydomain", "no"],
    ["sender_canonical_maps", envelopeSender && `static:${envelopeSender}`],
    ["sender_canonical_classes", envelopeSender && "envelope_sender"],
    ["smtp_generic_maps", addresses && `texthash:${CONFIG}/addresses`],
    ["masquerade_domains", masqueradeDomains.length > 0 ? masqueradeDomains.join(", ") : undefined],
  ]);
}

function signer({ dkim }: RelayPlan, host: string | undefined): Setting[] {
  if (!dkim || host === undefined) return [];
  const milter = `inet:${host}:${SIGNER_PORT}`;
  return [
    ["smtpd_milters", milter],
    ["non_smtpd_milters", milter],
    ["milter_default_action", dkim.onFailure],
  ];
}

function queue({ queue: times }: RelayPlan): Setting[] {
  return [
    ["maximal_queue_lifetime", `${times.lifetime}s`],
    ["bounce_queue_lifetime", `${times.bounceLifetime}s`],
    ["delay_warning_time", `${times.delayWarning}s`],
    ["minimal_backoff_time", `${times.minimalBackoff}s`],
    ["maximal_backoff_time", `${times.maximalBackoff}s`],
    ["queue_run_delay", `${Math.min(300, times.minimalBackoff)}s`],
  ];
}

function settings(all: readonly (readonly [string, string | undefined])[]): Setting[] {
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** IPv6 stands in brackets: `[fd00::]/64`. */
function bracketed(text: string): string {
  const isIpv6 =
    text.includes(":") && !text.includes("TfToken") && parseCidr(text.includes("/") ? text : `${text}/128`);
  if (!isIpv6) return text;
  const [address, prefix] = text.split("/");
  return prefix === undefined ? `[${address}]` : `[${address}]/${prefix}`;
}
