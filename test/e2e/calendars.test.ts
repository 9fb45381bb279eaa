import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import type { PostgresWithExtensions } from "cdktf-groupware";
import { ContainerImage, PostgresImage, SabreCalDavImage, Secret } from "cdktf-groupware";
import { CalendarsStack } from "../../examples/calendars/calendars-stack";
import { fixtureImage } from "../fixtures/images/build";
import type { Outcome } from "../images/docker";
import { docker, eventually, tryDocker } from "../images/docker";
import { CalendarClient } from "./harness/calendar-client";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import {
  TOOLS,
  allWell,
  containersOf,
  idsOf,
  inspect,
  isWell,
  killFromOutside,
  logsOf,
  networksOf,
  runOnce,
  servicesOf,
  volumesOf,
} from "./harness/engine";
import { restartEngine, systemPrune } from "./harness/own-engine";
import { describeE2e, step, stepOnOwnEngine } from "./harness/suite";

const stack = "e2e-calendars";
const postgres = `${stack}-postgresql`;
const caldav = `${stack}-caldav`;
const backend = `${stack}-calendars-backend`;
const services = [caldav, backend, postgres];

const ALICE = "alice@example.org";
const GUEST = "guest@elsewhere.example";
const calendar = `/caldav/calendars/users/${ALICE}/office`;
/** More than are written before the server is gone. */
const ROWS = 100_000;
const BACKEND_URL = "http://172.29.0.30:8000";

/** The flagship example, with images that stand in for those which tests cannot pull; and what is added later. */
function program(extensions: readonly string[] = []): Program {
  return (app) => {
    const example = new CalendarsStack(app, stack, {
      postgres: PostgresImage.custom(ContainerImage.fromRegistry(fixtureImage("postgres")), { version: "15" }),
      caldav: SabreCalDavImage.fromRegistry(fixtureImage("caldav")),
      backend: ContainerImage.fromRegistry(fixtureImage("calendars-backend")),
      tools: ContainerImage.fromRegistry(TOOLS),
    });
    if (extensions.length > 0) {
      const server = example.node.findChild("host").node.findChild("postgresql") as PostgresWithExtensions;
      const notes = server.addDatabase("notes", { password: Secret.fromVariable("notes_password") });
      extensions.forEach((name) => notes.requireExtension(name));
    }
  };
}

/** Runs SQL as the owner of the added database, over the network and with the password, as an application does. */
function sqlAsOwner(password: string, statement: string): Outcome {
  return tryDocker([
    ...["exec", "--env", `PGPASSWORD=${password}`, caldav, "psql", "-XAt"],
    ...["-h", "postgresql", "-U", "notes", "-d", "notes", "-c", statement],
  ]);
}

