import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { BackupLab } from "../../test/images/backup";
import type { TestContainer } from "../../test/images/containers";
import { docker } from "../../test/images/containers";

/*
 * A dump and a restore of one database with all that a backup does besides, beside plain `pg_dump` and `pg_restore`, on the
 * same machine in the same run. Both take turns, so that what else happens on the machine happens to both.
 */

const MEGABYTES = Number(process.env.BENCH_MEGABYTES ?? "1024");
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? "3");

const POSTGRES = {
  id: "postgresql",
  kind: "postgres",
  host: "/sources/postgresql",
  port: 5432,
  user: "postgres",
  maintenance: "postgres",
  databases: ["caldav"],
  all: true,
};

interface Sample {
  readonly what: "backup" | "restore";
  readonly name: "library" | "plain";
  readonly seconds: number;
}

async function main(): Promise<void> {
  const lab = new BackupLab();
  try {
    const data = lab.sandbox.volume("data");
    const { container: server, socket } = await lab.server("server", ["--volume", `${data}:/var/lib/postgresql/data`]);
    fill(server);
    const mounts = [`${socket}:/sources/postgresql`];
    const samples: Sample[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      samples.push({ what: "backup", name: "plain", seconds: timed(() => plainDump(server)) });
      // A repository of its own each time: the second run into one would find everything there.
      const repository = lab.sandbox.volume(`repository-${round}`);
      const backup = lab.backup([POSTGRES], mounts, { repository, plan: { verify: "5%" } });
      samples.push({ what: "backup", name: "library", seconds: timed(() => backup.exec(["run"])) });
      samples.push({ what: "restore", name: "plain", seconds: timed(() => plainRestore(server)) });
      const order = { request: `round ${round}`, overwrite: true };
      const start = process.hrtime.bigint();
      const { status, stderr } = await lab.restore(order, [POSTGRES], mounts, { repository });
      if (status !== 0) throw new Error(stderr);
      samples.push({ what: "restore", name: "library", seconds: secondsSince(start) });
      await lab.restore({ ...order, action: "forget" }, [POSTGRES], mounts, { repository });
      process.stdout.write(`round ${round + 1}: ${samples.slice(-4).map(show).join(", ")}\n`);
    }
    report(samples);
  } finally {
    lab.sandbox.remove();
  }
}

/** Rows of text, half of it repeated as it is in calendars, and half of it not. */
function fill(server: TestContainer): void {
  const rows = Math.round((MEGABYTES * 1_048_576) / 1_000);
  const body = "string_agg(md5(random()::text), '') || repeat('BEGIN:VEVENT ', 36)";
  const sql = `CREATE DATABASE caldav;
\\connect caldav
CREATE TABLE calendarobjects (id int PRIMARY KEY, uri text, data text);
ALTER TABLE calendarobjects ALTER data SET STORAGE EXTERNAL;
INSERT INTO calendarobjects SELECT n, md5(n::text), (SELECT ${body} FROM generate_series(1, 15) WHERE n = n) FROM generate_series(1, ${rows}) n;
CREATE INDEX ON calendarobjects (uri);
CHECKPOINT;`;
  server.exec(["psql", "-U", "postgres", "-qv", "ON_ERROR_STOP=1"], { input: sql });
}

function plainDump(server: TestContainer): void {
  server.exec(["pg_dump", "-U", "postgres", "-Fc", "-f", "/var/lib/postgresql/data/plain.dump", "caldav"]);
}

function plainRestore(server: TestContainer): void {
  server.exec(["dropdb", "-U", "postgres", "--if-exists", "plain"]);
  server.exec(["createdb", "-U", "postgres", "plain"]);
  server.exec(["pg_restore", "-U", "postgres", "-d", "plain", "/var/lib/postgresql/data/plain.dump"]);
}

function timed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return secondsSince(start);
}

function secondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function show({ what, name, seconds }: Sample): string {
  return `${what} ${name} ${seconds.toFixed(1)} s`;
}

/** The ratio of neighbours, and of these the one in the middle. */
function ratioOf(samples: readonly Sample[], what: Sample["what"]): number {
  const of = (name: Sample["name"]) => samples.filter((one) => one.what === what && one.name === name);
  const plain = of("plain");
  const ratios = of("library").map(({ seconds }, index) => seconds / plain[index].seconds);
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
}

function report(samples: readonly Sample[]): void {
  const result = {
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0].model,
      cores: cpus().length,
      engine: docker(["version", "--format", "{{.Server.Version}}"]),
    },
    megabytes: MEGABYTES,
    ratios: { backup: ratioOf(samples, "backup"), restore: ratioOf(samples, "restore") },
    samples,
  };
  const directory = join(__dirname, "results");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "backup.json"), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`backup ${result.ratios.backup.toFixed(2)} x, restore ${result.ratios.restore.toFixed(2)} x\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
