import { ConfigFile, HealthCheck, SecretForm } from "../docker";
import type { Duration } from "../units";
import { Size } from "../units";
import type { ImageContract } from "./image-contract";
import {
  renderAddresses,
  renderClientLogins,
  renderRecipients,
  renderSenderRelayhosts,
  renderSenders,
  renderSenderTransports,
  renderSmarthostLogins,
  renderSmtpdSasl,
  renderTlsPolicies,
} from "./lookup-tables";
import { CONFIG, renderMainCf } from "./main-cf";
import { renderMasterCf } from "./master-cf";
import type { SubmissionSettings } from "./postfix-relay-props";
import type { Login, RelayPlan } from "./relay-plan";

/** What is known beside the plan. */
export interface PostfixSurroundings {
  /** The host name of the DKIM signer, where there is one. */
  readonly signerHost?: string;
  /** The `senders` table; late, because services are allowed after the relay is made. */
  readonly senders: string;
  readonly submission?: SubmissionSettings;
  readonly warnAfter: Duration;
}

/** The image of this library: everything is a file. */
export function postfixContract(relay: RelayPlan, surroundings: PostfixSurroundings): ImageContract {
  return {
    port: 25,
    queuePath: "/var/spool/postfix",
    environment: { RELAY_WARN_MINUTES: String(Math.ceil(surroundings.warnAfter.toSeconds() / 60)) },
    config: { path: CONFIG, owner: "0:0", files: configFiles(relay, surroundings) },
    healthCheck: HealthCheck.command(["relay-health"]),
    temporaryDirectories: [{ path: "/run", size: Size.mebibytes(16) }, { path: "/tmp" }],
    // Postfix starts as root and gives its parts to its own user, which also owns the queue.
    container: { capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"] },
  };
}

/** The `senders` table of a relay that accepts these domains. */
export function sendersTable(domains: readonly string[]): string {
  return renderSenders(domains);
}

function configFiles(relay: RelayPlan, { signerHost, senders, submission }: PostfixSurroundings): ConfigFile[] {
  const { senderRoutes, tlsPolicies, smarthostLogins, clientLogins, rewrite, mailName } = relay;
  return [
    ConfigFile.fromText("main.cf", renderMainCf(relay, signerHost)),
    ConfigFile.fromText("master.cf", renderMasterCf(relay)),
    ConfigFile.fromText("senders", senders),
    ConfigFile.fromText("recipients", renderRecipients(relay)),
    ...(senderRoutes.length > 0
      ? [
          ConfigFile.fromText("sender-relayhosts", renderSenderRelayhosts(senderRoutes)),
          ConfigFile.fromText("sender-transports", renderSenderTransports(senderRoutes)),
        ]
      : []),
    ...(tlsPolicies.length > 0 ? [ConfigFile.fromText("tls-policies", renderTlsPolicies(tlsPolicies))] : []),
    ...tlsPolicies.flatMap(({ authorities }) =>
      authorities ? [ConfigFile.fromText(authorities.file, authorities.content)] : [],
    ),
    ...(rewrite.addresses ? [ConfigFile.fromText("addresses", renderAddresses(rewrite.addresses))] : []),
    ...(smarthostLogins.length > 0
      ? [ConfigFile.fromText("smarthost-logins", renderSmarthostLogins(smarthostLogins))]
      : []),
    ...smarthostLogins.map((login) => passwordFile(login, `password of ${login.user} at ${login.nextHop}`)),
    ...(clientLogins && submission ? submissionFiles(mailName, clientLogins, submission) : []),
  ];
}

function submissionFiles(mailName: string, logins: readonly Login[], submission: SubmissionSettings): ConfigFile[] {
  const { certificate, privateKey } = submission;
  return [
    ConfigFile.fromText("sasl/smtpd.conf", renderSmtpdSasl()),
    ConfigFile.fromText("client-logins", renderClientLogins(mailName, logins)),
    ...logins.map((login) => passwordFile(login, `password of the mail client ${login.user}`)),
    ConfigFile.fromSecret("tls/certificate.pem", certificate, { form: SecretForm.ANY, purpose: "TLS certificate" }),
    ConfigFile.fromSecret("tls/key.pem", privateKey, {
      form: SecretForm.ANY,
      purpose: "private key of the certificate",
    }),
  ];
}

function passwordFile({ secretName, password }: Login, purpose: string): ConfigFile {
  return ConfigFile.fromSecret(`secrets/${secretName}`, password, { purpose });
}
