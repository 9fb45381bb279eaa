import type { MailRoute } from "../postfix-relay";
import { CONFIG } from "./image-profile";

/** The file with the password at the relay, where it wants one. */
export const MAIL_PASSWORD = "mail-password";

/** How msmtp hands mail to the relay. Without `from` it sends nothing at all: PHP names no envelope sender. */
export function renderMsmtprc(
  { host, port, usesTls, credentials }: Pick<MailRoute, "host" | "port" | "usesTls" | "credentials">,
  envelopeSender: string,
): string {
  const tls = usesTls
    ? ["tls on", "tls_starttls on", "tls_trust_file /etc/ssl/certs/ca-certificates.crt"]
    : ["tls off"];
  const login = credentials
    ? ["auth on", `user ${credentials.user}`, `passwordeval cat ${CONFIG}/${MAIL_PASSWORD}`]
    : ["auth off"];
  return [
    "account default",
    `host ${host}`,
    `port ${port}`,
    ...tls,
    ...login,
    `from ${envelopeSender}`,
    "allow_from_override off",
    "timeout 30",
    "syslog off",
    "logfile -",
    "",
  ].join("\n");
}
