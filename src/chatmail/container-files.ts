import type { UploadedFile } from "../docker";
import { shellWord } from "../internal/shell";
import { ChatmailPackaging } from "./chatmail-image";

/*
 * Files that the library puts into the container beside those of the image: what mends faults of the packaging, and
 * what it lacks. Each is a whole file, so that no file of the image is edited.
 */

/** Where scripts of the library lie in the container. */
const LIBRARY = "/usr/local/lib/cdktf-groupware";

/** Where a certificate that the relay made itself is kept, in a volume. */
export const KEPT_CERTIFICATE = "/var/lib/cdktf-groupware/self-signed";

/** The certificate that chatmail makes itself. */
const OWN_CERTIFICATE = { certificate: "/etc/ssl/certs/mailserver.pem", privateKey: "/etc/ssl/private/mailserver.key" };

/** What the files depend on. */
export interface FilesPlan {
  readonly packaging: ChatmailPackaging;
  readonly mailDomain: string;
  /** The certificate that the services use, in the container. */
  readonly certificate: { readonly certificate: string; readonly privateKey: string };
  /** Whether somebody else writes the certificate, for which the relay then waits. */
  readonly awaitsCertificate: boolean;
  /** Whether the relay makes its certificate, which is then kept. */
  readonly keepsCertificate: boolean;
  /** How often the certificate is looked at, in seconds; nothing where it is not. */
  readonly watchSeconds?: number;
}

/** The paths of the certificate that chatmail makes itself. */
export function ownCertificate(): FilesPlan["certificate"] {
  return OWN_CERTIFICATE;
}

/** All files of the library for one relay. */
export function containerFiles(plan: FilesPlan): UploadedFile[] {
  const unit = plan.packaging === ChatmailPackaging.OFFICIAL ? "chatmail-init" : "setup_chatmail";
  return [
    { path: `/etc/systemd/system/${unit}.service.d/cdktf-groupware.conf`, content: renderInstallation(plan) },
    { path: `${LIBRARY}/before`, content: renderBefore(plan) },
    ...(plan.keepsCertificate ? [{ path: `${LIBRARY}/after`, content: renderAfter() }] : []),
    ...(plan.watchSeconds === undefined ? [] : watchFiles(plan, plan.watchSeconds)),
    { path: `${LIBRARY}/health`, content: renderHealth(plan.packaging) },
    ...legacyFiles(plan.packaging),
  ];
}

/** The command that tells whether a relay is healthy. */
export const HEALTH_COMMAND = ["sh", `${LIBRARY}/health`];

/**
 * The unit that installs or configures the relay tries once, and leaves a container that looks alive. Here it tries
 * again every minute, so that a missing DNS record or certificate needs no second deploy.
 */
function renderInstallation({ keepsCertificate }: FilesPlan): string {
  return lines(
    "[Unit]",
    "StartLimitIntervalSec=0",
    "[Service]",
    `ExecStartPre=/bin/sh ${LIBRARY}/before`,
    ...(keepsCertificate ? [`ExecStartPost=/bin/sh ${LIBRARY}/after`] : []),
    "Restart=on-failure",
    "RestartSec=60",
  );
}

/** What must be there before chatmail is configured: it looks once, and gives up. */
function renderBefore({ certificate, awaitsCertificate, keepsCertificate }: FilesPlan): string {
  return lines(
    "set -eu",
    ...(keepsCertificate
      ? [
          `kept=${KEPT_CERTIFICATE}`,
          'if [ -s "$kept/certificate" ] && [ -s "$kept/key" ]; then',
          `  install -m 0644 "$kept/certificate" ${OWN_CERTIFICATE.certificate}`,
          `  install -m 0600 "$kept/key" ${OWN_CERTIFICATE.privateKey}`,
          "fi",
        ]
      : []),
    ...(awaitsCertificate
      ? [
          `certificate=${shellWord(certificate.certificate)}`,
          `key=${shellWord(certificate.privateKey)}`,
          'for file in "$certificate" "$key"; do',
          "  waited=0",
          '  until [ -s "$file" ]; do',
          '    if [ "$waited" -ge 60 ]; then',
          '      echo "cdktf-groupware: the certificate file $file does not exist. Whoever renews it must write it; it is looked for again in a minute."',
          "      exit 1",
          "    fi",
          "    waited=$((waited + 1))",
          "    sleep 1",
          "  done",
          "done",
          'if ! openssl x509 -checkend 0 -noout -in "$certificate"; then',
          '  echo "cdktf-groupware: the certificate $certificate has expired, or is none. Renew it; it is looked at again in a minute."',
          "  exit 1",
          "fi",
          'if [ "$(openssl x509 -pubkey -noout -in "$certificate")" != "$(openssl pkey -pubout -in "$key")" ]; then',
          '  echo "cdktf-groupware: the key $key does not belong to the certificate $certificate. They are looked at again in a minute."',
          "  exit 1",
          "fi",
        ]
      : []),
    "exit 0",
  );
}

