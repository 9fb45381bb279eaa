import type { ContainerService, DockerHost, IHttpService, TraefikProps } from "cdktf-groupware";
import {
  ContainerImage,
  Duration,
  FindingStatus,
  IngressCertificates,
  Secret,
  ServiceNetwork,
  Severity,
  Size,
  Traefik,
} from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost, makeService } from "../docker/blocks";

const LETS_ENCRYPT = IngressCertificates.letsEncrypt("ops@example.org");

function ingressOn(host: DockerHost, props: Partial<TraefikProps> = {}) {
  const network = new ServiceNetwork(host, "front", { subnet: "172.30.0.0/24" });
  const ingress = new Traefik(host, "ingress", { networks: [network], certificates: LETS_ENCRYPT, ...props });
  const serviceOn = (id: string): ContainerService => makeService(host, id, { networks: [{ network }] });
  return { ingress, network, serviceOn };
}

function web(service: ContainerService, rest: Partial<IHttpService["http"]> = {}): IHttpService {
  return { service, http: { port: 8080, ...rest } };
}

/** The file that a job of the ingress writes last. */
function fileOf(host: DockerHost, volume: "Config" | "Routes"): string {
  const { upload } = synthesized(host).resource(`calendars/host/ingress/${volume}/Write`);
  return upload.at(-1).content;
}

/** What tells Terraform to replace the container. */
function specOf(host: DockerHost): unknown {
  const result = synthesized(host);
  const config = Object.values<{ triggers_replace: unknown }>(result.stack("calendars").resource.terraform_data);
  const text = config
    .map((data) => JSON.stringify(data.triggers_replace))
    .find((data) => data.includes("entryPoints:"));
  return [result.resource("calendars/host/ingress").labels, text];
}

describe("the container", () => {
  it("is nobody, without capabilities, and can write into the storage of its certificates alone", () => {
    const host = makeHost();
    ingressOn(host);

    const config = synthesized(host).resource("calendars/host/ingress");

    expect(config).toMatchObject({
      image: "traefik:v3.7.13",
      user: "65532:65532",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      entrypoint: ["traefik"],
      command: ["--configFile=/traefik/static/traefik.yml"],
      memory: 128,
    });
    expect(config.volumes.map((volume: object) => ({ ...volume, volume_name: "" }))).toEqual([
      { volume_name: "", container_path: "/traefik/static", read_only: true },
      { volume_name: "", container_path: "/traefik/routes", read_only: true },
      { volume_name: "", container_path: "/traefik/acme", read_only: false },
    ]);
    expect(config.tmpfs).toBeUndefined();
    expect(config.env).toBeUndefined();
  });

  it("publishes HTTP, HTTPS and HTTP/3, and has time to let requests end", () => {
    const host = makeHost();
    ingressOn(host, { drain: Duration.minutes(2), publish: { address: "192.0.2.7", https: 8443 } });

    const config = synthesized(host).resource("calendars/host/ingress");

    expect(config.ports).toEqual([
      { internal: 80, external: 80, ip: "192.0.2.7", protocol: "tcp" },
      { internal: 443, external: 8443, ip: "192.0.2.7", protocol: "tcp" },
      { internal: 443, external: 8443, ip: "192.0.2.7", protocol: "udp" },
    ]);
    expect([config.stop_timeout, config.destroy_grace_seconds]).toEqual([125, 125]);
    expect(fileOf(host, "Config")).toContain("advertisedPort: 8443");
  });

  it("keeps its certificates in a volume that Terraform does not destroy, and makes it its own first", () => {
    const host = makeHost();
    ingressOn(host);

    const result = synthesized(host);

    expect(result.resource("calendars/host/ingress/Storage").lifecycle.prevent_destroy).toBe(true);
    expect(result.resource("calendars/host/ingress/PrepareStorage").entrypoint.at(-1)).toContain(
      "chown 65532:65532 /traefik/acme\nchmod 0700 /traefik/acme",
    );
    expect(result.resource("calendars/host/ingress").depends_on).toHaveLength(3);
  });

  it("breaks no rule, and says why it is open to the internet", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("web"), { largestUpload: Size.gibibytes(4) }), { host: "calendar.example.org" });

    const { findings } = synthesized(host).report;

    const open = findings.filter(
      ({ status, severity }) => status === FindingStatus.OPEN && severity !== Severity.ADVICE,
    );
    expect(open.filter(({ path }) => path.includes("ingress"))).toEqual([]);
    expect(findings.filter(({ rule }) => rule === "port/not-everywhere").map(({ reason }) => reason)).toEqual([
      "an ingress is what the internet shall reach",
      "an ingress is what the internet shall reach",
      "an ingress is what the internet shall reach",
    ]);
  });
});

