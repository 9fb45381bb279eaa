import { spawn } from "node:child_process";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerService,
  DockerHost,
  Duration,
  HealthCheck,
  IngressCertificates,
  Invariants,
  ServiceNetwork,
  Size,
  Traefik,
} from "cdktf-groupware";
import { TestContainer, docker, eventually, tryDocker } from "../images/docker";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, inspect, logsOf } from "./harness/engine";
import { missingForIngress, traefikVersion, writeIngressImage } from "./harness/ingress-image";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-traefik";
const ingress = `${stack}-ingress`;
const client = new TestContainer(`${stack}-client`);
const services = [ingress, `${stack}-web`, `${stack}-chat`, `${stack}-authority`, client.name];

/** What came back to the client. */
interface Answer {
  readonly status?: number;
  readonly statuses?: readonly number[];
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly certificate?: string;
  readonly alpn?: string;
  readonly line?: string;
  readonly error?: string;
}

/** What reached the backend. */
interface Reached {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly bytes: number;
}

/**
 * An ingress with certificates of an authority for tests, a web service, and one that ends TLS by itself. First it has no
 * routes, because it asks for a certificate once, when the authority and its DNS may not be up; then some, then more.
 */
function program(image: string, certificate: string, stage: number): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const everything = ContainerImage.fromBuild(image);
    const network = new ServiceNetwork(host, "front", { subnet: "10.77.11.0/24" });
    const serviceOf = (id: string, entrypoint: string[], environment?: { [name: string]: string }): ContainerService =>
      new ContainerService(host, id, {
        image: everything,
        user: "1000:1000",
        environment,
        entrypoint,
        healthCheck: HealthCheck.command(["true"]),
        networks: [{ network, aliases: [id] }],
      });
    const backend = ["node", "/app/backend.mjs"];
    const web = serviceOf("web", backend, { INGRESS: ingress });
    const chat = serviceOf("chat", backend, { INGRESS: ingress });
    serviceOf(
      "authority",
      ["sh", "-c", "exec pebble -config /app/pebble.json -dnsserver $(getent hosts web | cut -d ' ' -f 1):8053"],
      { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" },
    );
    serviceOf("client", ["sleep", "infinity"]);

    const made = new Traefik(host, "ingress", {
      image: everything,
      version: traefikVersion(),
      networks: [network],
      certificates: IngressCertificates.letsEncrypt("ops@example.org", {
        directoryUrl: "https://authority:14000/dir",
        authorities: certificate,
      }),
      publish: { address: "127.0.0.1", http: 18_080, https: 18_443 },
      drain: Duration.seconds(10),
    });
    Invariants.of(made).acknowledge("http/challenge-reachable", "the authority is on the network");
    if (stage === 0) return;
    const http = { port: 8080, wellKnown: [{ name: "caldav", path: "/dav.php/" }], largestUpload: Size.gibibytes(1) };
    made.route({ service: web, http }, { host: "cal.example.org" });
    made.route({ service: chat, http: { port: 8080 } }, { host: "cal.example.org", path: "/sub" });
    made.passthrough({ service: chat, tls: { port: 8443, challengePort: 8081 } }, { hosts: ["chat.example.org"] });
    if (stage === 1) return;
    const limited = { service: web, http: { port: 8080 } };
    made.route(limited, { host: "more.example.org" });
    made.route(limited, { host: "more.example.org", path: "/few", rateLimit: { average: 1, burst: 1 } });
    made.route(limited, { host: "more.example.org", path: "/office", allowFrom: ["192.0.2.0/24"] });
  };
}

/** A request of the client, made with the name that the certificate must have. */
function ask(request: object): Answer {
  const whole = { ingress, authority: "authority", ...request };
  return JSON.parse(client.exec(["node", "/app/client.mjs", JSON.stringify(whole)])) as Answer;
}

function reached(request: object): Reached {
  const { body, ...answer } = ask({ host: "cal.example.org", ...request });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  return JSON.parse(body ?? "") as Reached;
}

/** Asks until the name has its certificate: the authority is asked once the route is there. */
function answering(host: string): Promise<Answer> {
  return eventually(`${host} answers`, () => {
    const answer = ask({ host });
    return answer.status === 200 && answer;
  });
}

/** The values of a header, in whatever letters. */
function headers({ rawHeaders }: Reached, name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === name.toLowerCase());
}

