import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import dockerignore from "@balena/dockerignore";

/**
 * A digest of what a build of the directory sees: names, contents and whether a file can be executed. It is ours and not
 * cdktf's, because `.dockerignore` and `.git` must not make another image.
 */
export function contextDigest(directory: string): string {
  const hash = createHash("sha256");
  for (const file of filesOf(directory)) {
    const { mode } = fs.lstatSync(path.join(directory, file));
    hash.update(`${file}\0${mode & 0o111 ? "x" : "-"}\0`);
    hash.update(contentOf(path.join(directory, file)));
    hash.update("\0");
  }
  return hash.digest("hex");
}

function filesOf(directory: string): string[] {
  const ignore = ignoreOf(directory);
  const walk = (below: string): string[] =>
    fs.readdirSync(path.join(directory, below), { withFileTypes: true }).flatMap((entry) => {
      const relative = path.posix.join(below, entry.name);
      if (relative === ".git") return [];
      if (entry.isDirectory()) return walk(relative);
      return ignore.ignores(relative) ? [] : [relative];
    });
  return walk("").sort();
}

function ignoreOf(directory: string): { ignores(file: string): boolean } {
  const file = path.join(directory, ".dockerignore");
  const rules = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  return dockerignore({ ignorecase: false }).add(rules);
}

/** A link counts by its target's name: the build copies it as a link. */
function contentOf(file: string): Buffer | string {
  return fs.lstatSync(file).isSymbolicLink() ? fs.readlinkSync(file) : fs.readFileSync(file);
}
