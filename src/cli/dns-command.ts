import { parseArgs } from "node:util";
import { parseAddress } from "../internal/ip";
import { DnsNeed } from "../topology";
import { renderZone } from "../topology/zone-view";
import { authoritativeServers } from "./authoritative";
import type { Streams } from "./command-line";
import { NameServer } from "./name-server";
import type { RecordProblem } from "./record-check";
import { checkRecords } from "./record-check";
import { UsageError } from "./usage";
import type { WantedRecord } from "./wanted-records";
import { wantedRecords } from "./wanted-records";

const OPTIONS = {
  topology: { type: "string", default: "cdktf.out/topology.json" },
  zone: { type: "string" },
  outputs: { type: "string" },
  server: { type: "string", multiple: true },
  "before-start": { type: "boolean", default: false },
} as const;

/** `cdktf-groupware dns …`. */
export async function dnsCommand(argv: readonly string[], streams: Streams): Promise<number> {
  const { verb, values } = parsed(argv);
  const all = wantedRecords(values);
  const records = values["before-start"] ? all.filter(({ need }) => need === DnsNeed.BEFORE_START) : all;
  switch (verb) {
    case "records":
      records.forEach((record) => streams.out(describe(record)));
      return 0;
    case "zone":
      streams.out(renderZone(records).trimEnd());
      return 0;
    case "verify":
      return verify(records, values.server ?? [], streams);
    default:
      throw new UsageError(`there is no verb ${verb || "without a name"} of dns`);
  }
}

function parsed(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [verb = "", ...others] = positionals;
    if (others.length > 0) throw new UsageError(`${others.join(" ")} means nothing here`);
    return { verb, values };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function verify(records: readonly WantedRecord[], stated: readonly string[], { out }: Streams): Promise<number> {
  if (records.length === 0) {
    out("No DNS records are needed.");
    return 0;
  }
  const given = stated.map(serverOf);
  const known = new Map<string, Promise<NameServer[]>>();
  const serversOf = (name: string): Promise<NameServer[]> => {
    if (given.length > 0) return Promise.resolve(given);
    // Names that services put below a domain are mostly of its zone.
    const domain = name.replace(/^(_[^.]+\.)+/, "");
    const servers = known.get(domain) ?? authoritativeServers(domain);
    known.set(domain, servers);
    return servers;
  };
  const problems = await problemsOf(records, serversOf);
  problems.forEach(({ problem, servers }) => out(render(problem, servers)));
  const isBroken = problems.some(({ problem }) => !problem.isRecommendation);
  out(summary(records.length, problems.length));
  return isBroken ? 1 : 0;
}

/** A problem, and the servers that show it. */
interface SeenProblem {
  readonly problem: RecordProblem;
  readonly servers: string[];
}

/** Asks every server, because one of them may have missed a change, and tells what is the same for several once. */
async function problemsOf(
  records: readonly WantedRecord[],
  serversOf: (name: string) => Promise<NameServer[]>,
): Promise<SeenProblem[]> {
  const asked = await Promise.all(records.map(async (record) => ({ record, servers: await serversOf(record.name) })));
  const byServer = new Map<NameServer, WantedRecord[]>();
  for (const { record, servers } of asked) {
    for (const server of servers) byServer.set(server, [...(byServer.get(server) ?? []), record]);
  }
  const seen = new Map<string, SeenProblem>();
  for (const [server, own] of byServer) {
    for (const problem of await checkRecords(own, (name, type) => server.ask(name, type))) {
      const { kind, record, got = "" } = problem;
      const key = [kind, record.name, record.type, problem.expected, got].join("\n");
      const servers = seen.get(key)?.servers ?? [];
      seen.set(key, { problem, servers: [...new Set([...servers, server.name])] });
    }
  }
  return [...seen.values()];
}

function serverOf(text: string): NameServer {
  const [, bracketed, inBrackets] = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? [];
  const [, plain, port] = /^([^:]+)(?::(\d+))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  if (parseAddress(address) === undefined) {
    throw new UsageError(
      `--server takes an IP address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53, not ${text}`,
    );
  }
  return new NameServer(text, address, Number(inBrackets ?? port ?? 53));
}

function render({ kind, record, got, expected, isRecommendation }: RecordProblem, servers: readonly string[]): string {
  const mark = isRecommendation ? "!" : "✗";
  const title = `${mark} ${kind}${isRecommendation ? " (recommended)" : ""}   ${record.name} ${record.type}`;
  return [
    title,
    ...(got === undefined ? [] : [`    got       ${got}`]),
    `    expected  ${expected}`,
    `    for       ${record.path}`,
    `    asked     ${servers.join(", ")}`,
    "",
  ].join("\n");
}

function summary(records: number, problems: number): string {
  if (problems === 0) return `All ${records} DNS records are as they should be.`;
  return `${problems} of ${records} DNS records ${problems === 1 ? "is" : "are"} not as they should be.`;
}

function describe({ name, type, value, need, path }: WantedRecord): string {
  return [name, type, value ?? "(known when it runs)", need, path].join("\t");
}
