import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Secret } from "../docker";
import { ConfigFile, SecretForm } from "../docker";
import type { MailRoute } from "../postfix-relay";
import type { BaikalPlan } from "./baikal-plan";
import type { BaikalCertificate } from "./baikal-tls";
import { renderBaikalYaml } from "./baikal-yaml";
import { ADMIN_PASSWORD, DATABASE_PASSWORD, MYSQL_AUTHORITIES, passwordPath, renderDeclaration } from "./declaration";
import { SETUP_SOURCES } from "./image-profile";
import { MAIL_PASSWORD, renderMsmtprc } from "./msmtprc";
import { renderNginxConf } from "./nginx-conf";
import { renderPhpIni } from "./php-ini";
import { renderVhostConf } from "./vhost-conf";

/** What the service reads: no secret but the key of its certificate, and its password at the relay. */
export function serviceFiles(plan: BaikalPlan, tls?: BaikalCertificate, route?: MailRoute): ConfigFile[] {
  const { authorities } = plan.database._server ?? {};
  return [
    ConfigFile.fromText("vhost.conf", renderVhostConf(plan)),
    ConfigFile.fromText("php.ini", renderPhpIni(plan)),
    ...(plan.profile.configuresNginx ? [ConfigFile.fromText("nginx.conf", renderNginxConf(plan.maxUploadBytes))] : []),
    ...(authorities === undefined ? [] : [ConfigFile.fromText(MYSQL_AUTHORITIES, authorities)]),
    ...(route && plan.invites ? mailFiles(route, plan.invites.envelopeSender) : []),
    ...(tls ? certificateFiles(tls) : []),
  ];
}

/** What the job reads that sets up the data, all passwords among it. The service does not see them. */
export function setupFiles(plan: BaikalPlan, adminPassword: Secret): ConfigFile[] {
  const server = plan.database._server;
  return [
    ConfigFile.fromText("declaration.json", renderDeclaration(plan)),
    ConfigFile.fromText("baikal.yaml", renderBaikalYaml(plan)),
    ConfigFile.fromSecret(ADMIN_PASSWORD, adminPassword, { purpose: "password of the administrator" }),
    ...plan.users.map((user) =>
      ConfigFile.fromSecret(passwordPath(user), user.password, { purpose: `password of the user ${user.name}` }),
    ),
    ...(server
      ? [ConfigFile.fromSecret(DATABASE_PASSWORD, server.password, { purpose: `password of the role ${server.user}` })]
      : []),
    ...(plan.profile.setupProgram === undefined ? setupProgram() : []),
  ];
}

/** Images of others lack it. */
function setupProgram(): ConfigFile[] {
  return readdirSync(SETUP_SOURCES)
    .filter((file) => file.endsWith(".php"))
    .sort()
    .map((file) => ConfigFile.fromText(file, readFileSync(join(SETUP_SOURCES, file), "utf8")));
}

function mailFiles(route: MailRoute, envelopeSender: string): ConfigFile[] {
  const { credentials } = route;
  return [
    ConfigFile.fromText("msmtprc", renderMsmtprc(route, envelopeSender)),
    ...(credentials
      ? [
          ConfigFile.fromSecret(MAIL_PASSWORD, credentials.password, {
            purpose: `password of ${credentials.user} at the relay`,
          }),
        ]
      : []),
  ];
}

function certificateFiles({ certificate, privateKey }: BaikalCertificate): ConfigFile[] {
  return [
    ConfigFile.fromSecret("tls/certificate.pem", certificate, { form: SecretForm.ANY, purpose: "TLS certificate" }),
    ConfigFile.fromSecret("tls/key.pem", privateKey, {
      form: SecretForm.ANY,
      purpose: "private key of the certificate",
    }),
  ];
}
