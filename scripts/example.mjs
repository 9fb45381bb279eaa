// Runs an example: TypeScript that imports "cdktf-groupware", which resolves to this repository by its `exports`.
import { run } from "./project.mjs";

/** `options` are further ones of Node and of the child process. */
export async function synthesizeExample(name, { nodeOptions = [], ...options } = {}) {
  await run(process.execPath, [...nodeOptions, "--import", "tsx", `examples/${name}/main.ts`], options);
}
