import { BackupLab } from "./backup";
import type { TestContainer } from "./docker";
import { describeWithDocker, docker, eventually } from "./docker";

const POSTGRES = {
  id: "postgresql",
  kind: "postgres",
  host: "/sources/postgresql",
  port: 5432,
  user: "postgres",
  maintenance: "postgres",
  databases: ["caldav"],
  all: true,
};
const FILES = { id: "baikal", kind: "directory", path: "/sources/baikal", sqlite: ["db/db.sqlite"], exclude: [] };

describeWithDocker("a backup", () => {
  const lab = new BackupLab();
  let server: TestContainer;
  let socket: string;
  let files: string;

  const sql = (text: string, database = "caldav", at = server): string =>
    at.exec(["psql", "-U", "postgres", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", `dbname='${database}'`], { input: text });
  const mounts = (): string[] => [`${socket}:/sources/postgresql:ro`, `${files}:/sources/baikal:ro`];
  const writable = (): string[] => mounts().map((mount) => mount.replace(/:ro$/, ""));
  const sqlite = (statement: string, volume = files): string =>
    lab.inVolume(volume, `sqlite3 db/db.sqlite "${statement}"`);

  beforeAll(async () => {
    ({ container: server, socket } = await lab.server("server"));
    sql(`CREATE ROLE caldav LOGIN PASSWORD 'x'; CREATE ROLE reader; CREATE DATABASE caldav OWNER caldav; CREATE DATABASE "other = one"`, "postgres");
    sql(`ALTER DATABASE caldav SET search_path = sabre, public; REVOKE CONNECT ON DATABASE caldav FROM PUBLIC;
      SET ROLE caldav; CREATE SCHEMA sabre; CREATE TABLE sabre.events (id int PRIMARY KEY, data text);
      INSERT INTO sabre.events SELECT n, repeat('x', 100) FROM generate_series(1, 1000) n;
      GRANT SELECT ON sabre.events TO reader; RESET ROLE; CREATE EXTENSION pg_trgm; CREATE TABLE public."Odd ""name" (a int)`);
    files = lab.sandbox.volume("files");
    lab.inVolume(files, `mkdir -p db; sqlite3 db/db.sqlite "CREATE TABLE users (name text); INSERT INTO users VALUES ('anna')"
      echo one > one; ln -s one link; chmod 0640 one; chown -R 33:33 .; chown 1234:5678 one; chmod 0750 .`);
  }, 300_000);

  afterAll(() => lab.sandbox.remove());

  test("saves databases and files, and tells what it saved", () => {
    const backup = lab.backup([POSTGRES, FILES], mounts());

    const run = backup.tryExec(["run"]);

    expect(run.stdout).toMatch(/Saved and verified as snapshot [0-9a-f]{8}: 4 databases with 1001 rows, 1 directories\./);
    expect(run.status).toBe(0);
    const { state, details } = JSON.parse(backup.exec(["status"]));
    expect(state).toBe("ok");
    expect(details).toMatchObject({ databases: 4, rows: 1001, directories: 1, snapshots: 1 });
    expect(backup.exec(["status", "--metrics"])).toContain('scheduled_job_rows{job_name="b"} 1001');
    const listing = backup.exec(["restic-here", "ls", "latest"]);
    expect(listing).toContain("/staging/postgresql/globals.sql");
    expect(listing).toContain("/staging/baikal/db/db.sqlite");
    expect(listing).toContain("/sources/baikal/one");
    expect(listing).not.toContain("/sources/baikal/db/db.sqlite");
    expect(backup.exec(["find", "/staging"])).toBe("/staging");
  }, 120_000);

  test("shows no secret in its processes, its log or its environment", () => {
    const backup = lab.backup([FILES], mounts(), { repository: lab.sandbox.volume("r-secret"), password: "correct-horse" });

    const run = backup.tryExec(["run"]);

    expect(run.status).toBe(0);
    expect(run.stdout + backup.logs() + docker(["inspect", backup.name])).not.toContain("correct-horse");
  }, 60_000);

  test("brings everything back to a new server and a new volume, with owners, rights and settings", async () => {
    const { container: fresh, socket: freshSocket } = await lab.server("fresh");
    sql("CREATE ROLE caldav LOGIN PASSWORD 'y'; CREATE DATABASE caldav OWNER caldav", "postgres", fresh);
    const volume = lab.sandbox.volume("fresh-files");
    const targets = [`${freshSocket}:/sources/postgresql`, `${volume}:/sources/baikal`];

    const { status, stdout, stderr } = await lab.restore({}, [POSTGRES, FILES], targets);

    expect(stdout + stderr).toContain("Restored postgresql/caldav: 2 tables with 1000 rows");
    expect(status).toBe(0);
    expect(sql("SELECT count(*), max(length(data)) FROM events", "caldav", fresh)).toBe("1000|100");
    expect(sql("SELECT tableowner FROM pg_tables WHERE tablename = 'events'", "caldav", fresh)).toBe("caldav");
    expect(sql("SELECT has_table_privilege('reader', 'sabre.events', 'SELECT'), has_database_privilege('reader', 'caldav', 'CONNECT')", "caldav", fresh)).toBe("t|f");
    expect(sql("SELECT extname FROM pg_extension ORDER BY 1", "caldav", fresh)).toBe("pg_trgm\nplpgsql");
    expect(sql("SELECT datname FROM pg_database WHERE datname LIKE 'other%'", "postgres", fresh)).toBe("other = one");
    expect(sqlite("SELECT name FROM users", volume)).toBe("anna");
    expect(lab.inVolume(volume, "stat -c '%n %u:%g %a' . one db db/db.sqlite; readlink link; cat one")).toBe(
      [". 33:33 750", "one 1234:5678 640", "db 33:33 755", "db/db.sqlite 33:33 644", "one", "one"].join("\n"),
    );
    expect(sql("SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'caldav'", "postgres", fresh)).toBe("t");

    // What came back may be changed, and the same request does not bring it back again.
    sql("INSERT INTO events VALUES (5000, 'new')", "caldav", fresh);
    lab.inVolume(volume, "echo new > new");
    const again = await lab.restore({}, [POSTGRES, FILES], targets, { repository: lab.sandbox.volume("empty") });
    expect(again.stdout).toContain('Nothing to do: the request "first" was fulfilled before');
    expect(again.status).toBe(0);
    expect(sql("SELECT count(*) FROM events", "caldav", fresh)).toBe("1001");

    // Another request is refused where something is newer, and nothing is touched.
    const refused = await lab.restore({ request: "second" }, [POSTGRES, FILES], targets);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /^restore: Nothing was changed: the database caldav holds 2 tables with 1001 rows; .*baikal was changed at .*, and the snapshot [0-9a-f]{8} of .* would replace that\. If it shall: `overwrite: true`\.\n$/,
    );
    expect(sql("SELECT count(*) FROM events", "caldav", fresh)).toBe("1001");

    // Unless that is said; what was there is kept until the services are healthy.
    const forced = await lab.restore({ request: "second", overwrite: true }, [POSTGRES, FILES], targets);
    expect(forced.stderr).toBe("");
    expect(sql("SELECT count(*) FROM events", "caldav", fresh)).toBe("1000");
    expect(lab.inVolume(volume, "ls; cat .cdktf-groupware-restore/before/new")).toBe("db\nlink\none\nnew");
    const kept = "SELECT count(*) FROM pg_database WHERE datname LIKE 'cdktf_groupware_before_%'";
    expect(Number(sql(kept, "postgres", fresh))).toBeGreaterThan(0);
    await lab.restore({ request: "second", action: "forget" }, [POSTGRES, FILES], targets);
    expect(sql(kept, "postgres", fresh)).toBe("0");
    expect(lab.inVolume(volume, "ls -A .cdktf-groupware-restore")).toBe("state.json");
  }, 180_000);

  test("leaves alone what the snapshot does not have and the program does not declare", async () => {
    sql("CREATE DATABASE untouched", "postgres");
    sql("CREATE TABLE kept (a int)", "untouched");

    const { status, stderr } = await lab.restore({ request: "beside", overwrite: true }, [POSTGRES], writable());

    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(sql("SELECT count(*) FROM kept", "untouched")).toBe("0");
    sql("DROP DATABASE untouched", "postgres");
  }, 60_000);

  test("restores one database alone", async () => {
    sql("DELETE FROM sabre.events WHERE id > 10");
    sql("CREATE TABLE IF NOT EXISTS kept (a int)", "other = one");

    const { status, stderr } = await lab.restore({ request: "one", only: ["postgresql/caldav"], overwrite: true }, [POSTGRES, FILES], writable());

    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(sql("SELECT count(*) FROM sabre.events")).toBe("1000");
    expect(sql("SELECT count(*) FROM kept", "other = one")).toBe("0");
  }, 60_000);

  test("refuses snapshots that do not exist, belong to others, or lack something", async () => {
    const other = lab.backup([FILES], mounts(), { plan: { name: "other" } });
    other.exec(["run"]);
    const id = JSON.parse(other.exec(["status"])).details.snapshot;

    const said = async (order: object, sources: readonly object[] = [FILES]) =>
      (await lab.restore({ request: "r", overwrite: true, ...order }, sources, writable())).stderr;

    expect(await said({ snapshot: "0123abcd" })).toMatch(/There is no snapshot 0123abcd in \/repository\. The last of calendars: [0-9a-f]{8}/);
    expect(await said({ snapshot: id })).toContain(`The snapshot ${id} belongs to other, and this is calendars.`);
    expect(await said({ from: "nobody" })).toContain("holds no snapshot of nobody: it holds those of calendars, other");
    expect(await said({ snapshot: id, from: "other" }, [POSTGRES])).toContain("does not hold postgresql/caldav");
    expect(await said({ only: ["nothing"] })).toContain("There is no nothing to restore. Correct `only`: baikal.");
  }, 120_000);

  test("is consistent during 30 parallel writes", async () => {
    const repository = lab.sandbox.volume("r-parallel");
    const { container: busy, socket: busySocket } = await lab.server("busy");
    const volume = lab.sandbox.volume("busy-files");
    sql("CREATE DATABASE caldav", "postgres", busy);
    sql("CREATE TABLE a (n int); CREATE TABLE b (n int)", "caldav", busy);
    lab.inVolume(volume, "mkdir db; sqlite3 db/db.sqlite 'CREATE TABLE a (n int); CREATE TABLE b (n int)'");
    const targets = [`${busySocket}:/sources/postgresql`, `${volume}:/sources/baikal`];
    // Both rows of a pair, or none: whoever copies in between has one of them.
    const pair = "BEGIN; INSERT INTO a VALUES (1); SELECT pg_sleep(0.01); INSERT INTO b VALUES (1); COMMIT;";
    docker(["exec", "--detach", busy.name, "sh", "-c", `for i in $(seq 30); do (while [ ! -e /tmp/stop ]; do psql -U postgres -d caldav -qc '${pair}' >/dev/null; done) & done; wait`]);
    const writer = lab.sandbox.run("writer", {
      image: lab.image,
      options: ["--network", "none", "--volume", `${volume}:/volume`, "--entrypoint", "python3"],
      command: ["-c", `
import sqlite3, threading
def write():
    d = sqlite3.connect("/volume/db/db.sqlite", timeout=60, isolation_level=None)
    while True:
        d.execute("BEGIN IMMEDIATE"); d.execute("INSERT INTO a VALUES (1)"); d.execute("INSERT INTO b VALUES (1)"); d.execute("COMMIT")
for _ in range(30): threading.Thread(target=write).start()
`],
    });
    await eventually("writes", () => Number(sql("SELECT count(*) FROM b", "caldav", busy)) > 30);

    const backup = lab.backup([POSTGRES, FILES], targets, { repository });
    const run = backup.tryExec(["run"]);

    expect(run).toMatchObject({ status: 0 });
    docker(["kill", writer.name]);
    busy.exec(["touch", "/tmp/stop"]);
    await lab.restore({ overwrite: true }, [POSTGRES, FILES], targets, { repository });
    const [a, b] = sql("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)", "caldav", busy).split("|");
    expect(Number(a)).toBeGreaterThan(30);
    expect(a).toBe(b);
    expect(sqlite("SELECT (SELECT count(*) FROM a) = (SELECT count(*) FROM b), (SELECT count(*) > 0 FROM a)", volume)).toBe("1|1");
    expect(sqlite("PRAGMA integrity_check", volume)).toBe("ok");
  }, 180_000);

  describe("that fails", () => {
    test("with another password names it, and leaves the snapshots whole", () => {
      const run = lab.backup([FILES], mounts(), { password: "wrong" }).tryExec(["run"]);

      expect(run.stdout).toContain("The password is not that of the repository /repository: give the backup the `password`");
      expect(run.status).toBe(1);
      expect(lab.backup([FILES], mounts()).tryExec(["run"]).status).toBe(0);
    }, 60_000);

    test("on a full disk names it, leaves the snapshots whole, and recovers when there is room", () => {
      const repository = lab.sandbox.volume("r-full", ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=12m"]);
      const volume = lab.sandbox.volume("full-files");
      lab.inVolume(volume, "mkdir db; sqlite3 db/db.sqlite 'CREATE TABLE users (n int)'; head -c 1000000 /dev/urandom > small");
      const backup = lab.backup([FILES], [`${volume}:/sources/baikal:ro`], { repository });
      expect(backup.tryExec(["run"])).toMatchObject({ status: 0 });
      lab.inVolume(volume, "head -c 20000000 /dev/urandom > large");

      const full = backup.tryExec(["run"]);

      expect(full.stdout).toMatch(/The repository \/repository is full\. \d+ MiB of 12 MiB are free\./);
      expect(full.status).toBe(1);
      expect(JSON.parse(backup.tryExec(["status"]).stdout).text).toContain("The repository /repository is full.");
      expect(JSON.parse(backup.exec(["restic-here", "snapshots", "--json"]))).toHaveLength(1);
      lab.inVolume(volume, "rm large");
      expect(backup.tryExec(["run"])).toMatchObject({ status: 0 });
      expect(backup.tryExec(["restic-here", "check", "--read-data"])).toMatchObject({ status: 0 });
    }, 120_000);

    test("in the middle by a kill leaves the snapshots whole, and the next run recovers", async () => {
      const repository = lab.sandbox.volume("r-killed");
      const volume = lab.sandbox.volume("killed-files");
      lab.inVolume(volume, "mkdir db; sqlite3 db/db.sqlite 'CREATE TABLE users (n int)'");
      const backup = lab.backup([FILES], [`${volume}:/sources/baikal:ro`], { repository });
      backup.exec(["run"]);
      lab.inVolume(volume, "head -c 400000000 /dev/urandom > large");
      docker(["exec", "--detach", backup.name, "run"]);
      await eventually("a lock", () => backup.tryExec(["sh", "-c", "ls /repository/locks | grep ."]).status === 0);
      await eventually("data", () => backup.tryExec(["sh", "-c", "[ $(du -sm /repository/data | cut -f 1) -gt 20 ]"]).status === 0);
      docker(["kill", backup.name]);
      lab.inVolume(volume, "rm large");

      docker(["start", backup.name]);

      await eventually("the run that makes up for it", () => JSON.parse(backup.tryExec(["status"]).stdout || "{}").state === "ok");
      expect(JSON.parse(backup.exec(["restic-here", "snapshots", "--json"]))).toHaveLength(2);
      expect(backup.tryExec(["restic-here", "check", "--read-data"])).toMatchObject({ status: 0 });
    }, 180_000);

    test("because the repository has vanished says so, and makes no new one", () => {
      const repository = lab.sandbox.volume("r-gone");
      const backup = lab.backup([FILES], mounts(), { repository });
      backup.exec(["run"]);
      lab.inVolume(repository, "find . -mindepth 1 -delete");

      expect(backup.tryExec(["run"]).stdout).toContain("is gone: there was one before, and now there is none. Is the right disk mounted?");
      expect(lab.inVolume(repository, "ls -A")).toBe("");
    }, 60_000);

    test("for a database that is declared and not there names it", () => {
      const backup = lab.backup([{ ...POSTGRES, databases: ["caldav", "calendars"] }], mounts());

      expect(backup.tryExec(["run"]).stdout).toContain("The server has no database calendars, which the program declares.");
    }, 60_000);
  });

  describe("is drilled", () => {
    const question = (sql: string, answer: string) => ({ source: "postgresql", database: "caldav", sql, answer });

    test("by a restore here, and questions", async () => {
      lab.backup([POSTGRES, FILES], mounts()).exec(["run"]);

      const questions = [
        question("SELECT count(*) FROM sabre.events", "1000"),
        { source: "baikal", database: "db/db.sqlite", sql: "SELECT name FROM users", answer: "anna" },
      ];
      const { status, stdout, stderr } = await lab.drill([POSTGRES, FILES], { questions });

      expect(stdout + stderr).toMatch(/comes back: 1001 rows as they were, 2 right answers\./);
      expect(status).toBe(0);
    }, 120_000);

    test("and a wrong answer is told", async () => {
      const { status, stderr } = await lab.drill([POSTGRES, FILES], { questions: [question("SELECT 'two'", "three")] });

      expect(stderr).toBe("drill: postgresql/caldav answered 'two' to `SELECT 'two'`, and not 'three'.\n");
      expect(status).toBe(1);
    }, 60_000);

    test("and an old snapshot is told", async () => {
      const { stderr } = await lab.drill([POSTGRES, FILES], { maxSnapshotAgeSeconds: 0 });

      expect(stderr).toMatch(/^drill: The newest snapshot [0-9a-f]{8} is of .*: there should be a newer one\.\n$/);
    }, 60_000);

    test("and a damaged one is told", async () => {
      const repository = lab.sandbox.volume("r-damaged");
      lab.backup([POSTGRES, FILES], mounts(), { repository }).exec(["run"]);
      lab.inVolume(repository, "for f in $(find data -type f); do printf damage | dd of=$f bs=1 seek=100 conv=notrunc 2>/dev/null; done");

      const { status, stderr } = await lab.drill([POSTGRES, FILES], {}, { repository });

      expect(stderr).toContain("drill: The repository /repository is damaged");
      expect(status).toBe(1);
    }, 60_000);
  });
});
