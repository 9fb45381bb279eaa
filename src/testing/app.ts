import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { App } from "cdktf";

const directories = new Set<string>();

/** An app that writes into a directory of its own, which is gone when the process ends. */
export function testApp(): App {
  if (directories.size === 0) process.once("exit", removeAll);
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), "cdktf-groupware-"));
  directories.add(outdir);
  return new App({ outdir });
}

function removeAll(): void {
  for (const directory of directories) fs.rmSync(directory, { recursive: true, force: true });
}
