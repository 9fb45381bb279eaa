// npm runs this before it packs or publishes.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./project.mjs";

await prepare();

// Half of zod's package is its TypeScript source, which nothing loads; npm packs a bundled dependency as it lies here.
rmSync(join(root, "node_modules/zod/src"), { recursive: true, force: true });
