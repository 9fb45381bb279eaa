import type { BaikalServiceProps } from "../../src";
import { BaikalAuthentication, BaikalDatabase, Secret, ServiceNetwork, Size } from "../../src";
import { BaikalImage, BaikalImageProfile, BaikalTls, CalendarComponent } from "../../src";
import { planBaikal } from "../../src/baikal/baikal-plan";
import { renderBaikalYaml } from "../../src/baikal/baikal-yaml";
import { renderDeclaration } from "../../src/baikal/declaration";
import { renderMsmtprc } from "../../src/baikal/msmtprc";
import { renderNginxConf } from "../../src/baikal/nginx-conf";
import { renderPhpIni } from "../../src/baikal/php-ini";
import { renderVhostConf } from "../../src/baikal/vhost-conf";
import { makeHost } from "../docker/blocks";

const password = Secret.fromVariable("password");
const network = new ServiceNetwork(makeHost(), "dav", { subnet: "172.29.1.0/24" });

function plan(props: Partial<BaikalServiceProps> = {}, database = BaikalDatabase.sqlite()) {
  return planBaikal({ domain: "calendar.example.org", networks: [], ...props }, database);
}

const mysql = BaikalDatabase.mysql({ host: "mariadb", name: "dav", user: "o'neil", password, network });

describe("vhost.conf", () => {
  it("asks each request for the public URL where nobody says it", () => {
    expect(renderVhostConf(plan())).toBe(`# where it listens
Listen 8080
ServerName calendar.example.org
UseCanonicalName Off

# what it serves
DocumentRoot /var/www/baikal/html
LimitRequestBody 10000000
MaxRequestWorkers 18

# who asks: only a trusted proxy may say so for others
RequestHeader unset X-Forwarded-For

# by which scheme, for the links that Baikal makes
RequestHeader unset X-Forwarded-Proto

# where calendar programs start that know no more than the domain
RewriteEngine On
RewriteRule "^" "-" [E=SCHEME:%{REQUEST_SCHEME}]
RewriteRule "^/\\.well-known/(caldav|carddav)/?$" "%{ENV:SCHEME}://%{HTTP_HOST}/dav.php/" [R=308,NE,L]

# the log of the container: requests but those of the health check, and failed logins
ErrorLog /proc/self/fd/2
LogLevel warn php:notice
LogFormat "%a %u %t \\"%r\\" %>s %b \\"%{User-Agent}i\\"" request
CustomLog /proc/self/fd/1 request "expr=!(%{CONN_REMOTE_ADDR} == '127.0.0.1')"
SetEnvIf Authorization "^Digest .*username=\\"([^\\"]*)\\"" digest-user=$1
LogFormat "failed login: client=%a user=%u digest-user=%{digest-user}e \\"%m %U\\"" failed-login
CustomLog /proc/self/fd/1 failed-login "expr=%{REQUEST_STATUS} == 401 && -n %{HTTP:Authorization}"
`);
  });

  it("is of another name, below a path, behind proxies, with a limit", () => {
    const props = {
      hostname: "dav",
      domain: "example.net",
      basePath: "/baikal/",
      trustedProxies: ["172.29.0.0/24", "10.0.0.1"],
      maxUpload: Size.mebibytes(20),
      memory: Size.gibibytes(2),
    };

    expect(renderVhostConf(plan(props))).toBe(`# where it listens
Listen 8080
ServerName dav.example.net
UseCanonicalName Off

# what it serves
DocumentRoot /var/www/baikal/html
Alias /baikal/ /var/www/baikal/html/
<LocationMatch "^/(?!baikal/|\\.well-known/)">
    Require all denied
</LocationMatch>
LimitRequestBody 20971520
MaxRequestWorkers 40

# who asks: only a trusted proxy may say so for others
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 172.29.0.0/24
RemoteIPInternalProxy 10.0.0.1

# by which scheme, for the links that Baikal makes
RequestHeader edit X-Forwarded-Proto "^\\s*(https?)\\b.*$" "$1"
RequestHeader unset X-Forwarded-Proto "expr=!(%{CONN_REMOTE_ADDR} -ipmatch '172.29.0.0/24' || %{CONN_REMOTE_ADDR} -ipmatch '10.0.0.1')"

# where calendar programs start that know no more than the domain
RewriteEngine On
RewriteRule "^" "-" [E=SCHEME:%{REQUEST_SCHEME}]
RewriteCond expr "(%{CONN_REMOTE_ADDR} -ipmatch '172.29.0.0/24' || %{CONN_REMOTE_ADDR} -ipmatch '10.0.0.1') && %{HTTP:X-Forwarded-Proto} =~ /^\\s*https/"
RewriteRule "^" "-" [E=SCHEME:https]
RewriteRule "^/\\.well-known/(caldav|carddav)/?$" "%{ENV:SCHEME}://%{HTTP_HOST}/baikal/dav.php/" [R=308,NE,L]

# the log of the container: requests but those of the health check, and failed logins
ErrorLog /proc/self/fd/2
LogLevel warn php:notice
LogFormat "%a %u %t \\"%r\\" %>s %b \\"%{User-Agent}i\\"" request
CustomLog /proc/self/fd/1 request "expr=!(%{CONN_REMOTE_ADDR} == '127.0.0.1')"
SetEnvIf Authorization "^Digest .*username=\\"([^\\"]*)\\"" digest-user=$1
LogFormat "failed login: client=%a user=%u digest-user=%{digest-user}e \\"%m %U\\"" failed-login
CustomLog /proc/self/fd/1 failed-login "expr=%{REQUEST_STATUS} == 401 && -n %{HTTP:Authorization}"
`);
  });

  it("has a public URL, and a certificate with which nobody reaches plain HTTP", () => {
    const props = {
      publicUrl: "https://dav.example.org:8843/cal",
      tls: BaikalTls.fromCertificate({ certificate: password, privateKey: password }),
    };

    expect(renderVhostConf(plan(props))).toBe(`# where it listens
Listen 127.0.0.1:8080
Listen 8443
ServerName calendar.example.org
UseCanonicalName Off

# what it serves
DocumentRoot /var/www/baikal/html
Alias /cal/ /var/www/baikal/html/
<LocationMatch "^/(?!cal/|\\.well-known/)">
    Require all denied
</LocationMatch>
LimitRequestBody 10000000
MaxRequestWorkers 18

# who asks: only a trusted proxy may say so for others
RequestHeader unset X-Forwarded-For

# by which scheme, for the links that Baikal makes
RequestHeader set X-Forwarded-Proto https

# where calendar programs start that know no more than the domain
RewriteEngine On
RewriteRule "^/\\.well-known/(caldav|carddav)/?$" "https://dav.example.org:8843/cal/dav.php/" [R=308,NE,L]

# the log of the container: requests but those of the health check, and failed logins
ErrorLog /proc/self/fd/2
LogLevel warn php:notice
LogFormat "%a %u %t \\"%r\\" %>s %b \\"%{User-Agent}i\\"" request
CustomLog /proc/self/fd/1 request "expr=!(%{CONN_REMOTE_ADDR} == '127.0.0.1')"
SetEnvIf Authorization "^Digest .*username=\\"([^\\"]*)\\"" digest-user=$1
LogFormat "failed login: client=%a user=%u digest-user=%{digest-user}e \\"%m %U\\"" failed-login
CustomLog /proc/self/fd/1 failed-login "expr=%{REQUEST_STATUS} == 401 && -n %{HTTP:Authorization}"

# the certificate
SSLSessionCache shmcb:/run/apache2/ssl(512000)
SSLProtocol -all +TLSv1.2 +TLSv1.3
<VirtualHost *:8443>
    SSLEngine On
    SSLCertificateFile /etc/baikal/tls/certificate.pem
    SSLCertificateKeyFile /etc/baikal/tls/key.pem
    RewriteEngine On
    RewriteOptions Inherit
</VirtualHost>
`);
  });
});

