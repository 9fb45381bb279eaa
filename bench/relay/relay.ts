import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Smarthost } from "cdktf-groupware";
import { imageOf } from "../../test/fixtures/images/build";
import type { TestContainer } from "../../test/images/containers";
import { docker, eventually } from "../../test/images/containers";
import { MailLab } from "../../test/images/relay";

/*
 * Messages a second through the relay to a sink, and its memory, beside the package of Debian as it is installed, on the
 * same machine in the same run. Both take turns, so that what else happens on the machine happens to both.
 */

const CLIENTS = [1, 10, 50];
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? "500");
const ROUNDS = 9;
const BYTES = 4_000;

const NAMES = ["relay", "plain"] as const;

type Name = (typeof NAMES)[number];

interface Sample {
  readonly name: Name;
  readonly clients: number;
  readonly messagesPerSecond: number;
  /** Of all processes in the container: what else runs on the machine changes it little. */
  readonly cpuMillisecondsPerMessage: number;
}

async function main(): Promise<void> {
  const root = join(__dirname, "..", "..");
  const image = imageOf(join(root, "images", "postfix-relay"), "postfix-relay");
  const plain = imageOf(join(__dirname, "plain"), "bench-plain-postfix");
  const lab = new MailLab(image, image);
  try {
    const { sandbox, network } = lab;
    const client = sandbox.run("client", {
      image,
      command: ["infinity"],
      options: ["--network", network, "--entrypoint", "sleep", "--init"],
    });
    sandbox.run("sink", {
      image,
      command: ["-u", "postfix", ":25", "1000"],
      options: ["--network", network, "--network-alias", "sink", "--entrypoint", "smtp-sink"],
    });
    const servers: Record<Name, TestContainer> = {
      // As often as the construct looks, and not as a test does, which waits for it.
      relay: lab.relay("relay", { smarthost: Smarthost.of("sink"), run: ["--health-interval", "5s"] }),
      plain: sandbox.run("plain", {
        image: plain,
        options: [
          "--network",
          network,
          "--network-alias",
          "plain",
          "--volume",
          `${sandbox.volume("plain")}:/var/spool/postfix`,
        ],
      }),
    };
    for (const name of NAMES) {
      const greets = [
        "smtp-source",
        "-m",
        "1",
        "-f",
        "ann@calendar.example.org",
        "-t",
        "bob@example.net",
        `${name}:25`,
      ];
      await eventually(`${name} takes mail`, () => client.tryExec(greets).status === 0);
    }
    const idle = { relay: residentMebibytes(servers.relay), plain: residentMebibytes(servers.plain) };
    const samples = measureAll(client, servers);
    report(
      { idle, busy: { relay: residentMebibytes(servers.relay), plain: residentMebibytes(servers.plain) } },
      samples,
    );
  } finally {
    lab.sandbox.remove();
  }
}

function measureAll(client: TestContainer, servers: Record<Name, TestContainer>): Sample[] {
  return CLIENTS.flatMap((clients) =>
    Array.from({ length: ROUNDS }, (_, round) => (round % 2 === 0 ? NAMES : [...NAMES].reverse()))
      .flat()
      .map((name) => ({ name, clients, ...measure(client, servers[name], name, clients) })),
  );
}

/** From the first connection until the queue is empty. */
function measure(client: TestContainer, server: TestContainer, name: Name, clients: number) {
  const cpuBefore = cpuMilliseconds(server);
  const started = process.hrtime.bigint();
  client.exec([
    ...["smtp-source", "-s", String(clients), "-m", String(MESSAGES), "-l", String(BYTES)],
    ...["-f", "ann@calendar.example.org", "-t", "bob@example.net", `${name}:25`],
  ]);
  const queues = "/var/spool/postfix/maildrop /var/spool/postfix/incoming /var/spool/postfix/active";
  server.exec(["sh", "-c", `while [ -n "$(find ${queues} -type f -print -quit)" ]; do sleep 0.05; done`]);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const cpu = cpuMilliseconds(server) - cpuBefore;
  const deferred = server.exec(["sh", "-c", "find /var/spool/postfix/deferred -type f | wc -l"]);
  if (deferred !== "0") throw new Error(`${name}: ${deferred} messages were deferred`);
  return { messagesPerSecond: MESSAGES / seconds, cpuMillisecondsPerMessage: cpu / MESSAGES };
}

/** What the kernel counted for the container, under either version of cgroups. */
function cpuMilliseconds(server: TestContainer): number {
  const { status, stdout } = server.tryExec(["cat", "/sys/fs/cgroup/cpuacct/cpuacct.usage"]);
  if (status === 0) return Number(stdout) / 1e6;
  const [, microseconds] = /^usage_usec (\d+)$/m.exec(server.exec(["cat", "/sys/fs/cgroup/cpu.stat"]))!;
  return Number(microseconds) / 1e3;
}

/** Of all processes in the container, without what they share counted twice. */
function residentMebibytes(server: TestContainer): number {
  const stats = docker(["stats", "--no-stream", "--format", "{{.MemUsage}}", server.name]).split(" / ")[0];
  const [, amount, unit] = /^([\d.]+)([KMG]iB)$/.exec(stats)!;
  return Number(amount) * { KiB: 1 / 1024, MiB: 1, GiB: 1024 }[unit as "KiB" | "MiB" | "GiB"];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function report(memory: Record<"idle" | "busy", Record<Name, number>>, samples: readonly Sample[]): void {
  const rows = CLIENTS.map((clients) => {
    const of = (name: Name) => samples.filter((one) => one.name === name && one.clients === clients);
    const speed = (name: Name) => of(name).map(({ messagesPerSecond }) => messagesPerSecond);
    const cpu = (name: Name) => median(of(name).map(({ cpuMillisecondsPerMessage }) => cpuMillisecondsPerMessage));
    const plain = speed("plain");
    return {
      clients,
      relay: median(speed("relay")),
      plain: median(plain),
      // Of neighbours in time, so that a busy machine slows both sides of each.
      ratio: median(speed("relay").map((value, index) => value / plain[index])),
      relayCpu: cpu("relay"),
      plainCpu: cpu("plain"),
    };
  });
  const machine = { processors: cpus().length, engine: docker(["version", "--format", "{{.Server.Version}}"]) };
  const directory = join(__dirname, "results");
  mkdirSync(directory, { recursive: true });
  const result = { machine, messages: MESSAGES, bytes: BYTES, rounds: ROUNDS, memoryMebibytes: memory, rows, samples };
  writeFileSync(join(directory, "relay.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  const cells = (values: readonly string[]) => values.map((value) => value.padStart(10)).join("");
  const lines = rows.map(({ clients, relay, plain, ratio, relayCpu, plainCpu }) =>
    cells([
      String(clients),
      relay.toFixed(0),
      plain.toFixed(0),
      ratio.toFixed(2),
      relayCpu.toFixed(2),
      plainCpu.toFixed(2),
    ]),
  );
  const heading = cells(["clients", "relay/s", "plain/s", "ratio", "relay ms", "plain ms"]);
  process.stdout.write([heading, ...lines, ""].join("\n"));
  process.stdout.write(
    `idle memory: relay ${memory.idle.relay.toFixed(1)} MiB, plain ${memory.idle.plain.toFixed(1)} MiB\n`,
  );
}

void main();