/** What Traefik says of itself, without what it says of requests. */
function troubles(): string[] {
  return (
    logsOf(ingress)
      .split("\n")
      .filter((line) => /"level":"(error|fatal|warn)"/.test(line))
      // It says so at every start, whatever is configured.
      .filter((line) => !line.includes("Traefik can reject some encoded characters"))
  );
}

const missing = missingForIngress();
if (missing) process.stderr.write(`SKIPPED: ${missing}: the ingress is not tried against a real Traefik.\n`);

(missing ? describe.skip : describeE2e)("the ingress", () => {
  let deployment: Deployment;
  let image: string;
  let certificate: string;
  let built: string;
  let first: Answer;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    image = join(deployment.directory, "ingress-image");
    certificate = writeIngressImage(image);
    built = ContainerImage.fromBuild(image).reference;
    deployment.synthesize(program(image, certificate, 0));
  }, 300_000);

  afterAll(() => {
    deployment.remove();
    // It has a new key in each run, so the next one has no use for it.
    tryDocker(["image", "rm", built]);
  }, 60_000);

  step("a deploy brings everything up, and the next one has nothing to do", async () => {
    await deployment.deploy();

    await allWell(services);
    expect(await deployment.planned()).toEqual([]);
    expect(inspect(ingress).Config.User).toBe("65532:65532");
  });

  step("a name has a certificate of the authority, which browsers are told to insist on", async () => {
    deployment.synthesize(program(image, certificate, 1));
    await deployment.deploy();

    first = await answering("cal.example.org");

    expect(first.headers).toMatchObject({
      "strict-transport-security": "max-age=31536000",
      "x-content-type-options": "nosniff",
      "alt-svc": 'h3=":18443"; ma=2592000',
    });
    expect(docker(["exec", ingress, "stat", "-c", "%a %u:%g", "/traefik/acme/acme.json"])).toBe("600 65532:65532");
  });

  step("a service is told the truth about where a request comes from, whatever the client says", () => {
    const lies = {
      "X-Forwarded-Proto": "http",
      "X.Forwarded.Proto": "http",
      X_Forwarded_Proto: "http",
      "X-Forwarded_Proto": "http",
      "X-Forwarded-For": "203.0.113.9",
      "X.Forwarded.For": "203.0.113.9",
      "X-Forwarded-Ssl": "off",
      "X-Url-Scheme": "http",
      "X-Real-Ip": "203.0.113.9",
      Forwarded: "for=203.0.113.9;proto=http",
      "Front-End-Https": "off",
      Proxy: "http://203.0.113.9/",
    };

    const told = reached({ headers: lies, path: "/dav.php/" });

    expect(headers(told, "X-Forwarded-Proto")).toEqual(["https"]);
    expect(headers(told, "X-Forwarded-For")).toHaveLength(1);
    expect(JSON.stringify(told.rawHeaders)).not.toContain("203.0.113.9");
    const names = told.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    expect(names.filter((name) => /[._]|^proxy$|^forwarded$|ssl|url-scheme|front-end/.test(name))).toEqual([]);
  });

  step("methods of WebDAV, headers and paths arrive as they were sent", () => {
    const headersOfDav = { Depth: "1", Destination: "https://cal.example.org/b", Authorization: "Basic YTpi" };

    const told = reached({ method: "PROPFIND", path: "/a%2Fb/@c+d/", headers: headersOfDav });

    expect([told.method, told.url]).toEqual(["PROPFIND", "/a%2Fb/@c+d/"]);
    expect([headers(told, "Depth"), headers(told, "Authorization")]).toEqual([["1"], ["Basic YTpi"]]);
  });

  step("HTTP leads to HTTPS without a port, and no method becomes another one", () => {
    const plain = { scheme: "http", host: "cal.example.org", path: "/dav.php/" };

    const [get, propfind] = [ask(plain), ask({ ...plain, method: "PROPFIND" })];

    expect([get.status, propfind.status]).toEqual([301, 308]);
    expect([get.headers?.location, propfind.headers?.location]).toEqual([
      "https://cal.example.org/dav.php/",
      "https://cal.example.org/dav.php/",
    ]);
  });

  step("the well-known path leads to the calendars, with a slash at its end or without", () => {
    const answers = ["", "/"].map((end) =>
      ask({ host: "cal.example.org", method: "PROPFIND", path: `/.well-known/caldav${end}` }),
    );

    expect(answers.map(({ status, headers: { location } = {} }) => [status, location])).toEqual([
      [308, "https://cal.example.org/dav.php/"],
      [308, "https://cal.example.org/dav.php/"],
    ]);
  });

  step("a deeper path goes to its own service, and one with more letters does not", () => {
    reached({ path: "/sub/a" });
    reached({ path: "/subx" });

    const lines = logsOf(ingress)
      .split("\n")
      .filter((line) => line.includes('"RouterName"'));
    const routers = ["/sub/a", "/subx"].map(
      (path) => JSON.parse(lines.find((line) => line.includes(`"RequestPath":"${path}"`)) ?? "{}").RouterName,
    );
    expect(routers).toEqual(["cal-example-org-sub@file", "cal-example-org@file"]);
  });

  step("challenges of a service that ends TLS by itself reach it", () => {
    const challenge = { scheme: "http", host: "chat.example.org", path: "/.well-known/acme-challenge/abc" };

    expect(ask(challenge)).toMatchObject({ status: 200, body: "challenge /.well-known/acme-challenge/abc" });
    expect(ask({ ...challenge, path: "/" }).status).toBe(301);
  });

  step("its connections are handed on with the protocol that the client asks for", () => {
    expect(ask({ how: "connect", host: "chat.example.org", alpn: "imap" })).toEqual({ alpn: "imap", line: "imap" });
  });

  step("a name that nobody has gets no certificate at all", () => {
    expect(ask({ how: "connect", host: "nobody.example.org", alpn: "http/1.1" }).error).toMatch(/SSL|TLS|ECONN/);
  });

  step("HTTP/2 and connections that change their protocol work", () => {
    expect(ask({ how: "askByHttp2", host: "cal.example.org" })).toEqual({ status: 200, alpn: "h2" });
    expect(ask({ host: "cal.example.org", upgrade: "echo" })).toMatchObject({ status: 101, body: "ping" });
  });

  step("an upload of more than a minute arrives", () => {
    expect(reached({ method: "PUT", seconds: 65 }).bytes).toBe(65_000);
  });

  step("a new route replaces no container and cuts no connection", async () => {
    const before = inspect(ingress).Id;
    const held = { ingress, how: "connect", host: "chat.example.org", alpn: "imap", hold: true };
    const holding = spawn("docker", ["exec", client.name, "node", "/app/client.mjs", JSON.stringify(held)]);
    let heard = "";
    holding.stdout.on("data", (data) => (heard += String(data)));
    await eventually("a held connection", () => heard.includes("echo"));

    deployment.synthesize(program(image, certificate, 2));
    expect((await deployment.planned()).filter((change) => change.includes("ingress_Service"))).toEqual([]);
    await deployment.deploy();
    await answering("more.example.org");

    const said = heard.length;
    await eventually("an echo after the change", () => heard.slice(said).includes("echo"));
    expect(heard).not.toContain("closed");
    expect(inspect(ingress).Id).toBe(before);
    holding.kill();
  });

  step("whoever asks too often, or from elsewhere, is turned away", () => {
    const { statuses } = ask({ how: "askOften", count: 40, host: "more.example.org", path: "/few" });

    expect(statuses).toContain(429);
    expect(ask({ host: "more.example.org", path: "/office" }).status).toBe(403);
  });

  step("the log tells of no trouble", () => {
    expect(troubles()).toEqual([]);
  });

  step("a request that runs is answered before it stops, and the certificates are kept", async () => {
    const slow = { ingress, authority: "authority", host: "cal.example.org", path: "/?wait=4000" };
    const asking = spawn("docker", ["exec", client.name, "node", "/app/client.mjs", JSON.stringify(slow)]);
    let answer = "";
    asking.stdout.on("data", (data) => (answer += String(data)));
    const ended = new Promise((resolve) => asking.on("close", resolve));
    await eventually("the request", () => logsOf(`${stack}-web`).includes("begins /?wait=4000"));

    docker(["stop", "--time", "60", ingress]);
    await ended;
    expect(inspect(ingress).State.ExitCode).toBe(0);
    expect(JSON.parse(answer).status).toBe(200);

    docker(["start", ingress]);
    await allWell([ingress]);
    expect((await answering("cal.example.org")).certificate).toBe(first.certificate);
  });
});