describe("a route", () => {
  it("changes the file of routes and not the container", () => {
    const [plain, routed] = [makeHost(), makeHost()];
    ingressOn(plain).serviceOn("web");
    const { ingress, serviceOn } = ingressOn(routed);
    ingress.route(web(serviceOn("web"), { largestUpload: Size.gibibytes(1) }), { host: "calendar.example.org" });

    expect(specOf(routed)).toEqual(specOf(plain));
    expect(fileOf(routed, "Routes")).toContain('url: "http://calendars-web:8080"');
    expect(fileOf(plain, "Routes")).not.toContain("http:");
  });

  it("has the whole ingress wait for a body that takes longer than most", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("web"), { largestUpload: Size.gibibytes(4) }), { host: "calendar.example.org" });

    expect(fileOf(host, "Config")).toContain('readTimeout: "6872s"');
  });

  it("leaves a stated time as it is, of which a rule speaks", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host, { readTimeout: Duration.minutes(1) });
    ingress.route(web(serviceOn("web"), { largestUpload: Size.gibibytes(1) }), { host: "calendar.example.org" });

    expect(refusalOf(() => synthesized(host))).toContain("http/upload-time");
  });

  it("waits as long as the service may think, and tells where it is", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);

    const route = ingress.route(web(serviceOn("web"), { longestResponse: Duration.minutes(15) }), {
      host: "Calendar.example.org",
      aliases: ["kalender.example.org"],
      path: "/dav/",
    });

    expect([route.url, route.host, route.path]).toEqual([
      "https://calendar.example.org/dav",
      "calendar.example.org",
      "/dav",
    ]);
    expect(route.routeNodes.map(({ url }) => url)).toEqual([
      "https://calendar.example.org/dav",
      "https://kalender.example.org/dav",
    ]);
    expect(fileOf(host, "Routes")).toContain('responseHeaderTimeout: "900s"');
  });

  it("claims a well-known path once, and only where its target lies below the path", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    const backend = web(serviceOn("backend"), { wellKnown: [{ name: "caldav", path: "/caldav/" }] });

    ingress.route(backend, { host: "calendar.example.org", path: "/api" });
    ingress.route(backend, { host: "calendar.example.org", path: "/caldav" });
    ingress.route(backend, { host: "calendar.example.org", path: "/" });

    const claims = synthesized(host).topology.httpRoutes.map(({ url, wellKnown }) => [url, wellKnown]);
    expect(claims).toEqual([
      ["https://calendar.example.org/api", []],
      ["https://calendar.example.org/caldav", ["caldav"]],
      ["https://calendar.example.org/", []],
    ]);
    expect(fileOf(host, "Routes").match(/redirectRegex/g)).toHaveLength(1);
  });

  it("may have a name that only Terraform knows", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("web")), { host: "${var.domain}" });

    expect(fileOf(host, "Routes")).toContain('rule: "Host(`${var.domain}`)"');
  });

  it("has a name of its own in the file, also where another one is written alike", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("a")), { host: "a-b.example.org" });
    ingress.route(web(serviceOn("b")), { host: "a.b.example.org" });

    expect(fileOf(host, "Routes")).toContain("\n    a-b-example-org-2:\n");
  });

  it("stands in all views", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("web")), { host: "calendar.example.org", path: "/dav" });
    ingress.passthrough({ service: serviceOn("chat"), tls: { port: 443 } }, { hosts: ["chat.example.org"] });

    const { topology } = synthesized(host);

    expect(topology.toText()).toContain("url       https://calendar.example.org/dav through calendars-ingress");
    expect(topology.toText()).toContain("TLS       chat.example.org to 443 through calendars-ingress");
    expect(topology.toMermaid()).toContain('|"calendar.example.org/dav to 8080"|');
    expect(JSON.parse(topology.toJson()).httpRoutes[0]).toMatchObject({
      ingress: "calendars/host/ingress",
      url: "https://calendar.example.org/dav",
    });
  });
});