describeE2e("the calendars example", () => {
  const alice = new CalendarClient(caldav, BACKEND_URL, ALICE);
  let deployment: Deployment;
  let printed = "";

  async function deploy(): Promise<void> {
    printed += await deployment.deploy();
  }

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    deployment.synthesize(program());
  }, 600_000);

  afterAll(() => deployment.remove(), 60_000);

  step("is deployed in one go, and then there is nothing more to do", async () => {
    await deploy();

    const containers = containersOf(stack);
    expect(servicesOf(stack)).toEqual(services);
    expect(containers.filter((name) => !isWell(name))).toEqual([]);
    expect(containers.filter((name) => inspect(name).RestartCount > 0)).toEqual([]);
    expect(await deployment.planned()).toEqual([]);
  });

  step("answers a calendar client by CalDAV", () => {
    const principal = alice.propfind(`/caldav/principals/users/${ALICE}/`, "<c:calendar-home-set/>");
    const made = alice.request("MKCALENDAR", `${calendar}/`);
    const stored = alice.putEvent(`${calendar}/plain.ics`, "plain");
    const listed = alice.propfind(`${calendar}/`, "<d:getetag/>", "1");

    expect(principal.status).toBe(207);
    expect(principal.body).toContain("<d:href>/caldav/calendars/users/alice%40example.org/</d:href>");
    expect([made.status, stored.status]).toEqual([201, 201]);
    expect(listed.status).toBe(207);
    expect(listed.body).toContain("/office/plain.ics");
  });

  step("brings an invitation of an outside attendee to the backend", () => {
    const { status } = alice.putEvent(`${calendar}/invitation.ics`, "invitation", [ALICE, GUEST]);

    const callbacks = JSON.parse(alice.request("GET", "/recorded-callbacks").body);
    expect(status).toBe(201);
    expect(callbacks).toHaveLength(1);
    expect(callbacks[0]).toMatchObject({
      path: "/api/v1.0/caldav-scheduling-callback/",
      host: "172.29.0.30:8000",
      headers: {
        "content-type": "text/calendar",
        "x-ls-api-key": "(redacted: equals CALDAV_INBOUND_API_KEY)",
        "x-ls-sender": `mailto:${ALICE}`,
        "x-ls-recipient": `mailto:${GUEST}`,
        "x-ls-method": "REQUEST",
      },
    });
    expect(callbacks[0].body).toContain("METHOD:REQUEST");
    expect(callbacks[0].body).toContain("UID:invitation");
    expect(alice.request("GET", `${calendar}/invitation.ics`).body.replace(/\r\n /g, "")).toMatch(
      /SCHEDULE-STATUS="?1\.1/,
    );
  });

  step("runs only jobs again after a prune", async () => {
    const before = idsOf(services);
    systemPrune(deployment.prefix);

    const planned = await deployment.planned();
    await deploy();

    expect(planned.length).toBeGreaterThan(0);
    expect(planned.filter((change) => !change.startsWith("create docker_container."))).toEqual([]);
    expect(idsOf(services)).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("gets a database with an extension while all of it runs", async () => {
    const before = idsOf(services);
    deployment.variables = { notes_password: "first-notes-password" };
    deployment.synthesize(program(["pg_trgm"]));

    await deploy();

    const made = sqlAsOwner(
      "first-notes-password",
      "CREATE TABLE notes (n int PRIMARY KEY); SELECT similarity('word', 'words') > 0.5",
    );
    expect(made).toMatchObject({ status: 0, stdout: "CREATE TABLE\nt\n" });
    expect(idsOf(services)).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("gets another extension and a rotated password while all of it runs", async () => {
    const before = idsOf(services);
    deployment.variables = { notes_password: "second-notes-password" };
    deployment.synthesize(program(["pg_trgm", "unaccent"]));

    await deploy();

    expect(sqlAsOwner("first-notes-password", "SELECT 1").stderr).toContain("password authentication failed");
    expect(sqlAsOwner("second-notes-password", "SELECT unaccent('é')")).toMatchObject({ status: 0, stdout: "e\n" });
    expect(idsOf(services)).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("loses nothing committed when PostgreSQL is killed in the middle of writes", async () => {
    const before = inspect(postgres);
    const writer = startWriter("second-notes-password");
    await eventually("some hundred rows are written", () => {
      const { stdout } = sqlAsOwner("second-notes-password", "SELECT count(*) > 300 FROM notes");
      return stdout === "t\n";
    });

    killFromOutside(postgres);
    const acknowledged = await writer;

    await eventually("PostgreSQL is started again", () => inspect(postgres).State.StartedAt !== before.State.StartedAt);
    await allWell(services);
    const kept = sqlAsOwner("second-notes-password", `SELECT count(*) FROM notes WHERE n <= ${acknowledged.length}`);
    expect(acknowledged.length).toBeGreaterThan(300);
    expect(acknowledged.length).toBeLessThan(ROWS);
    expect(kept).toMatchObject({ status: 0, stdout: `${acknowledged.length}\n` });
    expect(inspect(postgres).Id).toBe(before.Id);
    expect(alice.request("GET", `${calendar}/plain.ics`).status).toBe(200);
    expect(await deployment.planned()).toEqual([]);
  });

  step("shows no secret where others look", () => {
    const generated = generatedSecrets();
    const forms = [...generated, "first-notes-password", "second-notes-password"].flatMap(shownForms);
    const shown = new Map([
      ...deployment.synthesized(),
      ...containersOf(stack).map((name) => [`inspect of ${name}`, docker(["inspect", name])] as const),
      ...containersOf(stack).map((name) => [`logs of ${name}`, logsOf(name)] as const),
      ["output of Terraform", printed] as const,
    ]);

    expect(generated.filter((value) => /^[0-9a-f]{64}$/.test(value)).length).toBeGreaterThanOrEqual(5);
    expect([...shown].filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place)).toEqual(
      [],
    );
  });

  step("refuses to be destroyed before anything is touched", async () => {
    const before = idsOf(containersOf(stack));

    const { exitCode, output } = await deployment.tryDestroy();

    expect(exitCode).toBe(1);
    expect(output).toContain("Instance cannot be destroyed");
    expect(idsOf(containersOf(stack))).toEqual(before);
  });

  step("is destroyed but for its protected volumes when they are taken out of the state", async () => {
    await deployment.takeDown();

    expect(containersOf(stack)).toEqual([]);
    expect(networksOf(stack)).toEqual([]);
    expect(volumesOf(stack)).toContain(`${postgres}-data`);
  });

  step("comes back with its data from the volumes", async () => {
    await deploy();

    expect(alice.request("GET", `${calendar}/plain.ics`)).toMatchObject({
      status: 200,
      body: expect.stringContaining("UID:plain"),
    });
    expect(sqlAsOwner("second-notes-password", "SELECT count(*) > 300 FROM notes").stdout).toBe("t\n");
    expect(await deployment.planned()).toEqual([]);
  });

  stepOnOwnEngine("is back after a restart of the engine, with nothing to do", async () => {
    const before = services.map((name) => inspect(name));

    await restartEngine();
    await allWell(services);

    const after = services.map((name) => inspect(name));
    expect(after.map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
    expect(after.filter(({ State }, index) => State.StartedAt === before[index]?.State.StartedAt)).toEqual([]);
    expect(alice.request("GET", `${calendar}/plain.ics`).status).toBe(200);
    expect(await deployment.planned()).toEqual([]);
  });
});

/** Writes rows, each in a transaction of its own, until the server is gone; returns those of which it said that they are safe. */
function startWriter(password: string): Promise<string[]> {
  const command = ["psql", "-XAtq", "-h", "postgresql", "-U", "notes", "-d", "notes"];
  const writer = spawn("docker", ["exec", "-i", "--env", `PGPASSWORD=${password}`, caldav, ...command]);
  const rows = Array.from({ length: ROWS }, (_, index) => `INSERT INTO notes VALUES (${index + 1}) RETURNING n;\n`);
  writer.stdin.on("error", () => undefined).end(rows.join(""));
  let printed = "";
  writer.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    writer.on("error", reject).on("close", () => resolve(printed.split("\n").filter((line) => line !== "")));
  });
}

/** The values that were made on the host, from the volumes that keep them. */
function generatedSecrets(): string[] {
  const mounts = volumesOf(stack).flatMap((name) => ["--volume", `${name}:/volumes/${name}:ro`]);
  return runOnce('for file in /volumes/*/value-*; do cat "$file"; echo; done', ...mounts).split("\n");
}

/** The secret, and what it can be guessed from. */
function shownForms(secret: string): string[] {
  const digests = ["md5", "sha1", "sha256"].map((algorithm) => createHash(algorithm).update(secret).digest("hex"));
  return [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1), ...digests];
}
