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
  const { hostName, mailName, clients, nextHops, smarthostLogins, tlsPolicies, limits, queue } = relay;
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
      POSTFIX_message_size_limit: String(limits.messageBytes),
      POSTFIX_maximal_queue_lifetime: `${queue.lifetime}s`,
      POSTFIX_bounce_queue_lifetime: `${queue.bounceLifetime}s`,
      ...(nextHops.length > 0 ? { RELAYHOST: nextHops[0], POSTFIX_smtp_tls_security_level: tlsPolicies[0].level } : {}),
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