/** Without it, each replaced container would show another certificate to other relays. */
function renderAfter(): string {
  return lines(
    "set -eu",
    "umask 077",
    `kept=${KEPT_CERTIFICATE}`,
    'mkdir -p "$kept"',
    `cp ${OWN_CERTIFICATE.privateKey} "$kept/key"`,
    `cp ${OWN_CERTIFICATE.certificate} "$kept/certificate"`,
  );
}

/**
 * The unit of the official packaging sees the certificate file alone, and misses a link on the way to it that leads
 * elsewhere, as certbot and acmetool renew; the first packaging looks at the files of a directory, and so misses links
 * too. Here the content is looked at, wherever it comes from.
 */
function watchFiles({ certificate }: FilesPlan, seconds: number): UploadedFile[] {
  const script = lines(
    "set -u",
    `certificate=${shellWord(certificate.certificate)}`,
    `key=${shellWord(certificate.privateKey)}`,
    'content() { cat "$certificate" "$key" 2>/dev/null | sha256sum; }',
    "belong() {",
    '  [ "$(openssl x509 -pubkey -noout -in "$certificate" 2>/dev/null)" = "$(openssl pkey -pubout -in "$key" 2>/dev/null)" ]',
    "}",
    "report() {",
    '  [ -s "$certificate" ] || return 0',
    '  until=$(openssl x509 -enddate -noout -in "$certificate" | cut -d= -f2)',
    '  if ! openssl x509 -checkend 0 -noout -in "$certificate" >/dev/null; then',
    '    echo "cdktf-groupware: ERROR: the certificate $certificate has expired: $until"',
    '  elif ! openssl x509 -checkend 1209600 -noout -in "$certificate" >/dev/null; then',
    '    echo "cdktf-groupware: WARNING: the certificate $certificate has under 14 days: $until"',
    "  fi",
    "}",
    "previous=$(content)",
    "reported=0",
    "while :; do",
    "  now=$(date +%s)",
    "  if [ $((now - reported)) -ge 86400 ]; then report; reported=$now; fi",
    `  sleep ${seconds}`,
    "  current=$(content)",
    '  [ "$current" != "$previous" ] || continue',
    "  # Half of a renewal is no certificate: the rest comes with the next look.",
    "  belong || continue",
    "  previous=$current",
    '  echo "cdktf-groupware: the certificate $certificate has changed, nginx, Dovecot and Postfix are reloaded"',
    "  systemctl try-reload-or-restart nginx.service dovecot.service postfix.service",
    "  reported=0",
    "done",
  );
  const unit = lines(
    "[Unit]",
    "Description=Reload the services when the certificate has changed",
    "[Service]",
    `ExecStart=/bin/sh ${LIBRARY}/watch-certificate`,
    "StandardOutput=journal+console",
    "Restart=always",
    "RestartSec=10",
  );
  return [
    { path: `${LIBRARY}/watch-certificate`, content: script },
    { path: "/etc/systemd/system/cdktf-groupware-certificate.service", content: unit },
    {
      // A link in multi-user.target.wants would enable it, which cannot be uploaded.
      path: "/etc/systemd/system/multi-user.target.d/cdktf-groupware.conf",
      content: lines("[Unit]", "Wants=cdktf-groupware-certificate.service"),
    },
  ];
}

