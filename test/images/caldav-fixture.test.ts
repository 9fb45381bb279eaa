import { fixtureImage } from "../fixtures/images/build";
import { Sandbox, describeWithDocker, eventually } from "./docker";
import type { Outcome, TestContainer } from "./docker";

const OUTBOUND = "outbound-key";
const INBOUND = "inbound-key";
const INTERNAL = "internal-key";
const ALICE = "alice@example.org";
const HOME = `/caldav/calendars/users/${ALICE}`;

describeWithDocker("the CalDAV and backend fixtures", () => {
  const sandbox = new Sandbox();
  let network: string;
  let postgres: TestContainer;
  let backend: TestContainer;
  let caldav: TestContainer;

  /** Starts a CalDAV server, and waits for PHP to answer. */
  async function startCalDav(name: string, env: Record<string, string> = {}, options: string[] = []): Promise<TestContainer> {
    const container = sandbox.run(name, {
      image: fixtureImage("caldav"),
      env: { ...CALDAV_ENV, ...env },
      options: ["--network", network, "--network-alias", name, ...options],
    });
    await eventually(`${name} answers`, () => get(container, "/caldav/healthz").body === "ok\n");
    return container;
  }

  function startBackend(name: string, env: Record<string, string>, options: string[] = []): TestContainer {
    return sandbox.run(name, {
      image: fixtureImage("calendars-backend"),
      env,
      options: ["--network", network, "--network-alias", name, "--read-only", "--cap-drop", "ALL", ...options],
    });
  }

  beforeAll(async () => {
    network = sandbox.network("net");
    postgres = sandbox.run("postgres", {
      image: fixtureImage("postgres"),
      env: { POSTGRES_PASSWORD: "root-password" },
      options: ["--network", network, "--network-alias", "postgresql"],
    });
    const keys = sandbox.volumeWithFiles("keys", fixtureImage("postgres"), { inbound: `${INBOUND}\n`, outbound: `${OUTBOUND}\n` });
    backend = startBackend(
      "calendars-backend",
      {
        CALDAV_URL: "http://caldav:80",
        CALDAV_INBOUND_API_KEY_FILE: "/keys/inbound",
        CALDAV_OUTBOUND_API_KEY_FILE: "/keys/outbound",
        DJANGO_ALLOWED_HOSTS: "calendars-backend,not_a_name",
      },
      ["--volume", `${keys}:/keys:ro`, "--network-alias", "not_a_name", "--network-alias", "somebody-else"],
    );
    await eventually("PostgreSQL answers", () => postgres.tryExec(["pg_isready", "-h", "127.0.0.1"]).status === 0);
    sql("CREATE ROLE caldav LOGIN PASSWORD 'caldav-password'");
    sql("CREATE DATABASE caldav OWNER caldav");
    caldav = await startCalDav("caldav");
  }, 600_000);

  afterAll(() => sandbox.remove());

  function sql(statement: string, database = "postgres"): string {
    return postgres.exec(["psql", "-U", "postgres", "-d", database, "-XAtc", statement]);
  }

  describe("init-database.sh", () => {
    const initialize = (env: Record<string, string>): Outcome => caldav.tryExec(["/usr/local/bin/init-database.sh"], { env });
    const tablesOf = (database: string, schema: string): number =>
      Number(sql(`SELECT count(*) FROM pg_tables WHERE schemaname = '${schema}'`, database));

    it("makes the schema and its tables once", () => {
      const first = initialize({});
      const second = initialize({});

      expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining("initialized successfully") });
      expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining("already exist, skipping") });
      expect(tablesOf("caldav", "sabre")).toBe(14);
    });

    it("makes a missing database where its role may", () => {
      sql("CREATE ROLE creator LOGIN CREATEDB PASSWORD 'p'");

      expect(initialize({ PGDATABASE: 'made "here"', PGUSER: "creator", PGPASSWORD: "p" }).status).toBe(0);
      expect(tablesOf('made "here"', "sabre")).toBe(14);
    });

    it("reports success without a table where the role owns nothing", () => {
      sql("CREATE DATABASE foreign_db");

      const outcome = initialize({ PGDATABASE: "foreign_db", CALDAV_DB_SCHEMA: "public" });

      expect(outcome).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("initialized successfully"),
        stderr: expect.stringContaining("permission denied for schema public"),
      });
      expect(tablesOf("foreign_db", "public")).toBe(0);
    });

    it("takes one table of another application for its own, if its role may see it", () => {
      sql("CREATE DATABASE shared OWNER caldav");
      sql("CREATE TABLE users ()", "shared");
      sql("GRANT SELECT ON users TO caldav", "shared");

      expect(initialize({ PGDATABASE: "shared", CALDAV_DB_SCHEMA: "public" }).status).toBe(0);
      expect(tablesOf("shared", "public")).toBe(1);
    });

    it("does not see a table that its role may not use, and goes on beside it", () => {
      sql("CREATE DATABASE hidden OWNER caldav");
      sql("CREATE TABLE users ()", "hidden");

      const outcome = initialize({ PGDATABASE: "hidden", CALDAV_DB_SCHEMA: "public" });

      expect(outcome).toMatchObject({ status: 0, stderr: expect.stringContaining('relation "users" already exists') });
      expect(tablesOf("hidden", "public")).toBe(14);
    });

    it("fails with 2 where its role may not connect to the database `postgres`, though its own is fine", () => {
      sql("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
      try {
        expect(initialize({}).status).toBe(2);
      } finally {
        sql("GRANT CONNECT ON DATABASE postgres TO PUBLIC");
      }
    });

    it.each([
      ["database that it may not make", { PGDATABASE: "absent" }, 1, "permission denied to create database"],
      ["schema that it may not make", { PGDATABASE: "postgres" }, 1, "permission denied for database"],
      ["wrong password", { PGPASSWORD: "wrong" }, 2, "password authentication failed"],
      ["bad schema name", { CALDAV_DB_SCHEMA: "sa-bre" }, 1, "must be a valid identifier"],
    ])("fails on a %s", (_, env, status, message) => {
      const outcome = initialize(env);

      expect(outcome.stdout + outcome.stderr).toContain(message);
      expect(outcome.status).toBe(status);
    });

    it("needs its settings", () => {
      const outcome = caldav.tryExec(["env", "-u", "PGHOST", "init-database.sh"]);

      expect(outcome).toMatchObject({ status: 1, stdout: "PGHOST must be set\n" });
    });
  });

  describe("probes without credentials", () => {
    it.each([
      ["/caldav/healthz", 200, "text/plain", "ok\n"],
      ["/caldav/internal-api/", 403, "application/json", "Forbidden"],
      ["/caldav/", 401, "application/xml", "NotAuthenticated"],
      ["/server.php", 404, "application/xml", "NotFound"],
    ])("%s answers %i", (path, status, type, body) => {
      const response = get(caldav, path);

      expect(response.status).toBe(status);
      expect(response.headers["content-type"]).toContain(type);
      expect(response.body).toContain(body);
    });

    it.each(["CALDAV_OUTBOUND_API_KEY", "CALDAV_INBOUND_API_KEY", "CALDAV_INTERNAL_API_KEY", "CALDAV_CALLBACK_BASE_URL"])(
      "answer 200 with an empty body without %s",
      async (variable) => {
        const keyless = await startCalDav(`without-${variable.toLowerCase().replaceAll("_", "-")}`, { [variable]: "" });

        expect(get(keyless, "/caldav/")).toMatchObject({ status: 200, body: "" });
        expect(get(keyless, "/caldav/internal-api/")).toMatchObject({ status: 200, body: "" });
      },
      60_000,
    );

    it("answer 500 with an empty body without a database", async () => {
      const lost = await startCalDav("lost", { PGDATABASE: "absent" });

      expect(get(lost, "/caldav/")).toMatchObject({ status: 500, body: "" });
      expect(get(lost, "/caldav/internal-api/")).toMatchObject({ status: 500, body: "" });
    }, 60_000);

    it("do not see missing tables, which an authenticated request does", async () => {
      const empty = await startCalDav("empty", { CALDAV_DB_SCHEMA: "nothing_here" });

      expect(get(empty, "/caldav/").status).toBe(401);
      const response = request(empty, "PROPFIND", "/caldav/", { headers: AS_ALICE });
      expect(response.status).toBe(500);
      expect(response.body).not.toContain("SQLSTATE");
      expect(empty.logs()).toContain("SQLSTATE[42P01]");
    }, 60_000);
  });

  describe("CalDAV", () => {
    beforeAll(() => {
      caldav.exec(["init-database.sh"]);
    });

    it("finds the calendar home of a user it never saw, and stores calendars and events", () => {
      const bob = { ...AS_ALICE, "X-LS-User": "bob@example.org" };
      const home = "/caldav/calendars/users/bob@example.org";

      const principal = request(caldav, "PROPFIND", "/caldav/principals/users/bob@example.org/", {
        headers: { ...bob, Depth: "0" },
        body: propfind('<c:calendar-home-set xmlns:c="urn:ietf:params:xml:ns:caldav"/><d:current-user-principal/>'),
      });
      const made = request(caldav, "MKCALENDAR", `${home}/team/`, { headers: bob });
      const put = request(caldav, "PUT", `${home}/team/1.ics`, { headers: bob, body: event("1") });
      const listed = request(caldav, "PROPFIND", `${home}/team/`, { headers: { ...bob, Depth: "1" }, body: propfind("<d:getetag/>") });

      expect(principal.status).toBe(207);
      expect(principal.body).toContain("<d:href>/caldav/calendars/users/bob%40example.org/</d:href>");
      expect(principal.body).toContain("<d:href>/caldav/principals/users/bob%40example.org/</d:href>");
      expect(made.status).toBe(201);
      expect(put.status).toBe(201);
      expect(listed.body).toContain("/team/1.ics");
      expect(request(caldav, "GET", `${home}/team/1.ics`, { headers: bob }).body).toContain("UID:1");
      expect(sql("SELECT uri FROM sabre.calendarobjects WHERE componenttype = 'VEVENT' AND uri = '1.ics'", "caldav")).toBe("1.ics");
    });

    it("keeps a user out of the calendars of another", () => {
      request(caldav, "PROPFIND", "/caldav/", { headers: AS_ALICE });

      const response = request(caldav, "MKCALENDAR", `${HOME}/theirs/`, { headers: { ...AS_ALICE, "X-LS-User": "mallory@example.org" } });

      expect(response.status).toBe(403);
    });

    it("refuses a wrong key", () => {
      const response = request(caldav, "PROPFIND", "/caldav/", { headers: { ...AS_ALICE, "X-LS-Api-Key": INBOUND } });

      expect(response).toMatchObject({ status: 401, body: expect.stringContaining("Invalid API key") });
    });

    it("refuses objects above its limit with 507", async () => {
      const small = await startCalDav("small", { SANITIZER_MAX_RESOURCE_SIZE: "1000" });
      request(small, "MKCALENDAR", `${HOME}/limits/`, { headers: AS_ALICE });
      const put = (uid: string, summary: string) =>
        request(small, "PUT", `${HOME}/limits/${uid}.ics`, { headers: AS_ALICE, body: event(uid, { summary }) }).status;

      expect(put("short", "x")).toBe(201);
      expect(put("long", "x".repeat(1000))).toBe(507);
    }, 60_000);

    it("runs as another user on a read-only root without capabilities", async () => {
      const hardened = await startCalDav("hardened", {}, [
        ...["--user", "33:33", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
        ...["--tmpfs", "/run:uid=33,gid=33", "--tmpfs", "/tmp"],
      ]);
      expect(get(hardened, "/caldav/internal-api/").status).toBe(403);

      hardened.stop();

      expect(hardened.inspect("{{.State.ExitCode}}")).toBe("0");
    }, 60_000);
  });

  describe("the scheduling callback", () => {
    const outside = "guest@elsewhere.example";
    const invitation = (uid: string) => event(uid, { organizer: ALICE, attendees: [ALICE, outside] });
    const callbacks = (): Callback[] => JSON.parse(get(caldav, "/recorded-callbacks", "http://calendars-backend:8000").body) as Callback[];
    const callbacksFor = (uid: string) => callbacks().filter(({ body }) => body.includes(`UID:${uid}`));

    /** Stores an invitation through `server`, and returns the answer and what the server noted at the attendee. */
    function invite(server: TestContainer, uid: string): { status: number; scheduleStatus?: string } {
      const { status } = request(server, "PUT", `${HOME}/invitations/${uid}.ics`, { headers: AS_ALICE, body: invitation(uid) });
      const stored = request(server, "GET", `${HOME}/invitations/${uid}.ics`, { headers: AS_ALICE }).body.replace(/\r\n /g, "");
      return { status, scheduleStatus: /SCHEDULE-STATUS="?([\d.]+)/.exec(stored)?.[1] };
    }

    beforeAll(() => {
      caldav.exec(["init-database.sh"]);
      request(caldav, "MKCALENDAR", `${HOME}/invitations/`, { headers: AS_ALICE });
    });

    it("brings one message for each outside attendee", () => {
      expect(invite(caldav, "delivered")).toEqual({ status: 201, scheduleStatus: "1.1" });

      const received = callbacksFor("delivered");
      expect(received).toHaveLength(1);
      expect(received[0]).toMatchObject({
        path: "/api/v1.0/caldav-scheduling-callback/",
        host: "calendars-backend:8000",
        headers: {
          "content-type": "text/calendar",
          "x-ls-sender": `mailto:${ALICE}`,
          "x-ls-recipient": `mailto:${outside}`,
          "x-ls-method": "REQUEST",
        },
      });
      expect(received[0]?.body.match(/BEGIN:VCALENDAR|METHOD:REQUEST|END:VCALENDAR/g)).toEqual([
        "BEGIN:VCALENDAR",
        "METHOD:REQUEST",
        "END:VCALENDAR",
      ]);
      expect(JSON.stringify(received)).not.toContain(INBOUND);
    });

    it.each([
      ["a wrong key", { CALDAV_INBOUND_API_KEY: "wrong" }, "5.4", "[HttpCallbackIMipPlugin] ERROR: HTTP 401"],
      ["a host that is not allowed", callbackTo("http://somebody-else:8000"), "5.4", "[HttpCallbackIMipPlugin] ERROR: HTTP 400"],
      ["an underscore in the host", callbackTo("http://not_a_name:8000"), "5.4", "[HttpCallbackIMipPlugin] ERROR: HTTP 400"],
      ["nobody there", callbackTo("http://calendars-backend:8001"), "5.4", "[HttpCallbackIMipPlugin] ERROR: cURL failed"],
      ["a redirect, which counts as delivered", callbackTo("http://calendars-backend:8000/elsewhere"), "1.1", undefined],
    ])("is lost without harm to the event: %s", async (reason, env, scheduleStatus, logged) => {
      const uid = reason.replace(/\W+/g, "-");
      const server = await startCalDav(uid, env);

      expect(invite(server, uid)).toEqual({ status: 201, scheduleStatus });

      expect(callbacksFor(uid)).toEqual([]);
      if (logged) expect(server.logs()).toContain(logged);
      else expect(server.logs()).not.toContain("HttpCallbackIMipPlugin");
    }, 60_000);
  });

  describe("the backend", () => {
    const viaBackend = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
      request(caldav, method, path, { headers, body, origin: "http://calendars-backend:8000" });
    const basic = { Authorization: `Basic ${Buffer.from(`${ALICE}:any`).toString("base64")}` };
    const callback = "/api/v1.0/caldav-scheduling-callback/";
    const message = { "X-LS-Api-Key": INBOUND, "X-LS-Sender": ALICE, "X-LS-Recipient": "b@example.org", "X-LS-Method": "REQUEST" };

    it("forwards to CalDAV in the name of its user", () => {
      const response = viaBackend("PROPFIND", "/caldav/", { ...basic, Depth: "0" }, propfind("<d:current-user-principal/>"));

      expect(response.status).toBe(207);
      expect(response.body).toContain("/caldav/principals/users/alice%40example.org/");
    });

    it.each([
      ["PROPFIND", "/caldav/", {}, 401],
      ["OPTIONS", "/caldav/", {}, 200],
      ["GET", "/caldav/internal-api/", basic, 400],
      ["GET", "/.well-known/caldav", { "X-Forwarded-Proto": "https" }, 301],
      ["GET", callback, {}, 405],
      ["POST", callback, { ...message, "X-LS-Api-Key": OUTBOUND }, 401],
      ["POST", callback, { "X-LS-Api-Key": INBOUND }, 400],
      ["POST", callback, { ...message, "X-LS-Recipient": "nobody" }, 400],
      ["POST", callback, message, 400],
      ["GET", "/__heartbeat__", {}, 404],
    ])("answers %s %s %j with %i", (method, path, headers, status) => {
      expect(viaBackend(method, path, headers).status).toBe(status);
    });

    it("answers 502 without CalDAV", async () => {
      startBackend("lonely", {
        CALDAV_URL: "http://nobody.invalid",
        CALDAV_OUTBOUND_API_KEY: OUTBOUND,
        DJANGO_CONFIGURATION: "Development",
      });
      const ask = () => request(caldav, "PROPFIND", "/caldav/", { headers: basic, origin: "http://lonely:8000" });
      await eventually("the lonely backend answers", () => ask().status > 0);

      expect(ask()).toMatchObject({ status: 502, body: "CalDAV server is unavailable" });
    }, 60_000);

    it("stops when it is told to", async () => {
      const other = startBackend("stopped", {});
      await eventually("it listens", () => other.logs().includes("allowed hosts"));

      other.stop();

      expect(other.inspect("{{.State.ExitCode}}")).toBe("0");
    }, 60_000);
  });

  it("keeps no key in the logs of either side", () => {
    expect(caldav.logs() + backend.logs()).not.toMatch(new RegExp(`${OUTBOUND}|${INBOUND}|${INTERNAL}`));
  });
});

