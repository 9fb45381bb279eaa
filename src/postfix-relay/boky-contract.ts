import { ConfigFile, HealthCheck } from "../docker";
import type { ImageContract } from "./image-contract";
import { renderMyNetworks } from "./main-cf";
import type { RelayPlan } from "./relay-plan";

const SECRETS = "/relay-secrets";

/**
 * The image `boky/postfix`: its environment. It takes mail from all private networks by default, and leaves the decision
 * on relaying to its list of senders, which anybody can forge; both are said here.
 *
 * @param relay - what it shall do
 * @param senderDomains - the domains of the senders, with blanks between them
 */
export function bokyContract(relay: RelayPlan, senderDomains: string): ImageContract {
  const { hostName, mailName, clients, nextHops, smarthostLogins, tlsPolicies } = relay;
  const [login] = smarthostLogins;
  return {
    port: 587,
    queuePath: "/var/spool/postfix",
    environment: {
      ALLOWED_SENDER_DOMAINS: senderDomains,
      POSTFIX_myhostname: hostName,
      POSTFIX_myorigin: mailName,
      POSTFIX_mynetworks: renderMyNetworks(clients),
      POSTFIX_smtpd_relay_restrictions: "permit_mynetworks,reject",
      ...limitsOf(relay),
      ...timesOf(relay),
      ...noticesOf(relay),
      ...(nextHops.length > 0 ? { RELAYHOST: nextHops[0], POSTFIX_smtp_tls_security_level: tlsPolicies[0].level } : {}),
      ...(relay.usesDane ? { POSTFIX_smtp_dns_support_level: "dnssec" } : {}),
      ...(login ? { RELAYHOST_USERNAME: login.user, RELAYHOST_PASSWORD_FILE: `${SECRETS}/${login.secretName}` } : {}),
    },
    config: login && {
      path: SECRETS,
      owner: "0:0",
      files: [
        ConfigFile.fromSecret(login.secretName, login.password, {
          purpose: `password of ${login.user} at ${login.nextHop}`,
        }),
      ],
    },
    healthCheck: HealthCheck.command(["sh", "/scripts/healthcheck.sh"]),
    temporaryDirectories: [{ path: "/tmp" }],
    // A supervisor, a log daemon and Postfix, which write their own configuration when they start.
    container: {
      writableRoot: true,
      capabilities: [
        "CAP_CHOWN",
        "CAP_DAC_OVERRIDE",
        "CAP_FOWNER",
        "CAP_KILL",
        "CAP_NET_BIND_SERVICE",
        "CAP_SETGID",
        "CAP_SETUID",
        "CAP_SYS_CHROOT",
      ],
    },
  };
}

function limitsOf({ limits: { messageBytes, recipients, messagesPerMinute, connectionsPerMinute } }: RelayPlan) {
  const counted = messagesPerMinute !== undefined || connectionsPerMinute !== undefined;
  return {
    POSTFIX_message_size_limit: String(messageBytes),
    ...parameter("smtpd_recipient_limit", recipients),
    ...parameter("smtpd_client_message_rate_limit", messagesPerMinute),
    ...parameter("smtpd_client_connection_rate_limit", connectionsPerMinute),
    // Its own networks are excepted otherwise; an empty list cannot be said, because the image takes it for none said.
    ...parameter("smtpd_client_event_limit_exceptions", counted ? "127.0.0.1" : undefined),
  };
}

function timesOf({ queue }: RelayPlan) {
  return {
    POSTFIX_maximal_queue_lifetime: `${queue.lifetime}s`,
    POSTFIX_bounce_queue_lifetime: `${queue.bounceLifetime}s`,
    POSTFIX_delay_warning_time: `${queue.delayWarning}s`,
    POSTFIX_minimal_backoff_time: `${queue.minimalBackoff}s`,
    POSTFIX_maximal_backoff_time: `${queue.maximalBackoff}s`,
  };
}

/** Who is told of what went wrong; the image has no table of its own for mail to root and to the postmaster. */
function noticesOf({ rootAddress }: RelayPlan): Record<string, string> {
  const notices = ["2bounce", "bounce", "delay", "error"];
  return Object.fromEntries(notices.map((notice) => [`POSTFIX_${notice}_notice_recipient`, rootAddress]));
}

function parameter(name: string, value: string | number | undefined): Record<string, string> {
  return value === undefined ? {} : { [`POSTFIX_${name}`]: String(value) };
}
