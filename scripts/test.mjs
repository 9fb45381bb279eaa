// npm test: node scripts/test.mjs <suite> [arguments of jest]
import { prepare, root, run } from "./project.mjs";
import { join } from "node:path";

const [suite, ...args] = process.argv.slice(2);

await prepare();
const jest = join(root, "node_modules", "jest", "bin", "jest.js");
await run(process.execPath, [jest, ...args, "--selectProjects", suite], { stdio: "inherit" });
