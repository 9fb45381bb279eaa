import { createHash } from "node:crypto";
import { baikalImage } from "../fixtures/images/baikal";
import type { BaikalOptions, Installation } from "./baikal";
import { ADMIN_PASSWORD, BaikalLab, PASSWORD, as, ask, healthy, user } from "./baikal";
import { describeWithDocker, eventually, tryDocker } from "./docker";
import type { TestContainer } from "./docker";

jest.setTimeout(120_000);

const ANNA = "anna@example.org";
const BOB = "bob@example.org";
const DAV = "http://127.0.0.1:8080/dav.php";

describeWithDocker("the setup of Baikal", () => {
  let lab: BaikalLab;

  beforeAll(() => {
    lab = new BaikalLab(baikalImage());
  }, 600_000);

  afterAll(() => lab?.sandbox.remove());

  /** What a query finds in the database of SQLite, a row a line. */
  function sql(installation: Installation, statement: string): string {
    return installation.tamper(`SQL=${shellQuoted(statement)} php -r '
      $rows = (new PDO("sqlite:Specific/db/db.sqlite"))->query(getenv("SQL"))->fetchAll(PDO::FETCH_NUM);
      echo implode("\\n", array_map(fn ($row) => implode("|", $row), $rows));
    '`);
  }

  function settings(installation: Installation): string {
    return installation.tamper("cat config/baikal.yaml");
  }

  /** The status of a login; 207 is a good one. */
  function login(server: TestContainer, name: string, password = PASSWORD): number {
    return ask(server, `${DAV}/calendars/${name}/`, "-X", "PROPFIND", "-H", "Depth: 0", ...as(name, password)).status;
  }

  function adminLogin(server: TestContainer, password: string): string {
    return ask(server, "http://127.0.0.1:8080/admin/", "--data-urlencode", `password=${password}`, "-d", "login=admin").body;
  }

  describe("on empty volumes", () => {
    let installation: Installation;
    let server: TestContainer;
    let said: string;
    const declared: BaikalOptions = {
      users: [
        user(ANNA, { displayName: "Anna", calendars: [{}, { uri: "team", displayName: "Team's", color: "#aa0000", description: "us" }] }),
        user(BOB, { addressBooks: [], email: "bob@example.net" }),
      ],
    };

    beforeAll(async () => {
      installation = lab.installation("first");
      said = installation.mustSetUp(declared);
      server = installation.run(declared);
      await healthy(server);
    });

    test("says what it did, and no password", () => {
      expect(said).toContain("baikal: user anna@example.org: made\nbaikal: user anna@example.org: calendar default: made\n");
      expect(said).not.toContain(PASSWORD);
    });

    test("makes users who can log in", () => {
      expect(login(server, ANNA)).toBe(207);
      expect(login(server, BOB)).toBe(207);
      expect(login(server, ANNA, "wrong")).toBe(401);
    });

    test("makes the calendars and address books that are declared", () => {
      const properties = "SELECT principaluri, uri, displayname, calendarcolor, description, access, components FROM calendarinstances i JOIN calendars c ON c.id = i.calendarid ORDER BY i.id";

      expect(sql(installation, properties).split("\n")).toEqual([
        `principals/${ANNA}|default|Default calendar|||1|VEVENT,VTODO`,
        `principals/${ANNA}|team|Team's|#aa0000|us|1|VEVENT,VTODO`,
        `principals/${BOB}|default|Default calendar|||1|VEVENT,VTODO`,
      ]);
      expect(sql(installation, "SELECT principaluri, uri FROM addressbooks")).toBe(`principals/${ANNA}|default`);
      expect(sql(installation, "SELECT uri, email, displayname FROM principals WHERE uri LIKE '%bob%'")).toBe(
        `principals/${BOB}|bob@example.net|${BOB}`,
      );
    });

    test("makes an administrator who can log in", () => {
      expect(adminLogin(server, ADMIN_PASSWORD)).toBe("logged in");
      expect(adminLogin(server, "wrong")).not.toContain("logged in");
    });

    test("closes the wizard", () => {
      expect(installation.tamper("ls Specific/INSTALL_DISABLED")).toBe("Specific/INSTALL_DISABLED");
      expect(ask(server, "http://127.0.0.1:8080/admin/install/").status).toBe(403);
    });

    test("leaves what holds secrets to nobody else", () => {
      expect(installation.tamper("stat -c '%u:%g %a %n' config/baikal.yaml Specific/cdktf-groupware.json Specific/db/db.sqlite")).toBe(
        "33:33 600 config/baikal.yaml\n33:33 600 Specific/cdktf-groupware.json\n33:33 640 Specific/db/db.sqlite",
      );
      expect(installation.tamper("cat Specific/cdktf-groupware.json")).not.toContain(PASSWORD);
    });

    test("touches no byte when it runs again", () => {
      const before = installation.bytes();

      expect(installation.mustSetUp(declared)).toBe("baikal: everything is as declared\n");
      expect(installation.bytes()).toBe(before);
    });
  });

  describe("on data in use", () => {
    let count = 0;
    let installation: Installation;
    const anna = { users: [user(ANNA, { displayName: "Anna" })] };

    beforeEach(() => {
      installation = lab.installation(`use-${++count}`);
      installation.mustSetUp(anna);
    });

    test("adds who is declared later, and keeps who is no longer", async () => {
      installation.mustSetUp({ users: [user(BOB)] });
      const server = installation.run();
      await healthy(server);

      expect([login(server, ANNA), login(server, BOB)]).toEqual([207, 207]);
    });

    test("removes somebody only when told so, with all that is theirs", () => {
      sql(installation, "INSERT INTO calendarobjects (calendarid, uri, calendardata) VALUES (1, 'a.ics', 'x')");
      sql(installation, "INSERT INTO cards (addressbookid, uri, carddata) VALUES (1, 'a.vcf', 'x')");

      expect(installation.mustSetUp({ users: [user(BOB)], removedUsers: [ANNA] })).toContain(
        "user anna@example.org: removed with all calendars and address books",
      );
      const counted = ["users", "principals", "calendars", "calendarinstances", "calendarobjects", "addressbooks", "cards"];
      expect(counted.map((table) => `${table} ${sql(installation, `SELECT count(*) FROM ${table}`)}`)).toEqual([
        ...["users 1", "principals 1", "calendars 1", "calendarinstances 1", "calendarobjects 0", "addressbooks 1", "cards 0"],
      ]);
      expect(installation.mustSetUp({ users: [user(BOB)], removedUsers: [ANNA] })).toContain("everything is as declared");
    });

    test("leaves a password that was changed meanwhile, until its declaration changes", async () => {
      const server = installation.run();
      await healthy(server);
      sql(installation, `UPDATE users SET digesta1 = '${md5(`${ANNA}:BaikalDAV:her own`)}'`);

      installation.mustSetUp(anna);
      expect(login(server, ANNA, "her own")).toBe(207);

      installation.mustSetUp({ ...anna, passwords: { [ANNA]: "rotated" } });
      expect([login(server, ANNA, "her own"), login(server, ANNA, "rotated")]).toEqual([401, 207]);
    });

    test("does the same with the administrator's", async () => {
      const server = installation.run();
      await healthy(server);
      asAdminInterface(installation, "admin_passwordhash", sha256("admin:BaikalDAV:own"));

      installation.mustSetUp(anna);
      expect(adminLogin(server, "own")).toBe("logged in");

      installation.mustSetUp({ ...anna, passwords: { admin: "rotated" } });
      expect(adminLogin(server, "own")).not.toContain("logged in");
      expect(adminLogin(server, "rotated")).toBe("logged in");
    });

    test("leaves names, colours and settings that were changed meanwhile", () => {
      sql(installation, "UPDATE calendarinstances SET displayname = 'mine', calendarcolor = '#00ff00'");
      sql(installation, "UPDATE principals SET displayname = 'Anna B.'");
      asAdminInterface(installation, "timezone", "America/New_York");
      const before = installation.bytes();

      expect(installation.mustSetUp(anna)).toContain("everything is as declared");
      expect(installation.bytes()).toBe(before);
    });

    test("writes one setting whose declaration changed, and leaves the others", () => {
      asAdminInterface(installation, "timezone", "America/New_York");

      installation.mustSetUp({ ...anna, calendars: false });

      expect(settings(installation)).toContain("cal_enabled: false");
      expect(settings(installation)).toContain("timezone: America/New_York");
    });

    test("describes anew what is declared anew", () => {
      installation.mustSetUp({ users: [user(ANNA, { displayName: "Anna", calendars: [{ displayName: "Work" }] })] });

      expect(sql(installation, "SELECT displayname FROM calendarinstances")).toBe("Work");
    });

    test("does not bring back who was removed in the admin interface", () => {
      sql(installation, "DELETE FROM users");

      expect(installation.mustSetUp(anna)).toContain(
        "user anna@example.org: left out, because somebody removed it; a new password makes it again",
      );
      expect(sql(installation, "SELECT count(*) FROM users")).toBe("0");

      installation.mustSetUp({ ...anna, passwords: { [ANNA]: "new" } });
      expect(sql(installation, "SELECT count(*) FROM users")).toBe("1");
    });

    test("does not bring back a calendar that its owner removed", () => {
      sql(installation, "DELETE FROM calendarinstances");

      expect(installation.mustSetUp(anna)).toContain("calendar default: left out, because somebody removed it");
      expect(sql(installation, "SELECT count(*) FROM calendarinstances")).toBe("0");
    });

    test("sets right a type that became wrong", () => {
      installation.tamper("sed -i \"s/card_enabled: true/card_enabled: 'true'/\" config/baikal.yaml");

      installation.mustSetUp(anna);

      expect(settings(installation)).toContain("card_enabled: true");
    });

    test.each<[string, BaikalOptions, string, string]>([
      [
        "another realm",
        { realm: "Other" },
        "true",
        'baikal: realm: the data on these volumes has the realm "BaikalDAV", and "Other" is declared. No password would be right any more, and nothing was written: declare `realm: "BaikalDAV"`\n',
      ],
      [
        "data of a later release",
        {},
        "sed -i s/0.12.1/9.9.9/ config/baikal.yaml",
        "baikal: the data on these volumes is of Baikal 9.9.9, and this image is 0.12.1, which is older: declare the image of 9.9.9, or restore a backup from before that upgrade. Nothing was written\n",
      ],
      [
        "a database that is gone",
        {},
        "rm Specific/db/db.sqlite",
        "baikal: database: the SQLite file /var/www/baikal/Specific/db/db.sqlite is gone, though config/baikal.yaml is of an installation that was in use. Restore it; to start anew, remove config/baikal.yaml. Nothing was written\n",
      ],
      [
        "a database without tables",
        {},
        ": > Specific/db/db.sqlite",
        "baikal: database: config/baikal.yaml is of an installation that was in use, but the SQLite file /var/www/baikal/Specific/db/db.sqlite is empty. Restore it, or declare the `database` that has the data; to start anew, remove config/baikal.yaml. Nothing was written\n",
      ],
      [
        "a damaged configuration",
        {},
        "echo '{' > config/baikal.yaml",
        "baikal: /var/www/baikal/config/baikal.yaml is no YAML: ",
      ],
      [
        "a database that is none",
        {},
        "echo rubbish > Specific/db/db.sqlite",
        "baikal: database: the SQLite file /var/www/baikal/Specific/db/db.sqlite cannot be opened: SQLSTATE[HY000]: General error: 26 file is not a database. It and its directory must belong to user 33\n",
      ],
    ])("refuses %s, and writes nothing", (_case, declared, command, message) => {
      installation.tamper(command);
      const before = installation.bytes();

      const { status, stdout, stderr } = installation.setUp({ users: [user(ANNA), user(BOB)], ...declared });

      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr.startsWith(message)).toBe(true);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(installation.bytes()).toBe(before);
    });

    test.each<[string, (json: string) => string, string]>([
      ["a name with a colon", (json) => json.replace(`"name": "${ANNA}"`, '"name": "an:na"'), "a name may not have / : or a control character"],
      ["a time zone that is none", (json) => json.replace("Etc/UTC", "Mars/Base"), 'timezone: "Mars/Base" is none that PHP knows'],
      ["a switch that is text", (json) => json.replace('"calEnabled": true', '"calEnabled": "true"'), "system.calEnabled must be true or false"],
      ["a file with a password that is missing", (json) => json.replace("secrets/user-0", "secrets/none"), "password: the file /etc/baikal-setup/secrets/none is missing"],
      ["another generation of the library", (json) => json.replace('"schemaVersion": 1', '"schemaVersion": 2'), "schemaVersion 2, expected 1"],
    ])("refuses %s", (_case, declare, message) => {
      const before = installation.bytes();

      const { status, stderr } = installation.setUp({ ...anna, declare });

      expect(status).toBe(1);
      expect(stderr).toContain(message);
      expect(installation.bytes()).toBe(before);
    });

    test("heals when the last step never happened", () => {
      installation.tamper("rm config/baikal.yaml Specific/cdktf-groupware.json Specific/INSTALL_DISABLED");

      installation.mustSetUp(anna);

      expect(installation.tamper("ls config/baikal.yaml Specific/INSTALL_DISABLED").trim().split("\n")).toHaveLength(2);
      expect(sql(installation, "SELECT count(*) FROM users")).toBe("1");
      expect(sql(installation, "SELECT count(*) FROM calendars")).toBe("1");
    });
  });

  test("names the cause when it cannot write", () => {
    const readOnly = lab.installation("read-only");

    const { status, stderr } = readOnly.setUp({}, { mode: "ro" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        "baikal: /var/www/baikal/config cannot be written by user 33:33: Read-only file system. Baikal needs to write there: mount it read-write, and give it to that user\n",
    });

    readOnly.tamper("chown 0:0 Specific");
    expect(readOnly.setUp().stderr).toContain("/var/www/baikal/Specific cannot be written by user 33:33: Permission denied.");

    readOnly.tamper("chown 33:33 Specific");
    expect(readOnly.setUp().status).toBe(0);
  });

  test("heals after it was killed, wherever that was", async () => {
    const installation = lab.installation("killed");
    const declared = { users: Array.from({ length: 10 }, (_, number) => user(`user${number}@example.org`)) };
    const rounds = 5;

    for (let round = 0; round < rounds; round++) {
      const job = installation.startSetUp(declared);
      await new Promise((resolve) => setTimeout(resolve, (round * 1_000) / rounds));
      tryDocker(["kill", job.name]);
    }
    installation.mustSetUp(declared);
    const before = installation.bytes();

    expect(sql(installation, "SELECT count(*) FROM users")).toBe("10");
    expect(sql(installation, "SELECT count(DISTINCT principaluri), count(*) FROM calendarinstances")).toBe("10|10");
    expect(installation.mustSetUp(declared)).toContain("everything is as declared");
    expect(installation.bytes()).toBe(before);
  });

  test("waits for another setup of the same data", async () => {
    const installation = lab.installation("twice");
    const declared = { users: Array.from({ length: 3 }, (_, number) => user(`user${number}@example.org`)) };

    const jobs = [1, 2, 3].map(() => installation.startSetUp(declared));

    for (const job of jobs) {
      await eventually("its end", () => job.inspect("{{.State.Status}}") === "exited");
      expect(job.inspect("{{.State.ExitCode}}")).toBe("0");
    }
    expect(sql(installation, "SELECT count(*) FROM users")).toBe("3");
  });

  describe("with data of an earlier release", () => {
    let older: string;
    const anna = { users: [user(ANNA)] };

    beforeAll(() => {
      older = baikalImage("0.11.1");
    }, 600_000);

    test("lets Baikal migrate it, and keeps what was before", async () => {
      const installation = lab.installation("older");
      installation.mustSetUp(anna, { image: older });

      expect(installation.mustSetUp(anna)).toContain(
        "baikal: upgraded from 0.11.1 to 0.12.1; what was before is kept in /var/www/baikal/Specific/before-0.12.1\n",
      );
      expect(settings(installation)).toContain("configured_version: 0.12.1");
      expect(installation.tamper("cat Specific/before-0.12.1/baikal.yaml")).toContain("0.11.1");
      const server = installation.run(anna);
      await healthy(server);
      expect(login(server, ANNA)).toBe(207);
    });

    test("puts everything back when that fails, and says how to go on", () => {
      const installation = lab.installation("failing");
      installation.mustSetUp(anna, { image: older });
      installation.tamper("sed -i s/0.11.1/0.2.9/ config/baikal.yaml");
      const files = "sha256sum config/baikal.yaml; ls Specific";
      const before = installation.tamper(files);

      const { status, stderr } = installation.setUp(anna);

      expect(status).toBe(1);
      expect(stderr).toBe(
        "baikal: the upgrade from 0.2.9 to 0.12.1 failed, and everything is as it was: Baikal's installation page said: No way from 0.2.9. To go on for now, declare release 0.2.9 again\n",
      );
      expect(installation.tamper(files)).toBe(before);
      expect(sql(installation, "SELECT count(*) FROM principals")).toBe("1");
    });

    test("starts over from what was kept, when it was killed on the way", () => {
      const installation = lab.installation("half");
      installation.mustSetUp(anna, { image: older });
      installation.tamper(`
        mkdir Specific/upgrade-in-progress
        cp config/baikal.yaml Specific/upgrade-in-progress/
        cp Specific/db/db.sqlite Specific/upgrade-in-progress/
        printf /var/www/baikal/Specific/db/db.sqlite > Specific/upgrade-in-progress/db.path
        chown -R 33:33 Specific/upgrade-in-progress`);
      sql(installation, "DELETE FROM principals");

      installation.mustSetUp(anna);

      expect(sql(installation, "SELECT count(*) FROM principals")).toBe("1");
      expect(settings(installation)).toContain("configured_version: 0.12.1");
    });
  });

  /** Writes baikal.yaml as Baikal's admin interface does: in its own order and quotes, with one value changed. */
  function asAdminInterface(installation: Installation, key: string, value: string): void {
    installation.tamper(`KEY=${shellQuoted(key)} VALUE=${shellQuoted(value)} php -r '
      require "vendor/autoload.php";
      $config = Symfony\\Component\\Yaml\\Yaml::parseFile("config/baikal.yaml");
      ksort($config["system"]);
      $config["system"][getenv("KEY")] = getenv("VALUE");
      file_put_contents("config/baikal.yaml", Symfony\\Component\\Yaml\\Yaml::dump($config));
    '`);
  }
});

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function shellQuoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
