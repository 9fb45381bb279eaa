import { spawnSync } from "node:child_process";
import { TerraformStack } from "cdktf";
import type { BaikalServiceProps } from "cdktf-groupware";
import {
  BaikalAuthentication,
  BaikalDatabase,
  BaikalImage,
  BaikalService,
  BaikalTls,
  ContainerImage,
  ContainerService,
  DockerHost,
  HealthCheck,
  PostfixRelay,
  PostgresImage,
  PostgresWithExtensions,
  Secret,
  ServiceNetwork,
  Smarthost,
} from "cdktf-groupware";
import type { BaikalArchive } from "../fixtures/images/baikal";
import { baikalArchive } from "../fixtures/images/baikal";
import { fixtureImage } from "../fixtures/images/build";
import { TestContainer, docker, eventually, tryDocker } from "../images/docker";
import { arrivals, recorded } from "../images/relay";
import { CalendarClient } from "./harness/calendar-client";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, idsOf, logsOf, servicesOf, volumesOf } from "./harness/engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-baikal";
const calendar = `${stack}-calendar`;
const team = `${stack}-team`;
const postgres = `${stack}-postgresql`;
const relay = `${stack}-relay`;
const smarthost = new TestContainer(`${stack}-smarthost`);
const services = [calendar, postgres, relay, smarthost.name, team];

const ANNA = "anna@example.org";
const BERT = "bert@example.org";
const GUEST = "guest@elsewhere.example";
const PASSWORDS = { anna_password: "annas-first-word", bert_password: "berts-word", admin_password: "the-admins-word" };
const PORT = 18_800;
const HOME = `/dav.php/calendars/${ANNA}/default`;

/** Two servers from one image: one with a relay, behind a proxy; one on PostgreSQL, with TLS of its own, below a path. */
function program(archive: BaikalArchive, users: readonly string[], more: Partial<BaikalServiceProps> = {}): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const dav = new ServiceNetwork(host, "dav", { subnet: "10.77.40.0/24" });
    const mail = new ServiceNetwork(host, "mail", { subnet: "10.77.41.0/24" });
    const made = new PostfixRelay(host, "relay", {
      networks: [mail],
      mailName: "calendar.example.org",
      rootAddress: "cal-bounce@example.org",
      smarthost: Smarthost.of("smarthost"),
    });
    new ContainerService(host, "smarthost", {
      image: ContainerImage.fromRegistry(fixtureImage("smtp-recorder")),
      init: true,
      writableRoot: true,
      healthCheck: HealthCheck.command(["true"]),
      networks: [{ network: mail, aliases: ["smarthost"] }],
    });
    const server = new PostgresWithExtensions(host, "postgresql", {
      network: dav,
      version: "15",
      image: PostgresImage.custom(ContainerImage.fromRegistry(fixtureImage("postgres")), { version: "15" }),
    });
    const image = BaikalImage.fromArchive(archive.path, { version: archive.version, sha256: archive.sha256 });
    const common = { image, networks: [dav] };
    new BaikalService(host, "calendar", {
      ...common,
      hostname: "calendar",
      domain: "example.org",
      adminPassword: Secret.fromVariable("admin_password"),
      users: users.map((name) => ({ name, password: Secret.fromVariable(`${name.split("@")[0]}_password`) })),
      relay: made,
      inviteAddress: "calendar@calendar.example.org",
      envelopeSender: "cal-bounce@calendar.example.org",
      publish: { hostPort: PORT },
      trustedProxies: ["10.77.40.1"],
      timeZone: "Europe/Paris",
      ...more,
    });
    new BaikalService(host, "team", {
      ...common,
      domain: "team.example.net",
      database: BaikalDatabase.postgres(server.addDatabase("team")),
      users: [{ name: ANNA, password: Secret.fromVariable("anna_password") }],
      basePath: "/team/",
      authentication: BaikalAuthentication.BASIC,
      tls: BaikalTls.fromCertificate({
        certificate: Secret.fromLocalFile("certificate.pem"),
        privateKey: Secret.fromLocalFile("key.pem"),
      }),
      publish: { hostPort: PORT + 1 },
    });
  };
}

/** A client of one of the servers, from the container of the other one: its address is not the server's own. */
function client(server: string, user: string, password: string): CalendarClient {
  const [from, origin] = server === calendar ? [team, "http://calendar:8080"] : [calendar, "https://team:8443/team"];
  return new CalendarClient(from, origin, user, ["--insecure", "--anyauth", "--user", `${user}:${password}`]);
}

/** What a browser on the host gets at a published port: the status, and where it is sent. */
function fromHost(url: string, ...options: string[]): string {
  const image = docker(["inspect", "--format", "{{.Config.Image}}", calendar]);
  const curl = ["run", "--rm", "--network", "host", "--entrypoint", "curl", image, "--silent", "--max-time", "20"];
  const output = ["--insecure", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code} %{redirect_url}"];
  return tryDocker([...curl, ...output, ...options, url]).stdout.trim();
}

