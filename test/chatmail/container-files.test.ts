import { ChatmailPackaging } from "../../src/chatmail/chatmail-image";
import type { FilesPlan } from "../../src/chatmail/container-files";
import { containerFiles, legacyEntrypoint } from "../../src/chatmail/container-files";

const LIBRARY = "/usr/local/lib/cdktf-groupware";

const PLAN: FilesPlan = {
  packaging: ChatmailPackaging.OFFICIAL,
  mailDomain: "chat.example.org",
  certificate: { certificate: "/etc/chatmail-tls/fullchain.pem", privateKey: "/etc/chatmail-tls/privkey.pem" },
  awaitsCertificate: false,
  keepsCertificate: false,
};

/** The content of one file. */
function contentOf(path: string, plan: Partial<FilesPlan>): string | undefined {
  return containerFiles({ ...PLAN, ...plan }).find((file) => file.path === path)?.content;
}

test("the official packaging waits for a certificate, and says what is wrong with it", () => {
  expect(contentOf(`${LIBRARY}/before`, { awaitsCertificate: true })).toBe(`set -eu
certificate=/etc/chatmail-tls/fullchain.pem
key=/etc/chatmail-tls/privkey.pem
for file in "$certificate" "$key"; do
  waited=0
  until [ -s "$file" ]; do
    if [ "$waited" -ge 60 ]; then
      echo "cdktf-groupware: the certificate file $file does not exist. Whoever renews it must write it; it is looked for again in a minute."
      exit 1
    fi
    waited=$((waited + 1))
    sleep 1
  done
done
if ! openssl x509 -checkend 0 -noout -in "$certificate"; then
  echo "cdktf-groupware: the certificate $certificate has expired, or is none. Renew it; it is looked at again in a minute."
  exit 1
fi
if [ "$(openssl x509 -pubkey -noout -in "$certificate")" != "$(openssl pkey -pubout -in "$key")" ]; then
  echo "cdktf-groupware: the key $key does not belong to the certificate $certificate. They are looked at again in a minute."
  exit 1
fi
exit 0
`);
});

test("a certificate is watched by its content, and told when it ends", () => {
  expect(contentOf(`${LIBRARY}/watch-certificate`, { watchSeconds: 60 })).toBe(`set -u
certificate=/etc/chatmail-tls/fullchain.pem
key=/etc/chatmail-tls/privkey.pem
content() { cat "$certificate" "$key" 2>/dev/null | sha256sum; }
belong() {
  [ "$(openssl x509 -pubkey -noout -in "$certificate" 2>/dev/null)" = "$(openssl pkey -pubout -in "$key" 2>/dev/null)" ]
}
report() {
  [ -s "$certificate" ] || return 0
  until=$(openssl x509 -enddate -noout -in "$certificate" | cut -d= -f2)
  if ! openssl x509 -checkend 0 -noout -in "$certificate" >/dev/null; then
    echo "cdktf-groupware: ERROR: the certificate $certificate has expired: $until"
  elif ! openssl x509 -checkend 1209600 -noout -in "$certificate" >/dev/null; then
    echo "cdktf-groupware: WARNING: the certificate $certificate has under 14 days: $until"
  fi
}
previous=$(content)
reported=0
while :; do
  now=$(date +%s)
  if [ $((now - reported)) -ge 86400 ]; then report; reported=$now; fi
  sleep 60
  current=$(content)
  [ "$current" != "$previous" ] || continue
  # Half of a renewal is no certificate: the rest comes with the next look.
  belong || continue
  previous=$current
  echo "cdktf-groupware: the certificate $certificate has changed, nginx, Dovecot and Postfix are reloaded"
  systemctl try-reload-or-restart nginx.service dovecot.service postfix.service
  reported=0
done
`);
});

test("a certificate of the relay's own is put back", () => {
  expect(contentOf(`${LIBRARY}/before`, { keepsCertificate: true })).toBe(`set -eu
kept=/var/lib/cdktf-groupware/self-signed
if [ -s "$kept/certificate" ] && [ -s "$kept/key" ]; then
  install -m 0644 "$kept/certificate" /etc/ssl/certs/mailserver.pem
  install -m 0600 "$kept/key" /etc/ssl/private/mailserver.key
fi
exit 0
`);
});

test("and kept", () => {
  expect(contentOf(`${LIBRARY}/after`, { keepsCertificate: true })).toBe(`set -eu
umask 077
kept=/var/lib/cdktf-groupware/self-signed
mkdir -p "$kept"
cp /etc/ssl/private/mailserver.key "$kept/key"
cp /etc/ssl/certs/mailserver.pem "$kept/certificate"
`);
});

test("every unit that the image has must run", () => {
  expect(contentOf(`${LIBRARY}/health`, {}))
    .toBe(`/healthcheck.sh >/dev/null || { echo chatmail is not configured yet; exit 1; }
failed=$(
  for unit in chatmail-metadata doveauth dovecot fcgiwrap filtermail filtermail-incoming filtermail-transport nginx opendkim postfix@- unbound; do
    state=$(systemctl show --property LoadState,ActiveState --value "$unit" | tr "\\n" " ")
    case $state in "loaded active "|"not-found "*) ;; *) printf "%s " "$unit" ;; esac
  done
)
if [ -n "$failed" ]; then echo "not running: $failed"; exit 1; fi
`);
});

test("the first packaging makes its key once, and installs itself", () => {
  expect(contentOf("/setup_chatmail_docker.sh", { packaging: ChatmailPackaging.LEGACY })).toBe(`#!/bin/bash
set -eo pipefail
: "\${MAIL_DOMAIN:?must be set}"
# The script of the image makes a new key at each start, which the record in DNS then does not fit.
if [ ! -s /etc/dkimkeys/opendkim.private ]; then
  opendkim-genkey -D /etc/dkimkeys -d "$MAIL_DOMAIN" -s opendkim
fi
chown opendkim:opendkim /etc/dkimkeys/opendkim.*
git config --global --add safe.directory /opt/chatmail
if [ "\${RECREATE_VENV:-}" = true ]; then rm -rf venv; fi
./scripts/initenv.sh
force=()
if [ "\${FORCE_REINIT_INI_FILE:-}" = true ]; then force=(--force); fi
./scripts/cmdeploy init --config "\${INI_FILE:-chatmail.ini}" "\${force[@]}" "$MAIL_DOMAIN"
bash /update_ini.sh
./scripts/cmdeploy run --ssh-host @local --skip-dns-check
`);
});

test("a watch is wanted by the target that is there in both packagings", () => {
  expect(contentOf("/etc/systemd/system/multi-user.target.d/cdktf-groupware.conf", { watchSeconds: 60 })).toBe(
    "[Unit]\nWants=cdktf-groupware-certificate.service\n",
  );
});

test("the first packaging survives its second start, and finds a foreign certificate", () => {
  expect(legacyEntrypoint({ ...PLAN, packaging: ChatmailPackaging.LEGACY, awaitsCertificate: true })).toEqual([
    "/bin/bash",
    "-c",
    `set -eu
mkdir -p /etc/nginx/sites-enabled
touch /etc/nginx/sites-enabled/default
mkdir -p /var/lib/acme/live/chat.example.org
ln -sfn /etc/chatmail-tls/fullchain.pem /var/lib/acme/live/chat.example.org/fullchain
ln -sfn /etc/chatmail-tls/privkey.pem /var/lib/acme/live/chat.example.org/privkey
exec /entrypoint.sh "$@"`,
    "entrypoint",
  ]);
});
