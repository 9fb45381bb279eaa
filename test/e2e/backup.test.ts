import { TerraformStack } from "cdktf";
import type { RestoreProps } from "cdktf-groupware";
import {
  Backup,
  BackupPart,
  BackupRepository,
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  HealthCheck,
  PostgresImage,
  PostgresWithExtensions,
  Restore,
  RestoreDrill,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import { fixtureImage } from "../fixtures/images/build";
import type { Outcome } from "../images/docker";
import { docker, eventually, tryDocker } from "../images/docker";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, containersOf, idsOf, inspect, logsOf, volumesOf } from "./harness/engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-backup";
const postgres = `${stack}-postgresql`;
const client = `${stack}-client`;
const writer = `${stack}-writer`;
const backup = `${stack}-backup`;
const drill = `${stack}-drill`;
const restore = `${stack}-restore`;
const repository = `${stack}-repository`;

interface Wishes {
  readonly restore?: Omit<RestoreProps, "backup">;
  /** When the backup runs; by hand alone unless said. */
  readonly schedule?: string;
  readonly databases?: readonly string[];
}

/** A server with a client, a service with files, a backup of both, and a drill. */
function program({ restore: wanted, schedule = "0 0 1 1 *", databases = ["calendars"] }: Wishes = {}): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const network = new ServiceNetwork(host, "net", { subnet: "10.77.21.0/24" });
    const image = ContainerImage.fromRegistry(fixtureImage("postgres"));
    const server = new PostgresWithExtensions(host, "postgresql", {
      network,
      image: PostgresImage.custom(image, { version: "15" }),
    });
    const files = new DataVolume(host, "files");
    const saved = new Backup(host, "backup", {
      sources: [server, Backup.of(BackupPart.volume("files", files, { sqlite: ["data.sqlite"] }))],
      repository: BackupRepository.volume(new DataVolume(host, "repository")),
      password: Secret.fromVariable("backup_password"),
      schedule,
      timeZone: "Europe/Berlin",
    });
    const [first, ...others] = databases.map((name) => server.addDatabase(name));
    const idle = { image, entrypoint: ["sleep", "infinity"], init: true, healthCheck: HealthCheck.command(["true"]) };
    new ContainerService(host, "client", {
      ...idle,
      networks: [{ network }],
      startsAfter: [first.ready, ...others.map(({ ready }) => ready)],
    });
    new ContainerService(host, "writer", {
      ...idle,
      image: ContainerImage.bundled("backup"),
      volumes: [files.mountAt("/files")],
    });
    new RestoreDrill(host, "drill", {
      backup: saved,
      schedule: "0 0 1 1 *",
      questions: [
        { part: "postgresql", database: "calendars", sql: "SELECT title FROM events WHERE id = 1", answer: "Standup" },
      ],
    });
    if (wanted) new Restore(host, "restore", { ...wanted, backup: saved });
  };
}

const sql = (text: string, database = "calendars"): string =>
  docker(["exec", "-i", postgres, "psql", "-U", "postgres", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database], text);

const sqlite = (text: string): string => docker(["exec", writer, "sqlite3", "/files/data.sqlite", text]);

const run = (container: string): Outcome => tryDocker(["exec", container, "run"]);

const status = (container: string) => JSON.parse(tryDocker(["exec", container, "status"]).stdout);

