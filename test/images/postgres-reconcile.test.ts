import { RECONCILE_SCRIPT } from "../../src/postgres/reconcile-script";
import { SUPERUSER_SCRIPT } from "../../src/postgres/superuser-script";
import { fixtureImage } from "../fixtures/images/build";
import type { Outcome, TestContainer } from "./docker";
import { Sandbox, describeWithDocker, eventually, tryDocker } from "./docker";

/** What a job is told; all that a test does not say is as the construct says it. */
interface Wanted {
  readonly database: string;
  readonly owner?: string;
  readonly password?: string;
  readonly superuserPassword?: string;
  readonly host?: string;
  readonly encoding?: string;
  readonly locale?: string;
  readonly takeOver?: boolean;
  readonly schemas?: string[];
  readonly extensions?: { name: string; schema?: string; preload?: string }[];
}

const UNCHANGED = "Nothing had to be changed.";
const OWNER_PASSWORD = "owner's \"secret\" $HOME \\ % 1";
const SUPERUSER_PASSWORD = "the superuser's own";

describeWithDocker("the reconcile job", () => {
  const sandbox = new Sandbox();
  let image: string;
  let network: string;
  let server: TestContainer;
  const delivered = new Map<string, string>();

  beforeAll(async () => {
    image = fixtureImage("postgres");
    network = sandbox.network("net");
    const secrets = sandbox.volumeWithFiles("secrets", image, { password: SUPERUSER_PASSWORD });
    server = sandbox.run("server", {
      image,
      env: { POSTGRES_PASSWORD_FILE: "/secrets/password", POSTGRES_USER: "chief", POSTGRES_DB: "postgres" },
      options: ["--network", network, "--network-alias", "db", "--volume", `${secrets}:/secrets:ro`],
      command: [
        "postgres",
        ...["-c", "log_statement=all", "-c", "log_min_duration_statement=0", "-c", "log_min_error_statement=error"],
        ...["-c", "shared_preload_libraries=pg_stat_statements"],
      ],
    });
    await eventually("the server answers", () => ask("postgres", "SELECT 1") === "1");
  }, 300_000);

  afterAll(() => sandbox.remove());

  /** Runs a script as the construct's jobs run: not as root, on a read-only root, with secrets in files alone. */
  function job(script: string, passwords: Record<string, string>, environment: Record<string, string>): Outcome {
    const secrets = deliver(passwords);
    const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    return tryDocker([
      ...["run", "--rm", "--network", network, "--user", "999:999", "--read-only", "--cap-drop", "ALL"],
      ...["--tmpfs", "/tmp", "--volume", `${secrets}:/passwords:ro`, ...variables],
      ...["--entrypoint", "/bin/sh", image, "-euc", script],
    ]);
  }

  /** A volume with the files; the same ones are delivered once. */
  function deliver(files: Record<string, string>): string {
    const key = JSON.stringify(files);
    const volume = delivered.get(key) ?? sandbox.volumeWithFiles(`job-${delivered.size}`, image, files);
    delivered.set(key, volume);
    return volume;
  }

  function reconcile(wanted: Wanted): Outcome {
    const { database, owner = database, password = OWNER_PASSWORD, host = "db" } = wanted;
    return job(
      RECONCILE_SCRIPT,
      { owner: password, superuser: wanted.superuserPassword ?? SUPERUSER_PASSWORD },
      {
        HOST: host,
        PORT: "5432",
        ADMIN_HOST: host,
        ADMIN_PASSWORD_FILE: "/passwords/superuser",
        SUPERUSER: "chief",
        MAINTENANCE: "postgres",
        DEADLINE: "3",
        DATABASE: database,
        OWNER: owner,
        PASSWORD_FILE: "/passwords/owner",
        ENCODING: wanted.encoding ?? "UTF8",
        LOCALE: wanted.locale ?? "",
        CREATE_DATABASES: "false",
        CONNECTION_LIMIT: "-1",
        TAKE_OVER: String(wanted.takeOver ?? true),
        SCHEMAS: JSON.stringify(wanted.schemas ?? []),
        EXTENSIONS: JSON.stringify(wanted.extensions ?? []),
      },
    );
  }

  function ask(database: string, sql: string): string {
    const { stdout, stderr } = server.tryExec(["psql", "-U", "chief", "-XAtc", sql], { env: { PGDATABASE: database } });
    return (stdout + stderr).trim();
  }

  /** By the server's own address, where it asks for the password. */
  function logIn(role: string, database: string, password: string): Outcome {
    return server.tryExec(["sh", "-c", 'psql -h "$(hostname -i)" -XAtc "SELECT current_user"'], {
      env: { PGUSER: role, PGDATABASE: database, PGPASSWORD: password },
    });
  }

  it("makes a database, and then has nothing more to do", () => {
    const wanted: Wanted = {
      database: "caldav",
      schemas: ["sabre"],
      extensions: [{ name: "pg_trgm" }, { name: "unaccent", schema: "sabre" }, { name: "earthdistance" }],
    };

    const first = reconcile(wanted);
    const second = reconcile(wanted);

    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /Database caldav of caldav: encoding UTF8, en_US\.utf8; extensions: cube .*, earthdistance .*, pg_trgm .*, plpgsql .*, unaccent .*\.\n$/,
    );
    expect(second.stdout.split("\n")[0]).toBe(UNCHANGED);
    expect(logIn("caldav", "caldav", OWNER_PASSWORD).stdout).toBe("caldav\n");
    expect(ask("caldav", "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'sabre'")).toBe("caldav");
    expect(ask("caldav", "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'unaccent'")).toBe("sabre");
    expect(ask("postgres", "SELECT has_database_privilege('caldav', 'postgres', 'CONNECT')")).toBe("t");
  }, 60_000);

  it("keeps other roles out", () => {
    reconcile({ database: "mine" });
    reconcile({ database: "theirs" });

    expect(logIn("mine", "theirs", OWNER_PASSWORD).stderr).toContain("does not have CONNECT privilege");
  }, 60_000);

  it("adds what is wanted later, and moves and updates extensions", () => {
    reconcile({ database: "later" });
    ask("later", "CREATE EXTENSION pg_trgm VERSION '1.3'");

    const outcome = reconcile({
      database: "later",
      schemas: ["apart"],
      extensions: [{ name: "pg_trgm", schema: "apart" }, { name: "hstore" }],
    });

    expect(outcome).toMatchObject({ status: 0 });
    expect(outcome.stdout.trim().split("\n").slice(0, -1)).toEqual([
      "CREATE SCHEMA",
      "CREATE EXTENSION",
      "ALTER EXTENSION",
      "ALTER EXTENSION pg_trgm UPDATE",
    ]);
    expect(ask("later", "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'")).toBe("apart");
  }, 60_000);

  it("changes the password, and back", () => {
    reconcile({ database: "rotated", password: "first" });

    const outcome = reconcile({ database: "rotated", password: "second" });

    expect(outcome.stdout.split("\n")[0]).toBe("ALTER ROLE … PASSWORD");
    expect(logIn("rotated", "rotated", "second").status).toBe(0);
    expect(logIn("rotated", "rotated", "first").status).not.toBe(0);
    expect(ask("postgres", "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'rotated'")).toBe("t");
  }, 60_000);

  it.each([`we"ird'`, "db=x dbname=postgres", "postgresql://x", "$(id) `id` ; DROP", "Ünï %s :'owner'", "-c", "a\\b"])(
    "takes any name: %s",
    (name) => {
      const wanted: Wanted = { database: name, owner: `${name} owner`, schemas: [`${name} schema`] };

      const first = reconcile(wanted);
      const second = reconcile(wanted);

      expect(first).toMatchObject({ status: 0, stderr: "" });
      expect(second.stdout.split("\n")[0]).toBe(UNCHANGED);
      expect(logIn(`${name} owner`, name, OWNER_PASSWORD).stdout).toBe(`${name} owner\n`);
    },
    60_000,
  );

  it("hands a database over with all that its owner made, and nothing else", () => {
    reconcile({ database: "moved", owner: "former" });
    server.exec(["psql", "-U", "chief", "-d", "moved", "-Xqc", "SET ROLE former", "-c", OBJECTS]);
    ask("postgres", "CREATE DATABASE unrelated OWNER former");

    const outcome = reconcile({ database: "moved", owner: "latter" });
    const again = reconcile({ database: "moved", owner: "latter" });

    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(again.stdout.split("\n")[0]).toBe(UNCHANGED);
    expect(ask("moved", REMAINING)).toBe("");
    expect(ask("moved", "SET ROLE latter; INSERT INTO kept DEFAULT VALUES; SELECT count(*) FROM kept_view")).toMatch(/1$/);
    expect(ask("postgres", "SELECT datdba::regrole FROM pg_database WHERE datname = 'unrelated'")).toBe("former");
  }, 60_000);

  it("hands over what a superuser made by hand", () => {
    ask("postgres", "CREATE DATABASE by_hand");
    ask("by_hand", OBJECTS);

    const outcome = reconcile({ database: "by_hand" });

    expect(outcome).toMatchObject({ status: 0 });
    expect(ask("by_hand", "SET ROLE by_hand; INSERT INTO kept DEFAULT VALUES; SELECT count(*) FROM kept_view")).toMatch(/1$/);
  }, 60_000);

  it("reports encoding and locale, which it cannot change", () => {
    ask("postgres", "CREATE DATABASE old_fashioned TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");

    const outcome = reconcile({ database: "old_fashioned", locale: "en_US.utf8" });

    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toBe(
      [
        "The database old_fashioned has the encoding LATIN1, not UTF8, which cannot be changed. Set `encoding` to what it has, or move its content into a new database by pg_dump.",
        "The database old_fashioned has the locale C (collation) and C (character types), not en_US.utf8, which cannot be changed. Set `locale` to what it has, or move its content into a new database by pg_dump.",
        "",
      ].join("\n"),
    );
    expect(ask("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = 'old_fashioned'")).toBe("0");
  }, 60_000);

  it("makes a database with an encoding and a locale of its own", () => {
    const wanted: Wanted = { database: "byte_order", encoding: "SQL_ASCII", locale: "C" };

    expect(reconcile(wanted).stdout).toContain("Database byte_order of byte_order: encoding SQL_ASCII, C;");
    expect(reconcile(wanted).stdout).toContain(UNCHANGED);
  }, 60_000);

  it("names an extension that the server does not have, and one that it does not load", () => {
    const absent = reconcile({ database: "extended", extensions: [{ name: "vector" }] });
    const loaded = reconcile({
      database: "extended",
      extensions: [{ name: "pg_stat_statements", preload: "pg_stat_statements" }],
    });
    const notLoaded = reconcile({ database: "extended", extensions: [{ name: "lo", preload: "pg_cron" }] });

    expect(absent).toMatchObject({
      status: 1,
      stdout:
        "The server has no extension vector: its image does not carry it. Give the server an image that does (docs/postgres.md names them).\n",
    });
    expect(loaded.status).toBe(0);
    expect(notLoaded.stdout).toContain(
      "The extension lo works only where the server loads pg_cron at its start, and it loads: pg_stat_statements.",
    );
  }, 60_000);

  it("touches neither a role nor a database of others", () => {
    ask("postgres", "CREATE ROLE theirs_alone LOGIN CREATEROLE PASSWORD 'theirs'");
    ask("postgres", "CREATE DATABASE of_others OWNER theirs_alone");

    const role = reconcile({ database: "new", owner: "theirs_alone", takeOver: false });
    const database = reconcile({ database: "of_others", owner: "new", takeOver: false });
    const superuser = reconcile({ database: "new", owner: "chief", takeOver: true });
    const known = reconcile({ database: "new", owner: "theirs_alone", password: "theirs", takeOver: false });

    expect(role).toMatchObject({ status: 1 });
    expect(role.stdout).toContain("The role theirs_alone exists on db, and it was not made by this program.");
    expect(database.stdout).toContain("The database of_others exists and belongs to the role theirs_alone, not to new.");
    expect(superuser.stdout).toContain("The role chief is the superuser as which this job works");
    expect(known).toMatchObject({ status: 0 });
    expect(ask("postgres", "SELECT rolcreaterole FROM pg_roles WHERE rolname = 'theirs_alone'")).toBe("t");
    expect(logIn("chief", "postgres", SUPERUSER_PASSWORD).status).toBe(0);
  }, 60_000);

  it("takes away what the owner of a database must not have", () => {
    reconcile({ database: "modest" });
    ask("postgres", "ALTER ROLE modest SUPERUSER; GRANT CONNECT ON DATABASE modest TO PUBLIC");

    const outcome = reconcile({ database: "modest" });

    expect(outcome.stdout.split("\n").slice(0, 2)).toEqual(["ALTER ROLE", "REVOKE"]);
    expect(ask("postgres", "SELECT rolsuper FROM pg_roles WHERE rolname = 'modest'")).toBe("f");
  }, 60_000);

  it("is not led astray by what an owner puts into the schema public", () => {
    reconcile({ database: "trap" });
    ask("trap", "SET ROLE trap; CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE sql AS $$ SELECT 'ALTER ROLE trap SUPERUSER' $$");

    reconcile({ database: "trap", schemas: ["sprung"], extensions: [{ name: "hstore" }] });

    expect(ask("postgres", "SELECT rolsuper FROM pg_roles WHERE rolname = 'trap'")).toBe("f");
  }, 60_000);

  it("says that the superuser's password is wrong, and at once", () => {
    const outcome = reconcile({ database: "caldav", superuserPassword: "wrong" });

    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain("The superuser chief cannot log in to db:5432. Is it the right name and password?");
    expect(outcome.stdout).toContain("password authentication failed");
  }, 60_000);

  it("says for what it waited", () => {
    const outcome = reconcile({ database: "caldav", host: "nowhere.invalid" });

    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain("Waited 3 seconds for PostgreSQL on nowhere.invalid:5432. Its last answer:");
  }, 60_000);

  it("waits for another one", async () => {
    const wanted: Wanted = { database: "contended", schemas: ["s"], extensions: [{ name: "citext" }] };
    reconcile({ database: "contended" });
    const holder = sandbox.run("holder", {
      image,
      env: { PGPASSWORD: SUPERUSER_PASSWORD },
      options: ["--network", network],
      command: ["psql", "-h", "db", "-U", "chief", "-d", "contended", "-Xc", "SELECT pg_advisory_lock(7305528340), pg_sleep(3)"],
    });
    await eventually("the lock is held", () => ask("contended", "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'") === "1");

    const outcome = reconcile(wanted);

    expect(outcome).toMatchObject({ status: 0 });
    expect(holder.inspect("{{.State.Status}}")).toBe("exited");
  }, 60_000);

  it("gives the superuser a password by the socket, whatever it was", () => {
    const superuser = (password: string): Outcome =>
      server.tryExec(["sh", "-euc", `printf %s "$PASSWORD" > /tmp/password\n${SUPERUSER_SCRIPT}`], {
        env: {
          ...{ HOST: server.inspect("{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"), PORT: "5432" },
          ...{ ADMIN_HOST: "/var/run/postgresql", SUPERUSER: "chief", MAINTENANCE: "postgres" },
          ...{ PASSWORD: password, PASSWORD_FILE: "/tmp/password" },
        },
      });

    expect(superuser("next one").stdout).toBe("The superuser chief has a new password.\n");
    expect(superuser("next one").stdout).toBe("The superuser chief has the password already.\n");
    expect(logIn("chief", "postgres", "next one").status).toBe(0);
    expect(superuser(SUPERUSER_PASSWORD).status).toBe(0);
  }, 60_000);

  it("never shows a password to the server's log, which was told to log everything", () => {
    const log = server.logs();

    expect(log).toContain("SELECT rolpassword LIKE");
    for (const trace of ["owner's", "superuser's own", "SCRAM-SHA-256$4096", "next one"]) expect(log).not.toContain(trace);
    expect(log).not.toMatch(/ALTER (ROLE|USER) .*PASSWORD/);
  });
});

const REMAINING = `
  SELECT string_agg(deptype::text || ' ' || pg_describe_object(classid, objid, objsubid), ', ') FROM pg_shdepend
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND refobjid = 'former'::regrole`;

const OBJECTS = `
  CREATE TABLE kept (id serial PRIMARY KEY, at timestamptz GENERATED ALWAYS AS ('2026-01-01Z') STORED, n int GENERATED BY DEFAULT AS IDENTITY);
  CREATE VIEW kept_view AS SELECT * FROM kept;
  CREATE MATERIALIZED VIEW kept_numbers AS SELECT id FROM kept;
  CREATE SEQUENCE free_sequence;
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TYPE pair AS (a int, b int);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  CREATE SCHEMA "in side" CREATE TABLE "in side"."ta ble" (m mood);
  CREATE FUNCTION "in side".double(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1';
  CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
  CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
  CREATE COLLATION bytewise (LOCALE = 'C');
  CREATE STATISTICS on_kept (dependencies) ON id, n FROM kept;
  SELECT lo_create(4711000);
`;
