import { gzipSync } from "node:zlib";

import { fixtureImage } from "../fixtures/images/build";
import { Sandbox, describeWithDocker, docker, eventually, tryDocker } from "./docker";
import type { Outcome, RunOptions, TestContainer } from "./docker";

describeWithDocker("the PostgreSQL fixture", () => {
  const sandbox = new Sandbox();
  let image: string;
  let network: string;

  beforeAll(() => {
    image = fixtureImage("postgres");
    network = sandbox.network("net");
  }, 300_000);

  afterAll(() => sandbox.remove());

  function start(name: string, run: Omit<RunOptions, "image">): TestContainer {
    return sandbox.run(name, { ...run, image, options: ["--network", network, ...(run.options ?? [])] });
  }

  it("makes the cluster that its environment describes", async () => {
    const secrets = sandbox.volumeWithFiles("env-secrets", image, { password: "s3cret 'x\n" });
    const postgres = start("env", {
      env: {
        POSTGRES_PASSWORD_FILE: "/secrets/password",
        POSTGRES_USER: "messages",
        POSTGRES_DB: "shop-floor",
        POSTGRES_INITDB_ARGS: "--data-checksums --encoding='UTF8'",
      },
      options: ["--volume", `${secrets}:/secrets:ro`],
      command: ["postgres", "-c", "max_connections=17"],
    });
    await ready(postgres, "messages", "shop-floor");

    expect(query(postgres, "messages", "shop-floor", "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolcanlogin")).toBe("messages");
    expect(query(postgres, "messages", "shop-floor", "SHOW max_connections")).toBe("17");
    expect(query(postgres, "messages", "shop-floor", "SHOW data_checksums")).toBe("on");
    expect(query(postgres, "messages", "shop-floor", "CREATE EXTENSION pg_trgm")).toBe("CREATE EXTENSION");
    expect(logInFromOutside(postgres, "messages", "s3cret 'x").status).toBe(0);
    expect(logInFromOutside(postgres, "messages", "wrong").stderr).toContain("password authentication failed");
  }, 120_000);

  it.each([
    ["no password", {}, "superuser password is not specified"],
    ["both forms of one", { POSTGRES_PASSWORD: "a", POSTGRES_PASSWORD_FILE: "/etc/hostname" }, "exclude each other"],
  ])("refuses to start with %s", async (_, env, message) => {
    const postgres = start(`refused-${message.split(" ")[0]}`, { env });

    expect(await postgres.exitCode()).toBe(1);
    expect(postgres.logs()).toContain(message);
    expect(postgres.logs()).not.toContain("initdb");
  }, 60_000);

  it("runs as 999 on a read-only root, stops in order, and keeps data and password of its first boot", async () => {
    const volume = sandbox.volume("data");
    const hardened = [
      ...["--user", "999:999", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
      ...["--tmpfs", "/tmp:uid=999,gid=999", "--tmpfs", "/var/run/postgresql:uid=999,gid=999"],
      ...["--volume", `${volume}:/var/lib/postgresql/data`],
    ];
    const first = start("first", { env: { POSTGRES_PASSWORD: "first" }, options: hardened });
    await ready(first, "postgres", "postgres");
    query(first, "postgres", "postgres", "CREATE TABLE kept AS SELECT 42 AS answer");

    first.stop();
    const second = start("second", { env: { POSTGRES_PASSWORD: "second" }, options: hardened });
    await ready(second, "postgres", "postgres");

    expect(first.inspect("{{.State.ExitCode}}")).toBe("0");
    expect(first.logs()).toContain("received fast shutdown request");
    expect(second.logs()).toContain("Skipping initialization");
    expect(second.logs()).not.toContain("not properly shut down");
    expect(query(second, "postgres", "postgres", "SELECT answer FROM kept")).toBe("42");
    expect(logInFromOutside(second, "postgres", "first").status).toBe(0);
    expect(logInFromOutside(second, "postgres", "second").status).not.toBe(0);
  }, 120_000);

  it("runs init scripts in order, and after a failing one starts half initialised", async () => {
    const scripts = sandbox.volumeWithFiles("scripts", image, {
      "10-sourced.sh": 'docker_process_sql <<<"CREATE TABLE sourced (by text)"',
      "20-plain.sql": "CREATE TABLE plain (); INSERT INTO sourced VALUES (current_user);",
      "25-note.txt": "not a script",
      "30-broken.sql": "SELECT nothing FROM nowhere; CREATE TABLE behind_the_error ();",
      "40-later.sql": "CREATE TABLE later ();",
    });
    const postgres = start("half", {
      env: { POSTGRES_PASSWORD: "x", POSTGRES_USER: "messages", POSTGRES_DB: "app" },
      options: ["--volume", `${scripts}:/docker-entrypoint-initdb.d:ro`, "--restart", "on-failure:5"],
    });
    await ready(postgres, "messages", "app");

    expect(postgres.inspect("{{.RestartCount}}")).toBe("1");
    expect(query(postgres, "messages", "app", TABLES)).toBe("plain sourced");
    expect(query(postgres, "messages", "app", "SELECT by FROM sourced")).toBe("messages");
  }, 120_000);

  it("reads compressed scripts", async () => {
    const scripts = sandbox.volume("compressed");
    const gzipped = gzipSync("CREATE TABLE unpacked ();").toString("base64");
    docker(["run", "--rm", "--network", "none", "--volume", `${scripts}:/files`, image, "sh", "-c", `echo ${gzipped} | base64 -d > /files/a.sql.gz`]);
    const postgres = start("gz", {
      env: { POSTGRES_HOST_AUTH_METHOD: "trust" },
      options: ["--volume", `${scripts}:/docker-entrypoint-initdb.d:ro`],
    });
    await ready(postgres, "postgres", "postgres");

    expect(query(postgres, "postgres", "postgres", TABLES)).toBe("unpacked");
  }, 120_000);

  it("runs any other command as it is", () => {
    const run = (...command: string[]) => tryDocker(["run", "--rm", "--network", "none", image, ...command]).stdout.trim();

    expect(run("sh", "-c", "id -u; ls /var/lib/postgresql/data")).toBe("0");
    expect(run("psql", "--version")).toMatch(/^psql \(PostgreSQL\) 15\./);
    expect(run("--version")).toMatch(/^postgres \(PostgreSQL\) 15\./);
  });
});

const TABLES = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'";

/** Over TCP: the temporary server of the first boot has a socket only. */
function ready(postgres: TestContainer, user: string, database: string): Promise<boolean> {
  return eventually(
    `${postgres.name} answers`,
    () => postgres.tryExec(["psql", "-h", "127.0.0.1", "-U", user, "-d", database, "-c", "SELECT 1"]).status === 0,
  );
}

function query(postgres: TestContainer, user: string, database: string, sql: string): string {
  return postgres.exec(["psql", "-U", user, "-d", database, "-XAtc", sql]);
}

/** By the container's own address, which is not loopback: the server asks for the password. */
function logInFromOutside(postgres: TestContainer, user: string, password: string): Outcome {
  return postgres.tryExec(["sh", "-c", 'psql -h "$(hostname -i)" -U "$0" -d template1 -c "SELECT 1"', user], {
    env: { PGPASSWORD: password },
  });
}