const UNITS = [
  ...["chatmail-metadata", "doveauth", "dovecot", "fcgiwrap", "filtermail", "filtermail-incoming"],
  ...["filtermail-transport", "nginx", "opendkim", "postfix@-", "unbound"],
];

/**
 * The script of the official image asks for several units at once, which is true where one of them runs; and it asks for
 * the unit `postfix`, which stays up when Postfix, `postfix@-`, has failed.
 */
function renderHealth(packaging: ChatmailPackaging): string {
  const first =
    packaging === ChatmailPackaging.OFFICIAL
      ? "/healthcheck.sh >/dev/null || { echo chatmail is not configured yet; exit 1; }"
      : "systemctl is-active --quiet setup_chatmail || { echo chatmail is not installed yet; exit 1; }";
  return lines(
    first,
    "failed=$(",
    `  for unit in ${UNITS.join(" ")}; do`,
    '    state=$(systemctl show --property LoadState,ActiveState --value "$unit" | tr "\\n" " ")',
    '    case $state in "loaded active "|"not-found "*) ;; *) printf "%s " "$unit" ;; esac',
    "  done",
    ")",
    'if [ -n "$failed" ]; then echo "not running: $failed"; exit 1; fi',
  );
}

/** What the first packaging starts: mended, and for a committed container without an installation. */
function legacyFiles(packaging: ChatmailPackaging): UploadedFile[] {
  if (packaging === ChatmailPackaging.OFFICIAL) return [];
  return [
    { path: "/setup_chatmail_docker.sh", content: renderSetup(packaging), mode: "0755" },
    { path: "/etc/systemd/journald.conf.d/cdktf-groupware.conf", content: lines("[Journal]", "ForwardToConsole=yes") },
  ];
}

function renderSetup(packaging: ChatmailPackaging): string {
  if (packaging === ChatmailPackaging.PINNED) {
    return lines("#!/bin/bash", "# Everything is installed in the image, and its units are enabled.", "exit 0");
  }
  return lines(
    "#!/bin/bash",
    "set -eo pipefail",
    ': "${MAIL_DOMAIN:?must be set}"',
    "# The script of the image makes a new key at each start, which the record in DNS then does not fit.",
    "if [ ! -s /etc/dkimkeys/opendkim.private ]; then",
    '  opendkim-genkey -D /etc/dkimkeys -d "$MAIL_DOMAIN" -s opendkim',
    "fi",
    "chown opendkim:opendkim /etc/dkimkeys/opendkim.*",
    "git config --global --add safe.directory /opt/chatmail",
    'if [ "${RECREATE_VENV:-}" = true ]; then rm -rf venv; fi',
    "./scripts/initenv.sh",
    "force=()",
    'if [ "${FORCE_REINIT_INI_FILE:-}" = true ]; then force=(--force); fi',
    './scripts/cmdeploy init --config "${INI_FILE:-chatmail.ini}" "${force[@]}" "$MAIL_DOMAIN"',
    "bash /update_ini.sh",
    "./scripts/cmdeploy run --ssh-host @local --skip-dns-check",
  );
}

/**
 * The entry point of the first packaging, made to survive a restart: it removes a file without asking whether it is
 * there, which ends every start but the first. Where somebody else has the certificate, it is put where the services of
 * that release look, whatever its files are called.
 */
export function legacyEntrypoint({ mailDomain, certificate, awaitsCertificate }: FilesPlan): string[] {
  const live = `/var/lib/acme/live/${mailDomain}`;
  const script = [
    "set -eu",
    "mkdir -p /etc/nginx/sites-enabled",
    "touch /etc/nginx/sites-enabled/default",
    ...(awaitsCertificate
      ? [
          `mkdir -p ${live}`,
          `ln -sfn ${shellWord(certificate.certificate)} ${live}/fullchain`,
          `ln -sfn ${shellWord(certificate.privateKey)} ${live}/privkey`,
        ]
      : []),
    'exec /entrypoint.sh "$@"',
  ];
  return ["/bin/bash", "-c", script.join("\n"), "entrypoint"];
}

/** What the image passes to systemd, which an entry point of our own would leave out. */
export const LEGACY_COMMAND = ["--default-standard-output=journal+console", "--default-standard-error=journal+console"];

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}