describeE2e("backup and restore", () => {
  let deployment: Deployment;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    deployment.variables = { backup_password: "correct-horse-battery-staple" };
  }, 300_000);

  afterAll(() => deployment.remove(), 60_000);

  const apply = async (wishes?: Wishes): Promise<void> => {
    deployment.synthesize(program(wishes));
    await deployment.deploy();
  };

  step("a backup runs by itself", async () => {
    await apply({ schedule: "* * * * *" });
    sql("CREATE TABLE events (id int PRIMARY KEY, title text); INSERT INTO events VALUES (1, 'Standup'), (2, 'Lunch')");
    sqlite("CREATE TABLE contacts (name text); INSERT INTO contacts VALUES ('Anna')");

    await eventually("a run", () => status(backup).state === "ok" && status(backup).details.rows === 3, 180);

    expect(logsOf(backup)).toMatch(/Saved and verified as snapshot [0-9a-f]{8}/);
  });

  step("nothing is left to plan, and a run on demand does the same", async () => {
    await apply();
    await allWell([postgres, client, writer, backup, drill]);
    expect(await deployment.planned()).toEqual([]);

    expect(run(backup)).toMatchObject({ status: 0 });

    expect(await deployment.planned()).toEqual([]);
    expect(inspect(backup).HostConfig.SecurityOpt).toEqual(["no-new-privileges:true"]);
  });

  step("a database that is added is saved without a word", async () => {
    await apply({ databases: ["calendars", "contacts"] });

    expect(run(backup)).toMatchObject({ status: 0 });

    expect(docker(["exec", backup, "restic-here", "ls", "latest"])).toContain("/staging/postgresql/contacts.dump");
  });

  step("a drill brings it back in its own container, and gets the right answer", () => {
    expect(run(drill)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("3 rows as they were, 1 right answers."),
    });
    expect(status(drill).state).toBe("ok");
  });

  step("no secret stands in the engine, the log or the synthesized files", () => {
    const seen = [
      ...containersOf(`${stack}-`).flatMap((name) => [docker(["inspect", name]), logsOf(name)]),
      ...deployment.synthesized().values(),
    ];

    expect(seen.filter((text) => text.includes("correct-horse-battery-staple"))).toEqual([]);
  });

  step("when everything but the repository is destroyed, a deploy brings the data back", async () => {
    const containers = containersOf(`${stack}-`);
    tryDocker(["rm", "--force", "--volumes", ...containers]);
    for (const volume of volumesOf(`${stack}-`).filter((name) => name !== repository)) docker(["volume", "rm", volume]);

    await apply({ restore: { snapshot: "latest" }, databases: ["calendars", "contacts"] });

    await allWell([postgres, client, writer, backup, drill]);
    expect(sql("SELECT id, title FROM events ORDER BY id")).toBe("1|Standup\n2|Lunch");
    expect(sqlite("SELECT name FROM contacts")).toBe("Anna");
    expect(await deployment.planned()).toEqual([]);
  });

  step("what is written after a restore is there after the next deploy, though its job is gone", async () => {
    sql("INSERT INTO events VALUES (3, 'Written later')");
    sqlite("INSERT INTO contacts VALUES ('Ben')");
    const exited = containersOf(`${stack}-`).filter((name) => inspect(name).State.Status === "exited");
    expect(exited).toContain(restore);
    docker(["rm", ...exited]);

    await deployment.deploy();

    expect(logsOf(restore)).toContain('Nothing to do: the request "latest" was fulfilled before');
    expect(sql("SELECT count(*) FROM events")).toBe("3");
    expect(sqlite("SELECT count(*) FROM contacts")).toBe("2");
  });

  step("a restore over newer data is refused, with its users stopped, and nothing is touched", async () => {
    deployment.synthesize(
      program({ restore: { snapshot: "latest", request: "again" }, databases: ["calendars", "contacts"] }),
    );

    const refused = await deployment.tryDeploy();

    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain(`Run \`docker logs ${restore}\``);
    expect(logsOf(restore)).toMatch(/Nothing was changed: the database calendars holds 1 tables with 3 rows/);
    expect(containersOf(`${stack}-`)).not.toContain(client);
    expect(sql("SELECT count(*) FROM events")).toBe("3");
  });

  step("told to, it replaces newer data, and removes what it kept when the services are healthy", async () => {
    await apply({
      restore: { snapshot: "latest", request: "again", overwrite: true },
      databases: ["calendars", "contacts"],
    });

    await allWell([client, writer, backup]);
    expect(sql("SELECT count(*) FROM events")).toBe("2");
    expect(sqlite("SELECT count(*) FROM contacts")).toBe("1");
    expect(logsOf(`${restore}-cleanup`)).toContain("What the restore replaced is removed");
    expect(sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'cdktf_groupware_%'", "postgres")).toBe("0");
  });

  step("a snapshot that does not exist is refused by its name", async () => {
    deployment.synthesize(program({ restore: { snapshot: "0123abcd" }, databases: ["calendars", "contacts"] }));

    expect((await deployment.tryDeploy()).exitCode).not.toBe(0);

    expect(logsOf(restore)).toContain("There is no snapshot 0123abcd");
    const before = idsOf([postgres]);
    await apply({ databases: ["calendars", "contacts"] });
    await allWell([client, writer, backup, drill]);
    expect(idsOf([postgres])).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("a drill of a damaged snapshot turns unhealthy", async () => {
    docker([
      "exec",
      backup,
      "sh",
      "-c",
      "for f in $(find /repository/data -type f); do chmod u+w $f; printf damage | dd of=$f bs=1 seek=40 conv=notrunc 2>/dev/null; done",
    ]);

    expect(run(drill).status).toBe(1);

    await eventually("the health", () => inspect(drill).State.Health?.Status === "unhealthy");
    expect(status(drill).text).toContain("is damaged");
    expect(
      docker(["exec", drill, "status", "--metrics"]).includes(`scheduled_job_last_run_failed{job_name="${drill}"} 1`),
    ).toBe(true);
  });
});
