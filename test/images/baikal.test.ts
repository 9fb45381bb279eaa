import { Size } from "cdktf-groupware";
import { BaikalAuthentication } from "cdktf-groupware";
import { baikalArchive, baikalImage, withBaikalContext } from "../fixtures/images/baikal";
import { fixtureImage } from "../fixtures/images/build";
import type { Answer, Installation } from "./baikal";
import { BaikalLab, PASSWORD, as, ask, health, user } from "./baikal";
import { describeWithDocker, eventually, tryDocker } from "./docker";
import type { TestContainer } from "./docker";
import { arrivals } from "./relay";

jest.setTimeout(120_000);

const ANNA = "anna@example.org";
const USERS = { users: [user(ANNA), user("bob@example.org")] };
const LOOPBACK = "http://127.0.0.1:8080";

describeWithDocker("the image of Baikal", () => {
  let lab: BaikalLab;
  let client: TestContainer;

  beforeAll(() => {
    lab = new BaikalLab(baikalImage());
    client = lab.client("client");
  }, 600_000);

  afterAll(() => lab?.sandbox.remove());

  describe("in use", () => {
    let installation: Installation;
    let server: TestContainer;

    beforeAll(async () => {
      installation = lab.installation("calendar");
      server = await installation.serve({ ...USERS, maxUpload: Size.kibibytes(100) });
    });

    const dav = (path: string, ...options: string[]): Answer => ask(client, `http://calendar:8080/dav.php/${path}`, ...options);
    const propfind = (path: string, ...options: string[]): Answer => dav(path, "-X", "PROPFIND", "-H", "Depth: 1", ...options);
    const put = (path: string, body: string, ...options: string[]): Answer => dav(path, "-X", "PUT", "--data-binary", body, ...options);

    test("lists calendars and address books to who has the password", () => {
      expect(propfind(`calendars/${ANNA}/`, ...as(ANNA))).toMatchObject({
        status: 207,
        body: expect.stringContaining("/dav.php/calendars/anna%40example.org/default/"),
      });
      expect(propfind(`addressbooks/${ANNA}/`, ...as(ANNA)).body).toContain("/dav.php/addressbooks/anna%40example.org/default/");
    });

    test("keeps an event", () => {
      expect(put(`calendars/${ANNA}/default/1.ics`, event("1"), ...as(ANNA)).status).toBe(201);
      expect(dav(`calendars/${ANNA}/default/1.ics`, ...as(ANNA)).body).toContain("UID:1\r\n");
    });

    test("keeps it from others", () => {
      expect(dav(`calendars/${ANNA}/default/1.ics`, ...as("bob@example.org")).status).toBe(403);
      expect(dav(`calendars/${ANNA}/default/1.ics`).status).toBe(401);
    });

    test("refuses what is too large", () => {
      const large = event("2", `DESCRIPTION:${"x".repeat(110_000)}`);
      server.exec(["sh", "-c", "cat > /tmp/large.ics"], { input: large });

      const { stdout } = server.tryExec([
        ...["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "PUT", "--data-binary", "@/tmp/large.ics"],
        ...[...as(ANNA, PASSWORD, "basic"), `${LOOPBACK}/dav.php/calendars/${ANNA}/default/2.ics`],
      ]);
      expect(stdout).toBe("413");
    });

    test.each([
      ["/Specific/db/db.sqlite", 404],
      ["/config/baikal.yaml", 404],
      ["/Core/Distrib.php", 404],
      ["/vendor/autoload.php", 404],
      ["/../config/baikal.yaml", 400],
      ["/%2e%2e/config/baikal.yaml", 400],
      ["/res/..%2f..%2fconfig/baikal.yaml", 404],
      ["/.hidden", 403],
      ["/.htaccess", 403],
      ["/admin/install/", 403],
      ["/admin/install/index.php?upgradeConfirmed=true", 403],
    ])("does not serve %s", (path, status) => {
      expect(ask(client, `http://calendar:8080${path}`).status).toBe(status);
    });

    test("does not take a header for the proxy of its own requests", () => {
      const { body } = ask(client, "http://calendar:8080/admin/", "-H", "Proxy: http://attacker.example/");

      expect(body).toContain("proxy none");
    });

    test("says who failed to log in, and from where", async () => {
      propfind("", ...as(ANNA, "wrong"));

      const address = client.inspect("{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
      await eventually("the failed login", () =>
        server.logs().includes(`failed login: client=${address} user=- digest-user=${ANNA} "PROPFIND /dav.php/"`),
      );
      expect(server.logs()).toMatch(
        new RegExp(`\\[client ${address}:\\d+\\] user \\(name stripped-out\\) authentication failure for Baikal`),
      );
    });

    test("leaves no session behind for a request of a calendar program", () => {
      const sessions = () => server.exec(["sh", "-c", "ls /var/lib/php/sessions | wc -l"]);
      const before = sessions();

      for (let request = 0; request < 5; request++) propfind(`calendars/${ANNA}/`, ...as(ANNA));

      expect(sessions()).toBe(before);
      expect(propfind(`calendars/${ANNA}/`, ...as(ANNA)).headers).not.toMatch(/^set-cookie:/im);
    });

    test("still serves when the directory for sessions is full", () => {
      server.tryExec(["sh", "-c", "cat /dev/zero > /var/lib/php/sessions/full"]);

      expect(propfind(`calendars/${ANNA}/`, ...as(ANNA)).status).toBe(207);
      expect(health(server).status).toBe(0);
      server.exec(["rm", "/var/lib/php/sessions/full"]);
    });

    test("runs as nobody of importance, and cannot change its own program", () => {
      expect(server.exec(["sh", "-c", "cat /proc/[0-9]*/status | grep -hE '^(Uid|CapEff|NoNewPrivs)' | sort -u"])).toBe(
        "CapEff:\t0000000000000000\nNoNewPrivs:\t1\nUid:\t33\t33\t33\t33",
      );
      expect(server.exec(["find", "/var/www/baikal", "-path", "*/config", "-prune", "-o", "-path", "*/Specific", "-prune", "-o", "-writable", "-not", "-type", "l", "-print"])).toBe("");
    });

    test("tells nobody its versions", () => {
      const { headers } = ask(client, "http://calendar:8080/admin/");

      expect(headers).toMatch(/^Server: Apache\r?$/m);
      expect(headers).not.toMatch(/PHP\//);
    });

    test("finishes what it works on when it stops, and ends then", async () => {
      const stopping = lab.installation("stopping");
      const busy = await stopping.serve({ ...USERS, authentication: BaikalAuthentication.BASIC, passwords: { [ANNA]: "short" } });
      // While somebody else holds the database, a request waits for it.
      const lock = `$db = new PDO("sqlite:Specific/db/db.sqlite"); $db->exec("BEGIN EXCLUSIVE"); touch("/tmp/held");
        while (!file_exists("/tmp/let-go")) { usleep(50000); clearstatcache(); }`;
      stopping.tamper(`php -r '${lock}' > /dev/null 2>&1 & until [ -e /tmp/held ]; do sleep 0.1; done`);
      const url = `http://stopping:8080/dav.php/calendars/${ANNA}/`;
      const curl = `curl -s -o /dev/null -w '%{http_code}' --user ${ANNA}:short -X PROPFIND ${url}`;
      client.exec(["sh", "-c", `${curl} > /tmp/status 2>&1 &`]);
      const isWaiting = () => busy.exec(["sh", "-c", "ls -l /proc/[0-9]*/fd 2> /dev/null || true"]).includes("db.sqlite");
      await eventually("the request waits", isWaiting);

      tryDocker(["kill", "--signal", "WINCH", busy.name]);
      stopping.tamper("touch /tmp/let-go");

      expect(await busy.exitCode()).toBe(0);
      expect(client.exec(["cat", "/tmp/status"])).toBe("207");
    });
  });

  test("asks for a password that travels, where Basic is declared", async () => {
    const server = await lab.installation("basic").serve({ ...USERS, authentication: BaikalAuthentication.BASIC });
    const url = `${LOOPBACK}/dav.php/calendars/${ANNA}/`;

    expect(ask(server, url).headers).toContain('WWW-Authenticate: Basic realm="BaikalDAV"');
    expect(ask(server, url, "-X", "PROPFIND", ...as(ANNA, PASSWORD, "basic")).status).toBe(207);
    expect(ask(server, url, "-X", "PROPFIND", ...as(ANNA, "wrong", "basic")).status).toBe(401);
  });

  test("serves two instances with names of their own", async () => {
    const one = lab.installation("one");
    const two = lab.installation("two");
    await one.serve({ ...USERS, domain: "one.example.org", publicUrl: "https://one.example.org/" });
    await two.serve({ users: [user("carl")], hostname: "dav", domain: "example.net", publicUrl: "http://dav.example.net:8800/baikal/" });
    const wellKnown = (url: string) => /^Location: (.*)\r?$/m.exec(ask(client, url, "-X", "PROPFIND").headers)?.[1].trim();

    expect(wellKnown("http://one:8080/.well-known/caldav")).toBe("https://one.example.org/dav.php/");
    expect(wellKnown("http://two:8080/.well-known/carddav")).toBe("http://dav.example.net:8800/baikal/dav.php/");
    expect(ask(client, `http://one:8080/dav.php/calendars/${ANNA}/`, "-X", "PROPFIND", ...as(ANNA)).status).toBe(207);
    const carl = ask(client, "http://two:8080/baikal/dav.php/calendars/carl/", "-X", "PROPFIND", "-H", "Depth: 1", ...as("carl"));
    expect(carl).toMatchObject({ status: 207, body: expect.stringContaining("/baikal/dav.php/calendars/carl/default/") });
    expect(ask(client, "http://two:8080/dav.php/").status).toBe(403);
  });

  test("answers .well-known as the request came, where nobody says the public URL", async () => {
    const server = await lab.installation("unknown").serve();
    const location = ask(server, `${LOOPBACK}/.well-known/caldav`, "-H", "Host: cal.example.org:8800");

    expect(location).toMatchObject({ status: 308, headers: expect.stringContaining("Location: http://cal.example.org:8800/dav.php/\r\n") });
  });

  test("mails an invitation to an attendee from outside, with the sender that is declared", async () => {
    const recorder = lab.sandbox.run("smarthost", {
      image: fixtureImage("smtp-recorder"),
      options: ["--network", lab.network, "--network-alias", "smarthost"],
    });
    await eventually("the recorder", () => recorder.logs().includes("recording"));
    const server = await lab.installation("inviting").serve({ ...USERS, inviteAddress: "noreply@calendar.example.org", envelopeSender: "bounce@calendar.example.org" });
    const meeting = event("3", `ORGANIZER;CN=Anna:mailto:${ANNA}`, "ATTENDEE;CN=Eve:mailto:eve@outside.example");

    const url = `${LOOPBACK}/dav.php/calendars/${ANNA}/default/3.ics`;
    expect(ask(server, url, "-X", "PUT", "--data-binary", meeting, ...as(ANNA)).status).toBe(201);

    const [message] = await arrivals(recorder, 1);
    expect(message).toMatchObject({ sender: "bounce@calendar.example.org", recipients: ["eve@outside.example"] });
    expect(message.data).toContain("From: Anna <noreply@calendar.example.org>\r\nReply-To: anna@example.org\r\n");
    expect(message.data).toContain("METHOD:REQUEST");
    await eventually("a line in the log", () => /from=bounce@calendar.example.org recipients=eve@outside.example.*exitcode=EX_OK/.test(server.logs()));
  });

  describe("tells what is wrong", () => {
    let installation: Installation;
    let server: TestContainer;
    let count = 0;

    beforeEach(async () => {
      installation = lab.installation(`wrong-${++count}`);
      server = await installation.serve(USERS);
    });

    test.each([
      ["a database file that is missing", "rm Specific/db/db.sqlite", /answers HTTP\/1\.1 200 OK and not 401: .*there is no database/],
      ["a database without tables", ": > Specific/db/db.sqlite", /SQLite file .*db\.sqlite lacks the tables users, principals,/],
      ["a database that it may not write", "chown 0 Specific/db/db.sqlite; chmod 444 Specific/db/db.sqlite", /200 OK and not 401: The file of the database is not writable/],
      ["a configuration that it may not write", "chown 0 config/baikal.yaml; chmod 444 config/baikal.yaml", /200 OK and not 401: .*config\/baikal.yaml is not writable/],
      ["a configuration that is gone", "rm config/baikal.yaml", /answers HTTP\/1\.1 302 Found and not 401: Location: .*\/admin\/install\//],
      ["data of an earlier release", "sed -i s/0.12.1/0.11.1/ config/baikal.yaml", /302 Found and not 401/],
      ["data of a later release", "sed -i s/0.12.1/9.9.9/ config/baikal.yaml", /the data is of Baikal 9\.9\.9, and this is 0\.12\.1/],
    ])("%s", (_case, command, reason) => {
      installation.tamper(command);

      expect(health(server)).toMatchObject({ status: 1, stdout: expect.stringMatching(reason) });
    });

    test("a server that hangs or is gone", () => {
      expect(health(server, "/elsewhere/")).toMatchObject({ status: 1, stdout: expect.stringContaining("404") });
    });
  });

  describe("does not start", () => {
    test.each([
      ["before it is set up", undefined, "config/baikal.yaml or Specific/INSTALL_DISABLED is missing"],
      ["when its data is lost", "rm Specific/INSTALL_DISABLED", "config/baikal.yaml or Specific/INSTALL_DISABLED is missing"],
      ["on volumes of somebody else", "chown 0:0 config", "/var/www/baikal/config cannot be written by user 33: it belongs to 0:0"],
    ])("%s", async (reason, command, message) => {
      const installation = lab.installation(reason.replace(/\W/g, "-"));
      if (command) {
        installation.mustSetUp();
        installation.tamper(command);
      }
      const server = installation.run();

      expect(await server.exitCode()).toBe(78);
      expect(server.logs()).toContain(message);
    });

    test("without the files of its site", () => {
      const { stderr, status } = tryDocker(["run", "--rm", lab.image]);

      expect({ stderr, status }).toEqual({
        status: 78,
        stderr: "baikal: /etc/baikal/vhost.conf is missing or cannot be read by user 33: mount the files of the site there, read-only\n",
      });
    });
  });

  describe("is not built", () => {
    const build = (args: Record<string, string>) =>
      withBaikalContext(baikalArchive(), (context) =>
        tryDocker(["build", ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]), context]),
      );

    test("from an archive that is not the expected one", () => {
      const { status, stdout, stderr } = build({});

      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain(
        `baikal: the archive of the build context is not what was asked for: its SHA-256 is ${baikalArchive().sha256}, expected 0449abb72b151d39d9c08c63cb83a05d9e9adb065b1165ef6786b0b6a13d203c. Nothing of it was unpacked`,
      );
    });

    test("as another release than that of the archive", () => {
      const { status, stdout, stderr } = build({ BAIKAL_SHA256: baikalArchive().sha256, BAIKAL_VERSION: "0.12.2" });

      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain("expected version 0.12.2");
    });
  });
});

function event(uid: string, ...more: string[]): string {
  return [
    ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20260101T100000Z"],
    ...["DTSTART:20260102T100000Z", "DTEND:20260102T110000Z", "SUMMARY:Meeting", ...more, "END:VEVENT", "END:VCALENDAR", ""],
  ].join("\r\n");
}
