import type { DockerHost } from "cdktf-groupware";
import { ConfigFile, ConfigVolume, HealthCheck, Invariants } from "cdktf-groupware";
import { image, makeHost, makeJob, makeService } from "./blocks";

describe("a variable of a container", () => {
  test.each([
    ["DB_PASSWORD", "hunter2"],
    ["DJANGO_SECRET_KEY", "${var.key}"],
    ["api_token", "123456789"],
    ["DATABASE_URL", "postgres://app:hunter2@db/app"],
    ["REDIS_URL", "redis://:hunter2@redis:6379/0"],
  ])("holds a secret: %s=%s", (name, value) => {
    expect(inlined({ [name]: value })).toEqual([`${name} (not shown)`]);
  });

  test.each([
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["SSL_PRIVATE_KEY", "/certs/key.pem"],
    ["ALLOW_EMPTY_PASSWORD", "yes"],
    ["MAX_TOKEN", "4096"],
    ["CALDAV_URL", "http://caldav:80"],
    ["MONKEY", "banana"],
    ["API_KEY", ""],
  ])("holds none: %s=%s", (name, value) => {
    expect(inlined({ [name]: value })).toEqual([]);
  });
});

describe("a command", () => {
  test.each([
    [["redis-server", "--auth-token", "hunter2"], "--auth-token"],
    [["app", "--db-password=hunter2"], "--db-password"],
    [["app", "postgres://app:hunter2@db/app"], "a URL"],
    [["sh", "-c", "API_KEY=hunter2 exec app"], "API_KEY"],
    [["app", "--password", "${TfToken[TOKEN.7]}"], "--password"],
  ])("holds a secret: %j", (command, name) => {
    expect(found((host) => makeService(host, "web", { command }))).toEqual([`${name} in \`command\` (not shown)`]);
  });

  test.each([
    [["app", "--password-file", "/run/secrets/db"]],
    [["app", "--password", "--verbose"]],
    [["app", "--api-key", "/run/secrets/key"]],
    [["sh", "-c", 'PASSWORD=$(cat /run/secrets/db) exec app --token="$TOKEN"']],
    [["sh", "-c", '[ "$PASSWORD" = x ] || : "${PASSWORD:=$(cat /secret)}" "${SECRET:-}"']],
    [["app", "http://user:$PASSWORD@proxy"]],
    [["sh", "-c", "PASSWORD=\nexec app"]],
  ])("holds none: %j", (command) => {
    expect(found((host) => makeService(host, "web", { command }))).toEqual([]);
  });
});

test("the other places where one can stand are looked at too", () => {
  const secret = "password=hunter2";

  expect(found((host) => makeService(host, "web", { entrypoint: ["sh", "-c", secret] }))).toEqual([
    "password in `entrypoint` (not shown)",
  ]);
  expect(found((host) => makeService(host, "web", { healthCheck: HealthCheck.shell(secret) }))).toEqual([
    "password in `healthCheck` (not shown)",
  ]);
  expect(found((host) => makeJob(host, "migrate", { script: secret }))).toEqual(["password in `script` (not shown)"]);
});

describe("a text file", () => {
  test.each([
    "[db]\npassword = hunter2\n",
    "password: 'hunter2'",
    "['password' => 'hunter2']",
    "password: '@hunter2'",
    '{"password": "hunter2"}',
    'db.password="hunter2"',
  ])("holds a secret: %j", (content) => {
    expect(fileWith(content)).toEqual([expect.stringMatching(/^(db\.)?password in the file app\.conf \(not shown\)$/)]);
  });

  test.each([
    "smtp_sasl_password_maps = texthash:/config/passwords",
    'SECRET_KEY = open("/secrets/key").read()',
    "password = ${DB_PASSWORD}",
    "api_key = os.environ['API_KEY']",
    "# the password of the database: see /secrets",
    "tls_private_key = /config/tls.key",
    "password =\nuser = app",
    "password: '@DATABASE_PASSWORD@'",
    "['password' => $password]",
    "",
  ])("holds none: %j", (content) => {
    expect(fileWith(content)).toEqual([]);
  });
});

function fileWith(content: string) {
  return found((host) => new ConfigVolume(host, "files", { image, files: [ConfigFile.fromText("app.conf", content)] }));
}

function inlined(environment: { [name: string]: string }) {
  return found((host) => makeService(host, "web", { environment }));
}

/** What the rule says of a host with what is made. */
function found(make: (host: DockerHost) => unknown): (string | undefined)[] {
  const host = makeHost();
  make(host);
  const { findings } = Invariants.of(host).check();
  return findings.filter(({ rule }) => rule === "secret/not-inlined").map(({ got }) => got);
}