describe("php.ini", () => {
  it("sends no mail where there is no address for invitations", () => {
    expect(renderPhpIni(plan({ timeZone: "Europe/Paris" }))).toBe(`date.timezone = "Europe/Paris"
memory_limit = 205M
post_max_size = 10000000
upload_max_filesize = 10000000
sendmail_path = /bin/false
`);
  });

  it("sends mail by msmtp, and has memory for what it accepts", () => {
    const props = { inviteAddress: "calendar@example.org", maxUpload: Size.mebibytes(25) };

    expect(renderPhpIni(plan(props))).toBe(`date.timezone = "Etc/UTC"
memory_limit = 328M
post_max_size = 26214400
upload_max_filesize = 26214400
sendmail_path = "/usr/bin/msmtp --file=/etc/baikal/msmtprc -t >&2"
`);
  });
});

describe("msmtprc", () => {
  it("trusts the network, and names the envelope sender", () => {
    const route = { host: "relay", port: 25, usesTls: false };

    expect(renderMsmtprc(route, "cal-bounce@example.org")).toBe(`account default
host relay
port 25
tls off
auth off
from cal-bounce@example.org
allow_from_override off
timeout 30
syslog off
logfile -
`);
  });

  it("logs in inside of TLS where the relay wants it", () => {
    const route = { host: "smtp.example.org", port: 587, usesTls: true, credentials: { user: "cal", password } };

    expect(renderMsmtprc(route, "calendar@example.org")).toBe(`account default
host smtp.example.org
port 587
tls on
tls_starttls on
tls_trust_file /etc/ssl/certs/ca-certificates.crt
auth on
user cal
passwordeval cat /etc/baikal/mail-password
from calendar@example.org
allow_from_override off
timeout 30
syslog off
logfile -
`);
  });
});

describe("nginx.conf, for images of others", () => {
  it("raises the limit", () => expect(renderNginxConf(10_000_000)).toBe("client_max_body_size 10000000;\n"));
});