function statusAtPort(path: string, ...options: string[]): string {
  return fromHost(`http://127.0.0.1:${PORT}${path}`, ...options);
}

function list(server: CalendarClient, home = HOME): number {
  return server.propfind(`${home}/`, "<d:getetag/>", "1").status;
}

/** As the admin UI sets a password. */
function setPassword(user: string, password: string): void {
  const script = `$db = new PDO('sqlite:/var/www/baikal/Specific/db/db.sqlite'); $db->prepare('UPDATE users SET digesta1 = ? WHERE username = ?')->execute([md5($argv[1] . ':BaikalDAV:' . $argv[2]), $argv[1]]);`;
  docker(["exec", calendar, "php", "-r", script, user, password]);
}

describeE2e("Baikal", () => {
  let deployment: Deployment;
  let archive: BaikalArchive;
  let printed = "";

  beforeAll(() => {
    archive = baikalArchive();
    deployment = Deployment.fresh(stack);
    const subject = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=team"];
    const files = ["-keyout", "key.pem", "-out", "certificate.pem"];
    spawnSync("openssl", ["req", "-x509", ...subject, ...files], { cwd: deployment.directory });
    deployment.variables = { ...PASSWORDS };
    deployment.synthesize(program(archive, [ANNA]));
  }, 600_000);

  afterAll(() => deployment.remove(), 60_000);

  step("is deployed without a wizard, and the next deploy has nothing to do", async () => {
    printed += await deployment.deploy();

    await allWell(services);
    expect(servicesOf(stack)).toEqual([...services].sort());
    expect(await deployment.planned()).toEqual([]);
  });

  step("calendar programs find and fill the calendars that were declared, on SQLite and on PostgreSQL", () => {
    for (const server of [calendar, team]) {
      const anna = client(server, ANNA, PASSWORDS.anna_password);

      expect([server, anna.putEvent(`${HOME}/plain.ics`, "plain").status]).toEqual([server, 201]);
      const listed = anna.propfind(`${HOME}/`, "<d:getetag/>", "1");

      expect([server, listed.status]).toEqual([server, 207]);
      expect(listed.body).toContain("plain.ics");
    }
  });

  step("two servers of one image have names of their own", () => {
    const name = (container: string) => docker(["exec", container, "hostname", "-f"]);

    expect([name(calendar), name(team)]).toEqual(["calendar.example.org", "team.example.net"]);
  });

  step("an invitation arrives outside, with the envelope sender to which bounces go", async () => {
    const anna = client(calendar, ANNA, PASSWORDS.anna_password);

    expect(anna.putEvent(`${HOME}/invitation.ics`, "invitation", [ANNA, GUEST]).status).toBe(201);
    const [message] = await arrivals(smarthost, 1);

    expect(message).toMatchObject({ sender: "cal-bounce@calendar.example.org", recipients: [GUEST] });
    expect(message.data).toMatch(/^From: .*<?calendar@calendar\.example\.org>?$/m);
    expect(message.data).toContain("text/calendar");
    expect(message.data).toContain("METHOD:REQUEST");
  });

  step("an invitation that no relay takes is saved all the same, and the log says why it did not leave", async () => {
    const anna = client(calendar, ANNA, PASSWORDS.anna_password);
    docker(["stop", relay]);

    expect(anna.putEvent(`${HOME}/lost.ics`, "lost", [ANNA, GUEST]).status).toBe(201);

    await eventually("the line in the log", () =>
      /msmtp: cannot (locate host|connect to) relay/.test(logsOf(calendar)),
    );
    docker(["start", relay]);
    await allWell([relay]);
  });

  step("the published port serves the application, and nothing of its sources, data or wizard", () => {
    expect(statusAtPort("/dav.php/")).toBe("401");
    expect(statusAtPort("/.well-known/caldav")).toBe(`308 http://127.0.0.1:${PORT}/dav.php/`);
    expect(statusAtPort("/admin/install/")).toBe("403");
    expect(statusAtPort("/.htaccess")).toBe("403");
    for (const path of ["/config/baikal.yaml", "/Specific/db/db.sqlite", "/Core/Distrib.php"]) {
      expect([path, statusAtPort(path)]).toEqual([path, "404"]);
    }
    expect(statusAtPort("/../config/baikal.yaml")).toBe("400");
  });

  step("a certificate in the container makes it speak TLS alone, below its path", () => {
    const origin = `https://127.0.0.1:${PORT + 1}`;
    const plain = tryDocker([
      "exec",
      calendar,
      "curl",
      "--silent",
      "--max-time",
      "5",
      "http://team:8080/team/dav.php/",
    ]);

    expect(fromHost(`${origin}/team/dav.php/`)).toBe("401");
    expect(fromHost(`${origin}/dav.php/`)).toBe("403");
    expect(fromHost(`${origin}/.well-known/caldav`)).toBe(`308 ${origin}/team/dav.php/`);
    expect(plain.status).toBe(7);
  });

  step("a trusted proxy says by which scheme and from where a request came, and nobody else does", async () => {
    const forwarded = ["--header", "X-Forwarded-Proto: https, https", "--header", "X-Forwarded-For: 203.0.113.9"];
    const curl = ["exec", team, "curl", "--silent", "--output", "/dev/null", "--write-out", "%{redirect_url}"];

    const byProxy = statusAtPort("/.well-known/caldav", ...forwarded);
    const byOther = docker([...curl, ...forwarded, "http://calendar:8080/.well-known/caldav"]);
    statusAtPort("/dav.php/", ...forwarded, "--user", `${ANNA}:a-guess`, "--digest");

    expect(byProxy).toBe(`308 https://127.0.0.1:${PORT}/dav.php/`);
    expect(byOther).toBe("http://calendar:8080/dav.php/");
    await eventually("the line in the log", () =>
      logsOf(calendar).includes(`failed login: client=203.0.113.9 user=- digest-user=${ANNA} "GET /dav.php/"`),
    );
  });

  step("a failed login is logged with the address of the client", async () => {
    const { status } = client(calendar, ANNA, "a-guess").propfind(`${HOME}/`, "<d:getetag/>");

    expect(status).toBe(401);
    await eventually("the line in the log", () =>
      /failed login: client=10\.77\.40\.\d+ user=- digest-user=anna@example\.org/.test(logsOf(calendar)),
    );
  });

  step("a user who is added later logs in, and no service is replaced for it", async () => {
    setPassword(ANNA, "changed-by-the-admin");
    const before = idsOf(services);

    deployment.synthesize(program(archive, [ANNA, BERT]));
    printed += await deployment.deploy();

    expect(idsOf(services)).toEqual(before);
    expect(list(client(calendar, BERT, PASSWORDS.bert_password), `/dav.php/calendars/${BERT}/default`)).toBe(207);
    expect(await deployment.planned()).toEqual([]);
  });

  step("a password that was changed in the admin UI outlives deploys, until another one is declared", async () => {
    expect(list(client(calendar, ANNA, "changed-by-the-admin"))).toBe(207);
    expect(list(client(calendar, ANNA, PASSWORDS.anna_password))).toBe(401);

    deployment.variables.anna_password = "annas-second-word";
    printed += await deployment.deploy();

    expect(list(client(calendar, ANNA, "annas-second-word"))).toBe(207);
    expect(list(client(calendar, ANNA, "changed-by-the-admin"))).toBe(401);
    expect(await deployment.planned()).toEqual([]);
  });

  step("another realm is refused while Terraform plans, and nothing stops", async () => {
    const before = idsOf(services);
    deployment.synthesize(program(archive, [ANNA, BERT], { realm: "Elsewhere" }));

    const { exitCode, output } = await deployment.tryDeploy();

    expect(exitCode).not.toBe(0);
    expect(output).toContain("were made for the realm BaikalDAV, and the program now says Elsewhere");
    expect(idsOf(services)).toEqual(before);
    expect(list(client(calendar, ANNA, "annas-second-word"))).toBe(207);
  });

  step("a replaced container keeps all data", async () => {
    deployment.synthesize(program(archive, [ANNA, BERT], { timeZone: "Europe/Berlin" }));
    const before = idsOf([calendar, team]);

    printed += await deployment.deploy();

    const after = idsOf([calendar, team]);
    expect([after[calendar] === before[calendar], after[team] === before[team]]).toEqual([false, true]);
    expect(client(calendar, ANNA, "annas-second-word").propfind(`${HOME}/`, "<d:getetag/>", "1").body).toContain(
      "invitation.ics",
    );
    expect(docker(["exec", calendar, "cat", "/var/www/baikal/config/baikal.yaml"])).toContain("Europe/Berlin");
    expect(recorded(smarthost)).toHaveLength(1);
    expect(await deployment.planned()).toEqual([]);
  });

  step("no secret can be read from the engine, the logs, Terraform's output or the synthesized files", () => {
    const seen = [
      ...services.flatMap((name) => [docker(["inspect", name]), logsOf(name)]),
      ...[`${calendar}-setup`, `${team}-setup`].flatMap((name) => [docker(["inspect", name]), logsOf(name)]),
      ...deployment.synthesized().values(),
      printed,
    ].join("\n");

    const secrets = [...Object.values(PASSWORDS), "annas-second-word"];
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
  });

  step("destroy refuses as long as there is data", async () => {
    const { exitCode, output } = await deployment.tryDestroy();

    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/Resource docker_volume\.\S*calendar_Data\S* has lifecycle\.prevent_destroy set/);
    expect(output).toMatch(/Resource docker_volume\.\S*calendar_Configuration\S* has lifecycle\.prevent_destroy set/);
  });

  step("what is taken out of the state stays on the host when all else is destroyed", async () => {
    await deployment.takeDown();

    expect(servicesOf(stack)).toEqual([]);
    expect(volumesOf(stack)).toEqual(expect.arrayContaining([`${calendar}-configuration`, `${calendar}-data`]));
  });
});