describe("what is refused", () => {
  it("a second owner of a name and path", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.route(web(serviceOn("one")), { host: "calendar.example.org", path: "/dav" });

    expect(refusalOf(() => ingress.route(web(serviceOn("two")), { host: "CALENDAR.example.org", path: "/dav/" })))
      .toBe(`calendars/host/ingress, route to calendars/host/two: 1 problem

  ✗ path   leads somewhere else already: calendar.example.org/dav belongs to calendars/host/one
      got       /dav
      expected  one service for each name and path
      fix       give one of the two another \`path\` or another \`host\``);
  });

  it("a second owner of a well-known path", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    const needs = { wellKnown: [{ name: "caldav", path: "/" }] };
    ingress.route(web(serviceOn("one"), needs), { host: "calendar.example.org" });

    expect(
      refusalOf(() =>
        ingress.route(web(serviceOn("two"), { wellKnown: [{ name: "caldav", path: "/dav/" }] }), {
          host: "calendar.example.org",
          path: "/dav",
        }),
      ),
    ).toBe(`calendars/host/ingress, route to calendars/host/two: 1 problem

  ✗ wellKnown   sends clients somewhere else already: https://calendar.example.org/.well-known/caldav belongs to calendars/host/one
      got       true
      expected  one owner of each name below /.well-known/ of a domain
      fix       pass \`wellKnown: false\` to one of the two routes`);
  });

  it("a route that takes connections away which are handed on, and the other way round", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    ingress.passthrough({ service: serviceOn("chat"), tls: { port: 443 } }, { hosts: ["chat.example.org"] });
    ingress.route(web(serviceOn("web")), { host: "calendar.example.org" });

    expect(refusalOf(() => ingress.route(web(serviceOn("any")), { host: "*.example.org" }))).toBe(
      `calendars/host/ingress, route to calendars/host/any: 1 problem

  ✗ host   takes connections for chat.example.org away from calendars/host/chat, which ends their TLS by itself
      got       *.example.org
      expected  names for which no connection is handed on
      fix       give the route another \`host\`, without a wildcard that covers it`,
    );
    expect(
      refusalOf(() =>
        ingress.passthrough({ service: serviceOn("mail"), tls: { port: 443 } }, { hosts: ["calendar.example.org"] }),
      ),
    ).toBe(`calendars/host/ingress, passthrough to calendars/host/mail: 1 problem

  ✗ hosts   hold calendar.example.org, whose connections belong to calendars/host/web
      got       calendar.example.org
      expected  names that no route and no other service has
      fix       take it out of \`hosts\`, or give the other one another name`);
  });

  it("options that no rule can be made of, all at once", () => {
    const host = makeHost();
    const { ingress, serviceOn } = ingressOn(host);
    const options = { host: "{{ env `A` }}", path: "dav", rateLimit: { average: 0 }, allowFrom: ["everywhere"] };

    const refusal = refusalOf(() => ingress.route(web(serviceOn("web")), options));

    expect(refusal).toContain("calendars/host/ingress, route: 4 problems");
    expect(refusal.match(/✗ \S+/g)).toEqual(["✗ host", "✗ path", "✗ rateLimit.average", "✗ allowFrom[0]"]);
  });

  it.each([undefined, null, 7, "web", {}, { service: {} }])("what is no service: %p", (service) => {
    const { ingress } = ingressOn(makeHost());

    const refusal = refusalOf(() => ingress.route(service as unknown as IHttpService, { host: "a.example.org" }));

    expect(refusal).toContain("calendars/host/ingress, route: 2 problems");
    expect(refusal).toContain("✗ http");
  });

  it.each([undefined, null, 7, []])("what are no options: %p", (options) => {
    const { ingress, serviceOn } = ingressOn(makeHost());

    const call = (): unknown => ingress.route(web(serviceOn("web")), options as never);

    expect(refusalOf(call)).toContain("calendars/host/ingress, route: 1 problem");
  });

  it("props that contradict each other, all at once", () => {
    const host = makeHost();
    const closed = new ServiceNetwork(host, "closed", { subnet: "172.31.0.0/24", internal: true });
    const make = (): Traefik =>
      new Traefik(host, "ingress", {
        networks: [closed],
        certificates: LETS_ENCRYPT,
        furtherCertificates: LETS_ENCRYPT,
        trustedProxies: { addresses: ["0.0.0.0/0"] },
        metricsPort: 443,
        publish: { http: 443 },
      });

    expect(refusalOf(make).match(/✗ \S+/g)).toEqual([
      "✗ networks",
      "✗ trustedProxies.addresses[0]",
      "✗ furtherCertificates",
      "✗ metricsPort",
      "✗ publish.https",
    ]);
  });
});

