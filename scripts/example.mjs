// Runs an example: TypeScript that imports "cdktf-groupware", which resolves to this repository by its `exports`.
import { run } from "./project.mjs";

export async function synthesizeExample(name, env = {}) {
  await run(process.execPath, ["--import", "tsx", `examples/${name}/main.ts`], { env: { ...process.env, ...env } });
}
