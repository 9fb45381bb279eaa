import type { IPostgresDatabase, IServiceNetwork } from "cdktf-groupware";
import { BaikalDatabase, Secret } from "cdktf-groupware";
import { baikalImage } from "../fixtures/images/baikal";
import { fixtureImage } from "../fixtures/images/build";
import type { BaikalOptions, Installation } from "./baikal";
import { BaikalLab, DATABASE_PASSWORD, as, ask, health, healthy, user } from "./baikal";
import { describeWithDocker, eventually, tryDocker } from "./docker";
import type { TestContainer } from "./docker";

jest.setTimeout(120_000);

const ANNA = "anna@example.org";
const password = Secret.fromVariable("password");
const network = { networkNode: {} } as IServiceNetwork;

const postgres = BaikalDatabase.postgres({
  ...{ hostName: "postgres", port: 5433, databaseName: "dav", ownerName: "dav", ownerPassword: password, network, databaseNode: {} },
} as unknown as IPostgresDatabase);
const mysql = BaikalDatabase.mysql({ host: "mysql", port: 3307, name: "dav", user: "dav", password, network });

const SERVERS = {
  postgres: {
    database: postgres,
    environment: { POSTGRES_DB: "dav", POSTGRES_USER: "dav", POSTGRES_PASSWORD: DATABASE_PASSWORD },
    command: ["-p", "5433"],
    client: (sql: string) => ["psql", "-h", "127.0.0.1", "-p", "5433", "-U", "dav", "-XAtc", sql],
    address: "pgsql_host: 'postgres;port=5433'",
  },
  mysql: {
    database: mysql,
    environment: { MARIADB_DATABASE: "dav", MARIADB_USER: "dav", MARIADB_PASSWORD: DATABASE_PASSWORD },
    command: ["--port=3307"],
    client: (sql: string) => ["mariadb", "-h", "127.0.0.1", "-P", "3307", "-u", "dav", `-p${DATABASE_PASSWORD}`, "--default-character-set=utf8mb4",
      "-N", "dav", "-e", sql],
    address: "mysql_host: 'mysql;port=3307'",
  },
};

describeWithDocker("Baikal with a server of databases", () => {
  let lab: BaikalLab;

  beforeAll(() => {
    lab = new BaikalLab(baikalImage());
  }, 600_000);

  afterAll(() => lab?.sandbox.remove());

  describe.each(["postgres", "mysql"] as const)("%s", (kind) => {
    const { database, environment, command, client, address } = SERVERS[kind];
    const declared: BaikalOptions = { database, users: [user(ANNA), user("bob@example.org", { displayName: "Bób ✓" })] };
    let server: TestContainer;
    let installation: Installation;
    let web: TestContainer;

    const sql = (statement: string) => server.exec(client(statement));

    beforeAll(async () => {
      installation = lab.installation(`with-${kind}`);
      server = lab.sandbox.run(kind, {
        image: fixtureImage(kind === "mysql" ? "mariadb" : "postgres"),
        env: environment,
        command,
        options: ["--network", lab.network, "--network-alias", kind],
      });
      // It waits for the server, which has not started yet.
      installation.mustSetUp(declared);
      web = installation.run(declared);
      await healthy(web);
    }, 600_000);

    test("serves what it made there", () => {
      const url = `http://127.0.0.1:8080/dav.php/calendars/${ANNA}/`;

      expect(ask(web, url, "-X", "PROPFIND", "-H", "Depth: 1", ...as(ANNA))).toMatchObject({
        status: 207,
        body: expect.stringContaining("/default/"),
      });
      expect(sql("SELECT displayname FROM principals WHERE uri = 'principals/bob@example.org'")).toBe("Bób ✓");
    });

    test("names the port in the way that works", () => {
      expect(installation.tamper("cat config/baikal.yaml")).toContain(address);
    });

    test("changes nothing when it runs again", () => {
      const before = installation.bytes();

      expect(installation.mustSetUp(declared)).toBe("baikal: everything is as declared\n");
      expect(installation.bytes()).toBe(before);
    });

    test("adds, changes and removes users", () => {
      installation.mustSetUp({ ...declared, users: [user(ANNA, { displayName: "Anna" }), user("carl")], removedUsers: ["bob@example.org"] });

      expect(sql("SELECT username FROM users ORDER BY id").split("\n")).toEqual([ANNA, "carl"]);
      expect(sql("SELECT displayname FROM principals ORDER BY id").split("\n")).toEqual(["Anna", "carl"]);
      expect(sql("SELECT count(*) FROM calendars")).toBe("2");
      installation.mustSetUp(declared);
    });

    test("leaves everything as it was when a step fails", () => {
      const before = sql("SELECT * FROM users ORDER BY id");
      const bytes = installation.bytes();
      sql("ALTER TABLE principals RENAME TO elsewhere");

      const { status, stdout } = installation.setUp({ ...declared, users: [user(ANNA), user("carl")] });

      sql("ALTER TABLE elsewhere RENAME TO principals");
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(sql("SELECT * FROM users ORDER BY id")).toBe(before);
      expect(installation.bytes()).toBe(bytes);
    });

    test("makes tables again where making them was interrupted, and nothing was in them", () => {
      const another = lab.installation(`interrupted-${kind}`);
      sql(kind === "mysql" ? "DROP DATABASE dav; CREATE DATABASE dav" : "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      sql("CREATE TABLE users (id integer)");

      another.mustSetUp(declared);

      expect(sql("SELECT count(*) FROM users")).toBe("2");
      another.mustSetUp(declared);
    });

    test("says when the password is wrong, or the server is away", async () => {
      const refused = installation.setUp({ ...declared, declare: (json) => json.replace("secrets/database-password", "secrets/user-0") });
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/^baikal: database: no connection to the .* database "dav" on .*(authentication failed|Access denied)/);

      tryDocker(["stop", "--time", "20", server.name]);
      await eventually("it is unhealthy", () => health(web).stdout.includes("200 OK and not 401: No connection to the"));
      tryDocker(["start", server.name]);
      await healthy(web);
    });
  });
});
