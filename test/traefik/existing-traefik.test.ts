import type { ExistingTraefikProps, NetworkAttachment } from "cdktf-groupware";
import { Duration, ExistingTraefik, Invariants, ServiceNetwork } from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost, makeService } from "../docker/blocks";

function existing(props: Partial<ExistingTraefikProps> = {}) {
  const host = makeHost();
  const network = new ServiceNetwork(host, "proxy", { subnet: "172.30.0.0/24", networkName: "proxy_default" });
  const ingress = new ExistingTraefik(host, "ingress", {
    version: "3.7.13",
    network,
    entryPoint: "websecure",
    httpEntryPoint: "web",
    resolver: "le",
    ...props,
  });
  const serviceOn = (id: string, attachment: Partial<NetworkAttachment> = {}) =>
    makeService(host, id, { networks: [{ network, ...attachment }] });
  return { host, ingress, serviceOn };
}

/** The labels of a container that are for Traefik. */
function labelsOf(host: ReturnType<typeof makeHost>, id: string): Record<string, string> {
  const { labels } = synthesized(host).resource(`calendars/host/${id}`);
  const all = labels.map(({ label, value }: { label: string; value: string }) => [label, value]);
  return Object.fromEntries(all.filter(([label]: [string]) => !label.startsWith("cdktf-groupware.")));
}

it("writes a route on the container: the network, the port, TLS, and a priority", () => {
  const { host, ingress, serviceOn } = existing({ constraintLabels: { stage: "production" } });
  const needs = { port: 8080, wellKnown: [{ name: "caldav", path: "/dav.php/" }] };

  ingress.route(
    { service: serviceOn("web"), http: needs },
    { host: "calendar.example.org", rateLimit: { average: 5 }, allowFrom: ["192.0.2.0/24"] },
  );

  const router = "traefik.http.routers.calendar-example-org";
  const headers = "traefik.http.middlewares.calendar-example-org-headers.headers";
  expect(labelsOf(host, "web")).toEqual({
    stage: "production",
    "traefik.enable": "true",
    "traefik.docker.network": "proxy_default",
    [`${router}.entrypoints`]: "websecure",
    [`${router}.rule`]: "Host(`calendar.example.org`)",
    [`${router}.priority`]: "1000",
    [`${router}.service`]: "calendar-example-org",
    [`${router}.middlewares`]: "calendar-example-org-headers,calendar-example-org-from,calendar-example-org-rate",
    [`${router}.tls`]: "true",
    [`${router}.tls.certresolver`]: "le",
    "traefik.http.services.calendar-example-org.loadbalancer.server.port": "8080",
    [`${headers}.customrequestheaders.X-Forwarded-Proto`]: "https",
    [`${headers}.customrequestheaders.Forwarded`]: "",
    [`${headers}.customrequestheaders.Front-End-Https`]: "",
    [`${headers}.customrequestheaders.Proxy`]: "",
    [`${headers}.customrequestheaders.X-Forwarded-Protocol`]: "",
    [`${headers}.customrequestheaders.X-Forwarded-Scheme`]: "",
    [`${headers}.customrequestheaders.X-Forwarded-Ssl`]: "",
    [`${headers}.customrequestheaders.X-Url-Scheme`]: "",
    [`${headers}.contenttypenosniff`]: "true",
    [`${headers}.stsseconds`]: "31536000",
    "traefik.http.middlewares.calendar-example-org-from.ipallowlist.sourcerange": "192.0.2.0/24",
    "traefik.http.middlewares.calendar-example-org-rate.ratelimit.average": "5",
    "traefik.http.middlewares.calendar-example-org-rate.ratelimit.burst": "50",
    [`${router}-caldav.entrypoints`]: "websecure",
    [`${router}-caldav.rule`]:
      "Host(`calendar.example.org`) && (Path(`/.well-known/caldav`) || Path(`/.well-known/caldav/`))",
    [`${router}-caldav.priority`]: "2000",
    [`${router}-caldav.service`]: "noop@internal",
    [`${router}-caldav.middlewares`]: "calendar-example-org-caldav",
    [`${router}-caldav.tls`]: "true",
    [`${router}-caldav.tls.certresolver`]: "le",
    "traefik.http.middlewares.calendar-example-org-caldav.redirectregex.regex": "^.*$",
    "traefik.http.middlewares.calendar-example-org-caldav.redirectregex.replacement":
      "https://calendar.example.org/dav.php/",
    "traefik.http.middlewares.calendar-example-org-caldav.redirectregex.permanent": "true",
  });
});

it("writes several routes on one container", () => {
  const { host, ingress, serviceOn } = existing();
  const routed = { service: serviceOn("web"), http: { port: 8080 } };

  ingress.route(routed, { host: "calendar.example.org" });
  ingress.route(routed, { host: "calendar.example.org", path: "/admin" });

  const rules = Object.keys(labelsOf(host, "web")).filter((label) => label.endsWith(".rule"));
  expect(rules.sort()).toEqual([
    "traefik.http.routers.calendar-example-org-admin.rule",
    "traefik.http.routers.calendar-example-org.rule",
  ]);
});