const CALDAV_ENV = {
  PGHOST: "postgresql",
  PGPORT: "5432",
  PGDATABASE: "caldav",
  PGUSER: "caldav",
  PGPASSWORD: "caldav-password",
  CALDAV_DB_SCHEMA: "sabre",
  CALDAV_BASE_URI: "/caldav/",
  CALDAV_OUTBOUND_API_KEY: OUTBOUND,
  CALDAV_INBOUND_API_KEY: INBOUND,
  CALDAV_INTERNAL_API_KEY: INTERNAL,
  CALDAV_CALLBACK_BASE_URL: "http://calendars-backend:8000",
};

const AS_ALICE = { "X-LS-Api-Key": OUTBOUND, "X-LS-User": ALICE };

interface Callback {
  readonly path: string;
  readonly host: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function callbackTo(url: string): Record<string, string> {
  return { CALDAV_CALLBACK_BASE_URL: url };
}

function propfind(properties: string): string {
  return `<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop>${properties}</d:prop></d:propfind>`;
}

function event(uid: string, { summary = "Meeting", organizer = "", attendees = [] as string[] } = {}): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//cdktf-groupware//tests//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260101T090000Z",
    "DTSTART:20260102T090000Z",
    "DTEND:20260102T100000Z",
    `SUMMARY:${summary}`,
    ...(organizer ? [`ORGANIZER:mailto:${organizer}`] : []),
    ...attendees.map((attendee) => `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${attendee}`),
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

interface Response {
  /** 0 where nobody answered. */
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function get(client: TestContainer, path: string, origin?: string): Response {
  return request(client, "GET", path, { origin });
}

/** One request with the curl of `client`, to itself unless `origin` says otherwise. */
function request(
  client: TestContainer,
  method: string,
  path: string,
  { headers = {}, body = "", origin = "http://127.0.0.1" }: { headers?: Record<string, string>; body?: string; origin?: string } = {},
): Response {
  const options = Object.entries({ Expect: "", ...headers }).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const { stdout } = client.tryExec(
    ["curl", "--silent", "--include", "--max-time", "20", "--request", method, ...options, ...(body ? ["--data-binary", "@-"] : []), origin + path],
    { input: body },
  );
  const end = stdout.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = stdout.slice(0, Math.max(end, 0)).split("\r\n");
  return {
    status: Number(statusLine.split(" ")[1] ?? 0),
    headers: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])),
    body: stdout.slice(end + 4),
  };
}