describe("certificates", () => {
  it("by DNS: what logs in at the provider is a file", () => {
    const host = makeHost();
    const certificates = IngressCertificates.dnsChallenge("ops@example.org", "cloudflare", {
      credentials: { CF_DNS_API_TOKEN: Secret.fromVariable("dns_token") },
      environment: { CLOUDFLARE_TTL: "120" },
    });
    ingressOn(host, { certificates });

    const result = synthesized(host);

    expect(result.resource("calendars/host/ingress").env).toEqual([
      "CF_DNS_API_TOKEN_FILE=/traefik/static/secrets/CF_DNS_API_TOKEN",
      "CLOUDFLARE_TTL=120",
    ]);
    expect(fileOfConfig(result)).toContain("dnsChallenge:\n        provider: cloudflare\n");
  });

  it("from files: beside the routes, where Traefik sees that they change", () => {
    const host = makeHost();
    const certificates = IngressCertificates.fromFiles([
      {
        hosts: ["calendar.example.org"],
        certificate: Secret.fromHostFile("/etc/ssl/calendar.pem"),
        privateKey: Secret.fromHostFile("/etc/ssl/calendar.key"),
      },
    ]);
    ingressOn(host, { certificates });

    const result = synthesized(host);

    expect(fileOf(host, "Routes")).toContain(
      "  certificates:\n    - certFile: /traefik/routes/certificate-0.pem\n      keyFile: /traefik/routes/certificate-0.key\n",
    );
    expect(result.resource("calendars/host/ingress").volumes).toHaveLength(2);
    expect(result.topology.toText()).toContain("key of calendar.example.org: host file /etc/ssl/calendar.key");
  });

  it("of an authority for tests tell browsers nothing", () => {
    const host = makeHost();
    const staging = IngressCertificates.letsEncrypt("ops@example.org", { staging: true });
    const { ingress, serviceOn } = ingressOn(host, { certificates: staging });
    ingress.route(web(serviceOn("web")), { host: "calendar.example.org" });

    expect(fileOf(host, "Routes")).not.toContain("stsSeconds");
    expect(fileOf(host, "Config")).toContain('caServer: "https://acme-staging-v02.api.letsencrypt.org/directory"');
  });

  it("are refused with everything that does not fit", () => {
    expect(
      refusalOf(() => IngressCertificates.letsEncrypt("nobody", { directoryUrl: "http://ca", staging: true })),
    ).toContain("IngressCertificates.letsEncrypt: 3 problems");
    expect(
      refusalOf(() =>
        IngressCertificates.dnsChallenge("ops@example.org", "cloudflare", {
          credentials: { CF_DNS_API_TOKEN_FILE: Secret.fromVariable("token") },
          environment: { CF_API_KEY: "abcdef" },
        }),
      ),
    ).toBe(`IngressCertificates.dnsChallenge: 2 problems

  ✗ credentials.CF_DNS_API_TOKEN_FILE   names a file, and files are what credentials become by themselves
      got       CF_DNS_API_TOKEN_FILE
      expected  CF_DNS_API_TOKEN
      fix       write \`CF_DNS_API_TOKEN\`

  ✗ environment.CF_API_KEY   looks like a secret, which everybody could read who may ask the engine
      got       CF_API_KEY
      expected  a Secret in \`credentials\`
      fix       pass it as \`credentials.CF_API_KEY\``);
    expect(refusalOf(() => IngressCertificates.fromFiles([]))).toContain("at least one");
  });
});

it("reads the release from the tag of its image", () => {
  const versions = ["traefik:v3.7.13", "registry.example.org/traefik:3.8.0-alpine", "traefik:v3.7"].map((reference) => {
    const { ingress } = ingressOn(makeHost(), { image: ContainerImage.fromRegistry(reference) });
    return ingress.ingressNode.version;
  });

  expect(versions).toEqual(["3.7.13", "3.8.0", undefined]);
});

function fileOfConfig(result: ReturnType<typeof synthesized>): string {
  return result.resource("calendars/host/ingress/Config/Write").upload[0].content;
}
