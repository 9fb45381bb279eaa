// The text of README.md, with the picture of the flagship example that the library draws of it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./project.mjs";

const PICTURE = /(?<=<!-- topology -->\n)[\s\S]*(?=<!-- \/topology -->)/;

/** Needs the compiled library. */
export function readmePage() {
  const page = readFileSync(join(root, "README.md"), "utf8");
  if (!PICTURE.test(page)) throw new Error("README.md: <!-- topology --> and <!-- /topology --> are missing");
  return page.replace(PICTURE, () => `\n\`\`\`mermaid\n${diagramOf("calendars")}\`\`\`\n\n`);
}

function diagramOf(example) {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-groupware-readme-"));
  try {
    const options = ["--require", "./scripts/topology-diagram.cjs", "--import", "tsx"];
    return execFileSync(process.execPath, [...options, `examples/${example}/main.ts`], {
      cwd: root,
      env: { ...process.env, CDKTF_OUTDIR: outdir },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
