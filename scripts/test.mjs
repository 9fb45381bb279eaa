// npm test: node scripts/test.mjs <suite> [arguments of jest]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, root, run } from "./project.mjs";

const [suite, ...args] = process.argv.slice(2);

await prepare();
const jest = join(root, "node_modules", "jest", "bin", "jest.js");
// Jest's workers end without a word to the code in them, which could not tidy up what it made for a moment.
const temporary = mkdtempSync(join(tmpdir(), "cdktf-groupware-tests-"));
process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
await run(process.execPath, [jest, ...args, "--selectProjects", suite], {
  stdio: "inherit",
  env: { ...process.env, TMPDIR: temporary },
});
