import {
  CalDavApiGeneration,
  CalDavKeys,
  CalendarsBackend,
  SabreCalDav,
  SabreCalDavImage,
  Secret,
  Size,
} from "../../src";
import { refusalOf, synthesized } from "../../src/testing";
import { BACKEND_IMAGE, KEYS, calendars, calendarsHost } from "./calendars-fixture";

const CALDAV = "calendars/host/caldav";

describe("the server", () => {
  test("is told its database, its schema and the backend's fixed address", () => {
    const { app } = calendars();

    const { env } = synthesized(app).resource(CALDAV);

    expect(env).toEqual(
      expect.arrayContaining([
        "PGHOST=postgresql",
        "PGDATABASE=caldav",
        "PGUSER=caldav",
        "CALDAV_DB_SCHEMA=sabre",
        "CALDAV_BASE_URI=/caldav/",
        "CALDAV_CALLBACK_BASE_URL=http://172.29.0.30:8000",
      ]),
    );
  });

  test("gets its password and its keys as files, which its start command exports", () => {
    const { app } = calendars();

    const { entrypoint, command, env } = synthesized(app).resource(CALDAV);

    const start = [...entrypoint, ...command].join(" ");
    expect(start).toContain("/caldav-secrets/database-password");
    expect(start).toContain("/caldav-secrets/outbound-key");
    expect(start).toContain("docker-php-entrypoint");
    expect(env.join(" ")).not.toMatch(/API_KEY|PGPASSWORD/);
  });

  test("runs as www-data without capabilities, on a root that it cannot write", () => {
    const { app } = calendars();

    const config = synthesized(app).resource(CALDAV);

    expect(config).toMatchObject({
      user: "33:33",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      stop_signal: "SIGWINCH",
    });
    expect(Object.keys(config.tmpfs)).toEqual(["/run/apache2", "/run/lock", "/tmp"]);
    expect(config).not.toHaveProperty("ports");
  });

  test("is healthy only when a caller without a key is refused in JSON, as no broken server does", () => {
    const { app } = calendars();

    const { healthcheck } = synthesized(app).resource(CALDAV);

    expect(healthcheck.test).toEqual([
      "CMD-SHELL",
      `case "$(curl --silent --max-time 4 --output /dev/null --write-out '%%{http_code} %%{content_type}' ` +
        `http://127.0.0.1/caldav/internal-api/)" in "403 application/json"*) exit 0 ;; esac; exit 1`,
    ]);
  });

  test("starts after the job that makes its tables, which starts after the one that makes its database", () => {
    const { app, caldav } = calendars();

    const result = synthesized(app);

    expect(result.resource(CALDAV).depends_on).toContain(
      `docker_container.${caldav.schemaJob.container.friendlyUniqueId}`,
    );
    expect(result.resource(`${CALDAV}/Schema`)).toMatchObject({
      user: "33:33",
      read_only: true,
      restart: "on-failure",
    });
  });

  test("listens on the networks of its database and its backend, once each, under its alias", () => {
    const { app, network } = calendars({ alias: "dav" });

    const { networks_advanced: attached } = synthesized(app).resource(CALDAV);

    expect(attached).toEqual([{ name: `\${docker_network.${network.network.friendlyUniqueId}.id}`, aliases: ["dav"] }]);
  });

  test("gives PHP what one request may need, and the container room for more", () => {
    const { app } = calendars({ phpMemory: Size.mebibytes(300) });

    const { env, memory, memory_swap: swap } = synthesized(app).resource(CALDAV);

    expect(env).toContain("PHP_MEMORY_LIMIT=300M");
    expect([memory, swap]).toEqual([600, 600]);
  });

  test("of the older generation is told the whole callback URL and keeps its tables in public", () => {
    const generation = CalDavApiGeneration.API_KEY_HEADERS;
    const image = SabreCalDavImage.fromRegistry("registry.example.org/caldav:0.0.9", { generation });
    const { app } = calendars({ image }, { generation });

    const { env } = synthesized(app).resource(CALDAV);

    expect(env).toContain("CALDAV_CALLBACK_URL=http://172.29.0.30:8000/api/v1.0/caldav-scheduling-callback/");
    expect(env.join(" ")).not.toContain("CALDAV_DB_SCHEMA");
  });
});

test("refuses in the plan to look for its tables in another schema than that in which they are", () => {
  const { app } = calendars({ databaseSchema: "calendars" });

  const { input, lifecycle } = synthesized(app).resource(`${CALDAV}/DatabaseSchema`);

  expect(input).toEqual({ schema: "calendars" });
  expect(lifecycle.ignore_changes).toEqual(["input"]);
  expect(lifecycle.postcondition[0].condition).toBe('${self.output.schema == "calendars"}');
});

