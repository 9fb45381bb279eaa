// npm run docgen: writes API.md, docs/invariants.md and the picture in README.md from the compiled library.
// npm run docs:check: fails when one of them is stale, or when something public is not documented.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { invariantsPage } from "./invariants-page.mjs";
import { prepare, root, run } from "./project.mjs";
import { readmePage } from "./readme-page.mjs";
import { undocumented } from "./undocumented.mjs";

const check = process.argv.includes("--check");

await prepare();
const problems = [
  ...undocumented(),
  ...publish("API.md", await apiPage()),
  ...publish("docs/invariants.md", invariantsPage()),
  ...publish("README.md", readmePage()),
];
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length === 0 ? 0 : 1;

/** Writes a page, or says that it would have to be written. */
function publish(page, text) {
  const file = join(root, page);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return [];
  if (check) return [`${page} is stale: run \`npm run docgen\` and commit it`];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return [];
}

async function apiPage() {
  const directory = mkdtempSync(join(tmpdir(), "cdktf-groupware-docs-"));
  try {
    const page = join(directory, "API.md");
    // Relative, because jsii-docgen takes every output path as one below the working directory.
    await run(process.execPath, [
      join(root, "node_modules/jsii-docgen/bin/jsii-docgen"),
      "--output",
      relative(root, page),
    ]);
    return readFileSync(page, "utf8");
  } finally {
    rmSync(directory, { recursive: true });
  }
}
