// npm run bench:synth: measures both programs, each time in a process of its own and in turn, and writes down the result.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { prepare, root } from "../../scripts/project.mjs";
import { compare } from "./compare.mjs";
import { summarize, table, verdicts } from "./report.mjs";

/** Containers, and how many measurements of each program: the short ones vary more. */
const SIZES = [
  { containers: 10, repetitions: 15 },
  { containers: 100, repetitions: 15 },
  { containers: 1_000, repetitions: 9 },
  { containers: 4_000, repetitions: 7 },
];

const PROGRAMS = ["raw", "library"];

const here = join(root, "bench", "synth");
const compiled = join(root, "dist", "bench", "synth");

await prepare();
await compilePrograms();
const work = mkdtempSync(join(tmpdir(), "bench-synth-"));
try {
  const result = { machine: machine(), loadBefore: load(), sizes: SIZES.map(measureSize), loadAfter: load() };
  const checks = verdicts(result.sizes);
  writeFileSync(join(here, "results", "synth.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  await writeReadme(`${table(result)}\n\n${checks.map((check) => `- ${check}`).join("\n")}`);
  console.log(checks.join("\n"));
} finally {
  rmSync(work, { recursive: true });
}

/** To JavaScript beforehand, so that no compiler runs while the clock does. It stands in the package, whose name it imports. */
async function compilePrograms() {
  const { transformFileSync } = await import("@swc/core");
  mkdirSync(compiled, { recursive: true });
  for (const name of [...PROGRAMS, "fleet", "measure"]) {
    const { code } = transformFileSync(join(here, `${name}.ts`), {
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    writeFileSync(join(compiled, `${name}.js`), code);
  }
}

function measureSize({ containers, repetitions }) {
  const runs = Object.fromEntries(PROGRAMS.map((program) => [program, []]));
  // The first round warms the caches of the file system, and its outputs are compared.
  const outdirs = PROGRAMS.map((program) => {
    const outdir = join(work, `${program}-${containers}`);
    measure(program, containers, outdir);
    return outdir;
  });
  const { resources, differences } = compare(...outdirs);
  if (differences.length > 0) {
    throw new Error(`the programs differ in ${differences.length} blocks, such as:\n${differences[0]}`);
  }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    // Who comes first alternates, so that a machine that slows down slows both.
    const order = repetition % 2 === 0 ? PROGRAMS : PROGRAMS.toReversed();
    for (const program of order) runs[program].push(measure(program, containers, join(work, "timed")));
  }
  const summary = Object.fromEntries(PROGRAMS.map((program) => [program, summarize(runs[program])]));
  console.error(`${containers} containers: raw ${summary.raw.total} ms, library ${summary.library.total} ms`);
  return { containers, resources, medians: summary, runs };
}

function measure(program, containers, outdir) {
  rmSync(outdir, { recursive: true, force: true });
  const output = execFileSync(process.execPath, [join(compiled, "measure.js"), program, String(containers), outdir], {
    cwd: work,
    encoding: "utf8",
  });
  return { ...JSON.parse(output), load: loadavg()[0] };
}

function machine() {
  return {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

function load() {
  return loadavg().map((value) => Math.round(value * 100) / 100);
}

async function writeReadme(text) {
  const { format, resolveConfig } = await import("prettier");
  const file = join(here, "README.md");
  const [start, end] = ["<!-- results -->", "<!-- end of results -->"];
  const readme = readFileSync(file, "utf8");
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  const written = `${before}\n\n${text}\n\n${readme.slice(readme.indexOf(end))}`;
  writeFileSync(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));
}
