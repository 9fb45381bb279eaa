import { CalendarsBackend, IngressCertificates, SabreCalDav, Secret, Traefik } from "../../src";
import { refusalOf, synthesized } from "../../src/testing";
import { BACKEND_IMAGE, KEYS, calendars, calendarsHost } from "./calendars-fixture";

const BACKEND = "calendars/host/calendars-backend";

test("accepts requests for its own address and alias, whatever else it is told", () => {
  const { app } = calendars({}, { allowedHosts: ["calendars.example.org"] });

  const { env } = synthesized(app).resource(BACKEND);

  expect(env).toContain("DJANGO_ALLOWED_HOSTS=172.29.0.30,calendars-backend,calendars.example.org");
});

test("follows the CalDAV server that it is given to", () => {
  const { app } = calendars({ alias: "dav" });

  const { env } = synthesized(app).resource(BACKEND);

  expect(env).toContain("CALDAV_URL=http://dav:80");
});

test("gets every secret that upstream reads from a file as a file, and is replaced when one is rotated", () => {
  const messages = {
    apiUrl: "http://messages:8000",
    channelId: "42",
    apiKey: Secret.fromVariable("messages_key"),
    scopes: ["messages:send", "mailboxes:read"],
  };
  const { app } = calendars({}, { messages, secretEnvironment: { EMAIL_HOST_PASSWORD: Secret.fromVariable("smtp") } });

  const { env, labels } = synthesized(app).resource(BACKEND);

  expect(env).toEqual(
    expect.arrayContaining([
      "CALDAV_INBOUND_API_KEY_FILE=/calendars-secrets/CALDAV_INBOUND_API_KEY",
      "DJANGO_SECRET_KEY_FILE=/calendars-secrets/DJANGO_SECRET_KEY",
      "MESSAGES_API_KEY_FILE=/calendars-secrets/MESSAGES_API_KEY",
      "EMAIL_HOST_PASSWORD_FILE=/calendars-secrets/EMAIL_HOST_PASSWORD",
    ]),
  );
  expect(labels[0].value).toMatch(/\$\{terraform_data\.\w.*\.id\}/);
});

test("exports other secrets from files, for which the whole command must be known", () => {
  const secretEnvironment = { SALT_KEY: Secret.fromVariable("salt") };
  const command = ["/usr/local/bin/entrypoint", "gunicorn"];
  const { app } = calendars({}, { secretEnvironment, command });

  const { entrypoint, command: started } = synthesized(app).resource(BACKEND);

  const start = [...entrypoint, ...started].join(" ");
  expect(start).toContain("/calendars-secrets/SALT_KEY");
  expect(start).toContain("/usr/local/bin/entrypoint gunicorn");
  expect(refusalOf(() => calendars({}, { secretEnvironment }))).toContain("SALT_KEY must be exported from a file");
});

test("refuses in `environment` what a prop sets, so that two services cannot be told different things", () => {
  const environment = { DJANGO_ALLOWED_HOSTS: "*", APP_NAME: "Calendars" };

  const refusal = refusalOf(() => calendars({}, { environment }));

  expect(refusal).toContain("environment.DJANGO_ALLOWED_HOSTS");
  expect(refusal).toContain("pass `allowedHosts`");
  expect(refusal).not.toContain("APP_NAME");
});

test("refuses a secret that serves another purpose too", () => {
  const { app } = calendars({}, { secretKey: KEYS.internal });

  const refusal = refusalOf(() => synthesized(app));

  expect(refusal).toContain("secret/different   CALDAV_INTERNAL_API_KEY and DJANGO_SECRET_KEY are one secret");
});

test("refuses a channel in Messages that may not send or find mailboxes", () => {
  const messages = {
    apiUrl: "http://messages:8000",
    channelId: "42",
    apiKey: Secret.fromVariable("messages_key"),
    scopes: ["messages:send"],
  };
  const { app } = calendars({}, { messages });

  const refusal = refusalOf(() => synthesized(app));

  expect(refusal).toContain("scopes of the channel in Messages");
  expect(refusal).toContain("mailboxes:read");
});

describe("a backend that somebody else runs", () => {
  function besideCompose(props: object) {
    const { app, host, network, postgres } = calendarsHost();
    const backend = CalendarsBackend.fromExisting(host, "backend", { network, keys: KEYS, ...props });
    new SabreCalDav(host, "caldav", { backend, database: postgres.addDatabase("caldav") });
    return app;
  }

  test("is called by its fixed address, and nothing is created for it", () => {
    const app = besideCompose({
      ipv4Address: "172.29.0.30",
      allowedHosts: ["172.29.0.30"],
      caldavUrl: "http://caldav",
    });

    const result = synthesized(app);

    expect(result.resource("calendars/host/caldav").env).toContain("CALDAV_CALLBACK_BASE_URL=http://172.29.0.30:8000");
    expect(result.report.blocking).toEqual([]);
    expect(() => result.resource("calendars/host/backend")).toThrow();
  });

  test("must accept the address by which it is called", () => {
    const app = besideCompose({ ipv4Address: "172.29.0.30", allowedHosts: ["calendars.example.org"] });

    const refusal = refusalOf(() => synthesized(app));

    expect(refusal).toContain("http/callback-allowed-hosts");
  });

  test("must look for the CalDAV server where it is", () => {
    const app = besideCompose({ ipv4Address: "172.29.0.30", caldavUrl: "http://sabre:80" });

    const refusal = refusalOf(() => synthesized(app));

    expect(refusal).toContain("address of the CalDAV server");
  });

  test("must be found somehow", () => {
    expect(refusalOf(() => besideCompose({}))).toContain("pass `ipv4Address`");
  });
});

test("is called by its alias where it has no fixed address", () => {
  const { host, network } = calendarsHost();

  const backend = new CalendarsBackend(host, "calendars-backend", { image: BACKEND_IMAGE, network, keys: KEYS });

  expect(backend.baseUrl).toBe("http://calendars-backend:8000");
});

test("is what an ingress leads calendar programs to, by a name that it accepts", () => {
  const { app, host, backend, network } = calendars({}, { allowedHosts: ["calendars.example.org"] });
  const certificates = IngressCertificates.letsEncrypt("ops@example.org");
  const ingress = new Traefik(host, "ingress", { networks: [network], certificates });

  ingress.route(backend, { host: "calendars.example.org", path: "/caldav" });

  const result = synthesized(app);
  expect(result.report.findings.filter(({ rule }) => rule.startsWith("http/route-"))).toEqual([]);
  expect(result.resource("calendars/host/ingress/Routes/Write").upload[0].content).toContain(
    'replacement: "https://calendars.example.org/caldav/"',
  );
});

test("refuses a route by a name that it does not accept", () => {
  const { app, host, backend, network } = calendars();
  const certificates = IngressCertificates.letsEncrypt("ops@example.org");

  new Traefik(host, "ingress", { networks: [network], certificates }).route(backend, { host: "other.example.org" });

  expect(refusalOf(() => synthesized(app))).toContain(
    "http/route-allowed-hosts   calendars-calendars-backend does not accept requests for other.example.org",
  );
});