it("hands connections on, and challenges before the service is healthy", () => {
  const { host, ingress, serviceOn } = existing({ allowsAcmeByPass: true });
  const service = serviceOn("chat", { ipv4Address: "172.30.0.9" });

  ingress.passthrough({ service, tls: { port: 443, challengePort: 80 } }, { hosts: ["chat.example.org"] });

  expect(labelsOf(host, "chat")).toEqual({
    "traefik.enable": "true",
    "traefik.docker.network": "proxy_default",
    "traefik.docker.allownonrunning": "true",
    "traefik.tcp.routers.chat-example-org.entrypoints": "websecure",
    "traefik.tcp.routers.chat-example-org.rule": "HostSNI(`chat.example.org`)",
    "traefik.tcp.routers.chat-example-org.priority": "1000",
    "traefik.tcp.routers.chat-example-org.service": "chat-example-org",
    "traefik.tcp.routers.chat-example-org.tls.passthrough": "true",
    "traefik.tcp.services.chat-example-org.loadbalancer.server.port": "443",
    "traefik.http.routers.chat-example-org-challenge.entrypoints": "web",
    "traefik.http.routers.chat-example-org-challenge.rule":
      "Host(`chat.example.org`) && PathPrefix(`/.well-known/acme-challenge/`)",
    "traefik.http.routers.chat-example-org-challenge.priority": "3000",
    "traefik.http.routers.chat-example-org-challenge.service": "chat-example-org-challenge",
    "traefik.http.services.chat-example-org-challenge.loadbalancer.server.url": "http://172.30.0.9:80",
  });
});

it("wants a fixed address and an entry point for HTTP where challenges are handed on", () => {
  const tls = { port: 443, challengePort: 80 };
  const [without, plain] = [existing({ httpEntryPoint: undefined }), existing()];

  const options = { hosts: ["chat.example.org"] };
  expect(refusalOf(() => without.ingress.passthrough({ service: without.serviceOn("chat"), tls }, options))).toBe(
    `calendars/host/ingress: 1 problem

  ✗ httpEntryPoint   is required for a service that answers ACME challenges by itself
      expected  the name of the entry point for HTTP, such as web
      fix       pass \`httpEntryPoint\``,
  );
  expect(refusalOf(() => plain.ingress.passthrough({ service: plain.serviceOn("chat"), tls }, options))).toBe(
    `calendars/host/ingress, passthrough to calendars/host/chat: 1 problem

  ✗ ipv4Address   is required: until the container is healthy, Traefik finds it by a fixed address alone
      expected  a fixed address on proxy_default
      fix       give the container an \`ipv4Address\` on that network`,
  );
});

it("says what no label can", () => {
  const { host, ingress, serviceOn } = existing();
  ingress.route({ service: serviceOn("web"), http: { port: 8080 } }, { host: "calendar.example.org" });

  const assumed = synthesized(host).report.findings.filter(({ rule }) => rule === "http/ingress-assumptions");
  expect(assumed.map(({ status, what }) => [status, what])).toEqual([
    ["deferred", 'counts on entry point web: a redirect `to: ":443"`, the port and not a name'],
    [
      "deferred",
      "counts on entry point websecure: `http.aliasHeadersStrategy: delete`, or clients forge where they come from",
    ],
    ["deferred", "counts on provider docker: `exposedByDefault: false`, or helper containers are served too"],
  ]);
});

it("lets somebody say that it was looked at", () => {
  const { host, ingress, serviceOn } = existing();
  ingress.route({ service: serviceOn("web"), http: { port: 8080 } }, { host: "calendar.example.org" });
  Invariants.of(ingress).acknowledge("http/ingress-assumptions", "seen in its repository");

  const assumed = synthesized(host).report.findings.filter(({ rule }) => rule === "http/ingress-assumptions");
  expect(assumed.map(({ status }) => status)).toEqual(["acknowledged", "acknowledged", "acknowledged"]);
});

it("refuses what would be a setting of that Traefik", () => {
  const { ingress, serviceOn } = existing();
  const options = { host: "calendar.example.org", responseTimeout: Duration.minutes(15) };

  expect(refusalOf(() => ingress.route({ service: serviceOn("web"), http: { port: 8080 } }, options))).toContain(
    "✗ responseTimeout   is no label",
  );
});

it.each([undefined, null, 7, [], { host: "a.example.org", responseTimeout: null }])(
  "refuses what are no options: %p",
  (options) => {
    const { ingress, serviceOn } = existing();

    const call = (): unknown => ingress.route({ service: serviceOn("web"), http: { port: 8080 } }, options as never);

    expect(refusalOf(call)).toContain("calendars/host/ingress, route: 1 problem");
  },
);

it("refuses props that do not fit, all at once", () => {
  const props = { version: "latest", entryPoint: "web secure", readTimeout: Duration.seconds(0) };

  expect(refusalOf(() => existing(props)).match(/✗ \S+/g)).toEqual(["✗ version", "✗ entryPoint", "✗ readTimeout"]);
});
