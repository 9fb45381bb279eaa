import type { BaikalPlan } from "./baikal-plan";
import { CONFIG } from "./image-profile";

const HTML = "/var/www/baikal/html";

/** A part of the file: what it is about, and its lines. */
type Chapter = readonly [title: string, lines: readonly string[]];

/** What Apache is told beside what holds for every Baikal, which stands in the image. */
export function renderVhostConf(plan: BaikalPlan): string {
  const chapters: readonly Chapter[] = [
    ["where it listens", listening(plan)],
    ["what it serves", serving(plan)],
    ["who asks: only a trusted proxy may say so for others", asking(plan)],
    ["by which scheme, for the links that Baikal makes", scheme(plan)],
    ["where calendar programs start that know no more than the domain", wellKnown(plan)],
    ["the log of the container: requests but those of the health check, and failed logins", LOGS],
    ["the certificate", certificate(plan)],
  ];
  return chapters
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [`# ${title}`, ...lines].join("\n"))
    .join("\n\n")
    .concat("\n");
}

/** With a certificate, only the health check still speaks without. */
function listening({ names, usesTls }: BaikalPlan): string[] {
  const ports = usesTls ? ["Listen 127.0.0.1:8080", "Listen 8443"] : ["Listen 8080"];
  return [...ports, `ServerName ${names.server}`, "UseCanonicalName Off"];
}

function serving({ basePath, maxUploadBytes, maxRequests }: BaikalPlan): string[] {
  return [
    `DocumentRoot ${HTML}`,
    ...belowPath(basePath),
    `LimitRequestBody ${maxUploadBytes}`,
    `MaxRequestWorkers ${maxRequests}`,
  ];
}

function belowPath(basePath: string): string[] {
  if (basePath === "/") return [];
  const bare = basePath.slice(1, -1);
  return [
    `Alias ${basePath} ${HTML}/`,
    `<LocationMatch "^/(?!${escaped(bare)}/|\\.well-known/)">`,
    "    Require all denied",
    "</LocationMatch>",
  ];
}

function asking({ trustedProxies }: BaikalPlan): string[] {
  if (trustedProxies.length === 0) return ["RequestHeader unset X-Forwarded-For"];
  return ["RemoteIPHeader X-Forwarded-For", ...trustedProxies.map((proxy) => `RemoteIPInternalProxy ${proxy}`)];
}

/** Baikal believes this header whoever sends it, and makes no sense of two values in it. */
function scheme({ publicUrl, trustedProxies }: BaikalPlan): string[] {
  if (publicUrl !== undefined) return [`RequestHeader set X-Forwarded-Proto ${publicUrl.split(":")[0]}`];
  if (trustedProxies.length === 0) return ["RequestHeader unset X-Forwarded-Proto"];
  return [
    'RequestHeader edit X-Forwarded-Proto "^\\s*(https?)\\b.*$" "$1"',
    `RequestHeader unset X-Forwarded-Proto "expr=!(${fromProxy(trustedProxies)})"`,
  ];
}

/** Absolute, because some programs follow nothing else; with 308, because they ask by PROPFIND. */
function wellKnown({ publicUrl, basePath, trustedProxies }: BaikalPlan): string[] {
  const rule = (target: string): string => `RewriteRule "^/\\.well-known/(caldav|carddav)/?$" "${target}" [R=308,NE,L]`;
  if (publicUrl !== undefined) return ["RewriteEngine On", rule(`${publicUrl}dav.php/`)];
  return [
    "RewriteEngine On",
    'RewriteRule "^" "-" [E=SCHEME:%{REQUEST_SCHEME}]',
    ...(trustedProxies.length === 0
      ? []
      : [
          `RewriteCond expr "(${fromProxy(trustedProxies)}) && %{HTTP:X-Forwarded-Proto} =~ /^\\s*https/"`,
          'RewriteRule "^" "-" [E=SCHEME:https]',
        ]),
    rule(`%{ENV:SCHEME}://%{HTTP_HOST}${basePath}dav.php/`),
  ];
}

/**
 * `%a` is the address that a trusted proxy reports. The user who failed is `%u` with Basic, and stands in the header with
 * Digest. What Baikal says of failed logins, PHP says as a notice.
 */
const LOGS = [
  "ErrorLog /proc/self/fd/2",
  "LogLevel warn php:notice",
  'LogFormat "%a %u %t \\"%r\\" %>s %b \\"%{User-Agent}i\\"" request',
  "CustomLog /proc/self/fd/1 request \"expr=!(%{CONN_REMOTE_ADDR} == '127.0.0.1')\"",
  'SetEnvIf Authorization "^Digest .*username=\\"([^\\"]*)\\"" digest-user=$1',
  'LogFormat "failed login: client=%a user=%u digest-user=%{digest-user}e \\"%m %U\\"" failed-login',
  'CustomLog /proc/self/fd/1 failed-login "expr=%{REQUEST_STATUS} == 401 && -n %{HTTP:Authorization}"',
];

function certificate({ usesTls }: BaikalPlan): string[] {
  if (!usesTls) return [];
  return [
    "SSLSessionCache shmcb:/run/apache2/ssl(512000)",
    "SSLProtocol -all +TLSv1.2 +TLSv1.3",
    "<VirtualHost *:8443>",
    "    SSLEngine On",
    `    SSLCertificateFile ${CONFIG}/tls/certificate.pem`,
    `    SSLCertificateKeyFile ${CONFIG}/tls/key.pem`,
    "    RewriteEngine On",
    "    RewriteOptions Inherit",
    "</VirtualHost>",
  ];
}

function fromProxy(proxies: readonly string[]): string {
  return proxies.map((proxy) => `%{CONN_REMOTE_ADDR} -ipmatch '${proxy}'`).join(" || ");
}

function escaped(text: string): string {
  return text.replace(/[.~]/g, "\\$&");
}
