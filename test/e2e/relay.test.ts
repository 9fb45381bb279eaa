import { spawnSync } from "node:child_process";
import { TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerService,
  DockerHost,
  Duration,
  HealthCheck,
  PostfixRelay,
  Secret,
  ServiceNetwork,
  Size,
  Smarthost,
} from "cdktf-groupware";
import { fixtureImage } from "../fixtures/images/build";
import { TestContainer, docker, eventually, tryDocker } from "../images/docker";
import { arrivals, recorded, send } from "../images/relay";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, idsOf, inspect, killFromOutside, logsOf, servicesOf } from "./harness/engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-relay";
const relay = `${stack}-relay`;
const signer = `${stack}-relay-dkim`;
const exporter = `${stack}-relay-exporter`;
const client = new TestContainer(`${stack}-client`);
const smarthost = new TestContainer(`${stack}-smarthost`);
const services = [client.name, relay, signer, exporter, smarthost.name];
const MESSAGES = 200;

/** A relay with all that it can have, a smarthost that records, and a client. */
function program(message = Size.mebibytes(10)): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const mail = new ServiceNetwork(host, "mail", { subnet: "10.77.9.0/24" });
    const made = new PostfixRelay(host, "relay", {
      networks: [mail],
      mailName: "calendar.example.org",
      rootAddress: "cal-bounce@example.org",
      smarthost: Smarthost.of("smarthost"),
      limits: { message },
      queue: { minimalBackoff: Duration.seconds(1), maximalBackoff: Duration.seconds(2) },
      dkim: { domains: ["calendar.example.org"] },
      exporterNetworks: [mail],
      submission: {
        users: [{ name: "alice", password: Secret.generated(host, "alice") }],
        certificate: Secret.fromLocalFile("certificate.pem"),
        privateKey: Secret.fromLocalFile("key.pem"),
        publish: { hostPort: 15_587 },
      },
    });
    const common = {
      image: ContainerImage.fromRegistry(fixtureImage("smtp-recorder")),
      init: true,
      writableRoot: true,
      healthCheck: HealthCheck.command(["true"]),
    };
    new ContainerService(host, "smarthost", { ...common, networks: [{ network: mail, aliases: ["smarthost"] }] });
    const route = made.allow({ construct: host, senders: ["ann@calendar.example.org"] });
    const sender = new ContainerService(host, "client", {
      ...common,
      entrypoint: ["sleep", "infinity"],
      networks: [{ network: route.network }],
    });
    route.connect(sender.containerNode);
  };
}

/** Sends one message after the other over one connection, each with a subject of its own. */
function sendMany(count: number): void {
  const script = `
import smtplib
with smtplib.SMTP("relay") as server:
    for number in range(${count}):
        server.sendmail("ann@calendar.example.org", ["bob@example.net"], f"From: ann@calendar.example.org\\nSubject: number {number}\\n\\n" + "x" * 1000)
`;
  client.exec(["python3", "-c", script]);
}

function subjects(): string[] {
  return recorded(smarthost).flatMap(({ data }) => /^Subject: (number \d+)/m.exec(data)?.[1] ?? []);
}

/** What the exporter says of the mail that could not be delivered so far. */
function metric(name: string): number {
  const read =
    'import urllib.request; print(urllib.request.urlopen("http://relay-exporter:9154/metrics").read().decode())';
  const line = new RegExp(`^postfix_showq_${name}\\{queue="deferred"\\} (\\d+)$`, "m");
  return Number(line.exec(client.exec(["python3", "-c", read]))?.[1]);
}

function waiting(): number {
  return docker(["exec", relay, "postqueue", "-j"])
    .split("\n")
    .filter((line) => line !== "").length;
}