describe("what the rules see", () => {
  test("is all right as the constructs wire it", () => {
    const { app } = calendars();

    const { blocking } = synthesized(app).report;

    expect(blocking).toEqual([]);
  });

  test("is a key of its own on each side", () => {
    const keys = CalDavKeys.of({ ...KEYS, outbound: Secret.fromVariable("another_key") });
    const { app } = calendars({ keys });

    const refusal = refusalOf(() => synthesized(app));

    expect(refusal).toContain("secret/outbound-key-equal");
    expect(refusal).toContain("variable another_key");
    expect(refusal).not.toContain("secret/inbound-key-equal");
  });

  test("is a database password that is also a key", () => {
    const host = calendarsHost();
    const backend = new CalendarsBackend(host.host, "calendars-backend", {
      image: SabreCalDavImage.fromRegistry("registry.example.org/backend:1.0.0").image,
      network: host.network,
      keys: KEYS,
    });
    const database = host.postgres.addDatabase("caldav", { password: KEYS.inbound });
    new SabreCalDav(host.host, "caldav", { backend, database });

    const refusal = refusalOf(() => synthesized(host.app));

    expect(refusal).toContain("secret/different");
  });

  test.each([
    ["a callback by a name that two services have", { callbackBaseUrl: "http://backend:8000" }],
    ["a callback with a path", { callbackBaseUrl: "http://172.29.0.30:8000/api" }],
    ["a callback to an address of nobody", { callbackBaseUrl: "http://172.29.0.31:8000" }],
    ["a callback to another port", { callbackBaseUrl: "http://172.29.0.30:8001" }],
    ["a callback over HTTPS", { callbackBaseUrl: "https://172.29.0.30:8000" }],
    ["a path that the backend does not ask for", { baseUri: "/dav/" }],
  ])("refuses %s", (_name, props) => {
    const { app } = calendars(props);

    const refusal = refusalOf(() => synthesized(app));

    expect(refusal).toContain("calendars/host/caldav: ");
  });

  test("refuses a server of another generation than its backend", () => {
    const generation = CalDavApiGeneration.API_KEY_HEADERS;
    const { app } = calendars({}, { generation });

    const refusal = refusalOf(() => synthesized(app));

    expect(refusal).toContain("contract/kept");
    expect(refusal).toContain("API generation");
  });
});

test("refuses a container with less memory than one request may use", () => {
  const refusal = refusalOf(() => calendars({ memory: Size.mebibytes(384) }));

  expect(refusal).toContain("✗ memory   is less than one request may use");
  expect(refusal).toContain("expected  at least 512 MiB, which is `phpMemory`");
});

test("lists all that does not fit in one error", () => {
  const props = { alias: "cal_dav", memory: "1g", keyss: KEYS } as never;

  const refusal = refusalOf(() => calendars(props));

  expect(refusal).toBe(
    `
calendars/host/caldav: 3 problems

  ✗ alias   has a value that does not fit
      got       "cal_dav"
      expected  a host name such as calendars-backend
      fix       give \`alias\` a host name such as calendars-backend

  ✗ memory   has a value that does not fit
      got       "1g"
      expected  a Size, such as Size.mebibytes(256)
      fix       give \`memory\` a Size, such as Size.mebibytes(256)

  ✗ keyss   is no prop of this construct
      expected  one of backend, database, image, databaseSchema, keys, callbackBaseUrl, baseUri, alias, networks, sanitizer, phpMemory, memory, stopGrace
      fix       did you mean \`keys\`?
`.trim(),
  );
});

describe("a backend", () => {
  test("asks one CalDAV server, so a second one is refused", () => {
    const { app, host, backend, postgres } = calendars();
    new SabreCalDav(host, "second", { backend, database: postgres.addDatabase("second") });

    const text = refusalOf(() => synthesized(app));

    expect(text).toBe(`calendars/host/second: 1 problem

  ✗ contract/kept   disagrees with calendars/host/calendars-backend/Service about address of the CalDAV server
      got       http://second
      expected  http://caldav
      fix       give the CalDAV server the \`alias\` in the backend's \`caldavUrl\`, correct \`caldavUrl\`, or give each CalDAV server a backend of its own
      accept    Invariants.of(second).acknowledge("contract/kept", "<reason>")`);
  });

  test("has an id that is a host name, or an alias", () => {
    const { host, network } = calendarsHost();
    const props = { image: BACKEND_IMAGE, network, keys: KEYS };

    expect(refusalOf(() => new CalendarsBackend(host, "my_backend", props))).toContain("✗ alias   has a value");
    expect(() => new CalendarsBackend(host, "other_backend", { ...props, alias: "backend" })).not.toThrow();
  });
});