describe("baikal.yaml", () => {
  it("has SQLite, no invitations and the types that Baikal wants", () => {
    expect(renderBaikalYaml(plan())).toBe(`system:
    configured_version: '@BAIKAL_VERSION@'
    timezone: 'Etc/UTC'
    card_enabled: true
    cal_enabled: true
    invite_from: ''
    dav_auth_type: 'Digest'
    admin_passwordhash: '@ADMIN_PASSWORD_HASH@'
    failed_access_message: 'user %u authentication failure for Baikal'
    auth_realm: 'BaikalDAV'
    base_uri: ''
database:
    encryption_key: '@ENCRYPTION_KEY@'
    backend: 'sqlite'
    sqlite_file: '/var/www/baikal/Specific/db/db.sqlite'
`);
  });

  it("has MySQL, whose port stands behind a semicolon, and quotes that are doubled", () => {
    const props = {
      authentication: BaikalAuthentication.BASIC,
      addressBooks: false,
      basePath: "/dav/",
      inviteAddress: "calendar@example.org",
      timeZone: "Europe/Paris",
      realm: "Our calendars",
    };

    expect(renderBaikalYaml(plan(props, mysql))).toBe(`system:
    configured_version: '@BAIKAL_VERSION@'
    timezone: 'Europe/Paris'
    card_enabled: false
    cal_enabled: true
    invite_from: 'calendar@example.org'
    dav_auth_type: 'Basic'
    admin_passwordhash: '@ADMIN_PASSWORD_HASH@'
    failed_access_message: 'user %u authentication failure for Baikal'
    auth_realm: 'Our calendars'
    base_uri: '/dav/'
database:
    encryption_key: '@ENCRYPTION_KEY@'
    backend: 'mysql'
    sqlite_file: '/var/www/baikal/Specific/db/db.sqlite'
    mysql_host: 'mariadb;port=3306'
    mysql_dbname: 'dav'
    mysql_username: 'o''neil'
    mysql_password: '@DATABASE_PASSWORD@'
`);
  });
});

describe("declaration.json", () => {
  it("names users, their calendars and files with passwords, and who is removed", () => {
    const users = [
      {
        name: "anna@example.org",
        password,
        displayName: "Anna",
        calendars: [{}, { uri: "team", displayName: "Team", color: "#aa0000", components: [CalendarComponent.EVENT] }],
        addressBooks: [],
      },
    ];

    expect(JSON.parse(renderDeclaration(plan({ users, removedUsers: ["bob"] }, mysql)))).toEqual({
      schemaVersion: 1,
      paths: { baikal: "/var/www/baikal", config: "/var/www/baikal/config", specific: "/var/www/baikal/Specific" },
      yamlTemplate: "/etc/baikal-setup/baikal.yaml",
      system: {
        timezone: "Etc/UTC",
        cardEnabled: true,
        calEnabled: true,
        inviteFrom: "",
        authType: "Digest",
        failedAccessMessage: "user %u authentication failure for Baikal",
        authRealm: "BaikalDAV",
        baseUri: "",
      },
      adminPasswordFile: "/etc/baikal-setup/secrets/admin-password",
      database: {
        backend: "mysql",
        sqliteFile: "/var/www/baikal/Specific/db/db.sqlite",
        host: "mariadb",
        port: 3306,
        name: "dav",
        user: "o'neil",
        passwordFile: "/etc/baikal-setup/secrets/database-password",
      },
      users: [
        {
          name: "anna@example.org",
          displayName: "Anna",
          email: "anna@example.org",
          passwordFile: "/etc/baikal-setup/secrets/user-0",
          calendars: [
            { uri: "default", displayName: "Default calendar", components: ["VEVENT", "VTODO"] },
            { uri: "team", displayName: "Team", color: "#aa0000", components: ["VEVENT"] },
          ],
          addressBooks: [],
          state: "present",
        },
        { name: "bob", state: "absent" },
      ],
    });
  });
});

describe("the plan", () => {
  it.each([
    [{ domain: "calendar.example.org" }, { host: "calendar", domain: "example.org", server: "calendar.example.org" }],
    [
      { hostname: "calendar", domain: "yourdomain.name" },
      { host: "calendar", domain: "yourdomain.name", server: "calendar.yourdomain.name" },
    ],
    [{ domain: "calendar" }, { host: "calendar", domain: undefined, server: "calendar" }],
  ])("takes the names %j apart", (props, names) => {
    expect(plan(props).names).toEqual(names);
  });

  it("listens where the image does", () => {
    const foreign = BaikalImage.fromRegistry("ckulka/baikal:0.10.1-nginx", BaikalImageProfile.CKULKA_NGINX);

    expect(plan().port).toBe(8080);
    expect(plan({ tls: BaikalTls.fromCertificate({ certificate: password, privateKey: password }) }).port).toBe(8443);
    expect(plan({ image: foreign }).port).toBe(80);
  });

  it("sends as nobody without a relay, and as noreply with one", () => {
    const relay = {} as BaikalServiceProps["relay"];

    expect(plan().invites).toBeUndefined();
    expect(plan({ relay }).invites).toEqual({
      inviteAddress: "noreply@calendar.example.org",
      envelopeSender: "noreply@calendar.example.org",
    });
  });
});