describeE2e("the mail relay", () => {
  let deployment: Deployment;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    const subject = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=relay"];
    const files = ["-keyout", "key.pem", "-out", "certificate.pem"];
    spawnSync("openssl", ["req", "-x509", ...subject, ...files], { cwd: deployment.directory });
    deployment.synthesize(program());
  }, 300_000);

  afterAll(() => deployment.remove(), 60_000);

  step("a deploy brings everything up, and the next one has nothing to do", async () => {
    await deployment.deploy();

    await allWell(services);
    expect(servicesOf(stack)).toEqual([...services].sort());
    expect(await deployment.planned()).toEqual([]);
  });

  step("mail arrives, with a signature that fits the DNS record of the output", async () => {
    expect(send(client, "relay").status).toBe(0);
    const [{ data }] = await arrivals(smarthost, 1);

    const { stdout } = await deployment.terraform(["output", "-json"]);
    const [{ value }] = Object.values(JSON.parse(stdout) as Record<string, { value: string }>);
    const script =
      'import sys, dkim; print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: sys.argv[1].encode() if name == b"mail._domainkey.calendar.example.org." else None))';

    expect(value).toMatch(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{300,}$/);
    expect(client.exec(["python3", "-c", script, value], { input: data })).toBe("True");
    expect(logsOf(signer)).toContain("DKIM-Signature field added (s=mail, d=calendar.example.org)");
  });

  step("nothing leaves unsigned while the signer is away", async () => {
    docker(["stop", signer]);

    expect(send(client, "relay").stdout).toContain("<** 451 4.7.1 Service unavailable - try again later");

    docker(["start", signer]);
    await allWell([signer]);
  });

  step("a client that is not of its network is refused, and so is the host", () => {
    const address = inspect(relay).NetworkSettings.Networks[`${stack}-mail`].IPAddress;
    const swaks = ["swaks", "--from", "ann@calendar.example.org", "--to", "bob@example.net", "--server", address];
    const fromHost = ["run", "--rm", "--network", "host", "--entrypoint", ...swaks.slice(0, 1)];

    const { stdout } = tryDocker([...fromHost, fixtureImage("smtp-recorder"), ...swaks.slice(1)]);

    expect(stdout).toContain("Client host rejected: Access denied");
  });

  step("somebody outside logs in at the published port", async () => {
    const password = docker(["exec", relay, "cat", "/config/secrets/client-0"]);
    const login = ["--auth", "PLAIN", "--auth-user", "alice", "--auth-password", password];
    const options = ["--from", "ann@calendar.example.org", "--to", "bob@example.net", "--server", "127.0.0.1:15587"];
    const image = fixtureImage("smtp-recorder");

    const { stdout } = tryDocker([
      "run",
      "--rm",
      "--network",
      "host",
      "--entrypoint",
      "swaks",
      image,
      ...options,
      "--tls",
      ...login,
    ]);

    expect(stdout).toContain("250 2.0.0 Ok: queued as");
    await arrivals(smarthost, 2);
  });

  step("mail waits while the smarthost is away, and leaves when it is back", async () => {
    docker(["stop", smarthost.name]);
    send(client, "relay", "--header", "Subject: late");
    await eventually("a deferral", () => /status=deferred/.test(logsOf(relay)));
    expect([metric("message_size_bytes_count"), metric("message_age_seconds_count")]).toEqual([1, 1]);

    docker(["start", smarthost.name]);

    await eventually("the late message", () => recorded(smarthost).some(({ data }) => data.includes("Subject: late")));
    await eventually("metrics of an empty queue", () => metric("message_size_bytes_count") === 0);
  });

  step("a replaced relay sends what its predecessor kept", async () => {
    docker(["stop", smarthost.name]);
    send(client, "relay", "--header", "Subject: kept");
    const before = idsOf([relay, signer, client.name]);

    deployment.synthesize(program(Size.mebibytes(20)));
    docker(["start", smarthost.name]);
    await deployment.deploy();

    const after = idsOf([relay, signer, client.name]);
    expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual([relay]);
    await eventually("the kept message", () => recorded(smarthost).some(({ data }) => data.includes("Subject: kept")));
    expect(await deployment.planned()).toEqual([]);
  });

  step(`killed in the middle of ${MESSAGES} messages, it loses none`, async () => {
    docker(["stop", smarthost.name]);
    sendMany(MESSAGES);
    expect(waiting()).toBe(MESSAGES);
    const restarts = inspect(relay).RestartCount;

    docker(["start", smarthost.name]);
    await eventually("the first deliveries", () => subjects().length > 5);
    killFromOutside(relay);
    await eventually("the restart", () => inspect(relay).RestartCount > restarts && inspect(relay).State.Running);

    await eventually("all messages", () => new Set(subjects()).size === MESSAGES, 120);
    await eventually("an empty queue", () => waiting() === 0, 120);
    // What was under way when it was killed may come twice; one connection a process, 20 processes.
    expect(subjects().length).toBeLessThanOrEqual(MESSAGES + 20);
  });

  step("no secret can be read from the engine, the log or the synthesized files", () => {
    const password = docker(["exec", relay, "cat", "/config/secrets/client-0"]);
    const seen = [
      ...services.map((name) => docker(["inspect", name])),
      ...services.map(logsOf),
      ...deployment.synthesized().values(),
    ];

    expect(seen.some((text) => text.includes(password) || text.includes("PRIVATE KEY"))).toBe(false);
  });

  step("a job that failed for a bad key says so", () => {
    const image = inspectImage(relay);
    const { status, stderr } = tryDocker([
      "run",
      "--rm",
      "--entrypoint",
      "dkim-key",
      image,
      "a.example",
      "mail",
      "/etc/hostname",
    ]);

    expect([status, stderr.trim()]).toEqual([1, "dkim-key: /etc/hostname holds no private key in PEM form"]);
  });
});

function inspectImage(container: string): string {
  return docker(["inspect", "--format", "{{.Config.Image}}", container]);
}
