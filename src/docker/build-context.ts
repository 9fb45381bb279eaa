import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import dockerignore from "@balena/dockerignore";
import type { ISynthesisSession } from "cdktf";
import { TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import { digest } from "../internal/hash";

const IGNORE_FILE = ".dockerignore";

/** What a build of a directory sees: files and links, by their paths in it. */
export class ContextFiles {
  public readonly paths: readonly string[];

  /**
   * @param dockerfile - counts even where `.dockerignore` names it: so does the engine see it
   * @param added - files from elsewhere, by their paths in the context
   */
  public constructor(
    private readonly directory: string,
    dockerfile: string,
    private readonly added: Readonly<Record<string, string>> = {},
  ) {
    const ignore = ignoreOf(directory);
    const isSeen = (file: string): boolean =>
      file === IGNORE_FILE || file === dockerfile || dockerfile.startsWith(`${file}/`) || !ignore.ignores(file);
    const own = this.walk("", isSeen, ignore.hasExceptions);
    this.paths = [...new Set([...own, ...Object.keys(added)])].sort();
  }

  /**
   * A digest of names, contents and whether a file can be executed: what a clone of the repository has in common with
   * this one. Owners, times and empty directories are not among that.
   */
  public digest(): string {
    const hash = createHash("sha256");
    for (const file of this.paths) {
      const source = this.sourceOf(file);
      hash.update(`${file}\0${isExecutable(source) ? "x" : "-"}\0`);
      hash.update(isLink(source) ? fs.readlinkSync(source) : fs.readFileSync(source));
      hash.update("\0");
    }
    return digest(hash.digest("hex"));
  }

  /** Copies them, each with the permissions that the digest knows of. */
  public copyTo(target: string): void {
    for (const file of this.paths) {
      const source = this.sourceOf(file);
      const copy = path.join(target, file);
      fs.mkdirSync(path.dirname(copy), { recursive: true });
      if (isLink(source)) {
        fs.symlinkSync(fs.readlinkSync(source), copy);
      } else {
        fs.copyFileSync(source, copy);
        fs.chmodSync(copy, isExecutable(source) ? 0o755 : 0o644);
      }
    }
  }

  private sourceOf(file: string): string {
    return Object.hasOwn(this.added, file) ? this.added[file] : path.join(this.directory, file);
  }

  private walk(below: string, isSeen: (file: string) => boolean, hasExceptions: boolean): string[] {
    return fs.readdirSync(path.join(this.directory, below), { withFileTypes: true }).flatMap((entry) => {
      const relative = path.posix.join(below, entry.name);
      if (relative === ".git") return [];
      if (entry.isDirectory()) {
        // A directory that is ignored as a whole may be huge: it is not looked into.
        return hasExceptions || isSeen(relative) ? this.walk(relative, isSeen, hasExceptions) : [];
      }
      return (entry.isFile() || entry.isSymbolicLink()) && isSeen(relative) ? [relative] : [];
    });
  }
}

/**
 * The copy of a build context beside the configuration of its stack. Its path is relative to the stack, so that a clone
 * at another place plans nothing.
 *
 * It is ours and not a `TerraformAsset`, which would copy what `.dockerignore` names too, secrets for example, and
 * follow links out of the directory.
 */
export class BuildContext extends Construct {
  /** Where it lies, from the directory of the stack. */
  public readonly path: string;

  public constructor(scope: Construct, id: string, files: ContextFiles) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    this.path = path.posix.join("assets", stack.getLogicalId(this.node));
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }: ISynthesisSession) => {
        const target = path.join(outdir, manifest.forStack(stack).workingDirectory, this.path);
        fs.rmSync(target, { recursive: true, force: true });
        files.copyTo(target);
      },
    });
  }
}

function ignoreOf(directory: string): { ignores(file: string): boolean; readonly hasExceptions: boolean } {
  const file = path.join(directory, IGNORE_FILE);
  const rules = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const ignore = dockerignore({ ignorecase: false }).add(rules);
  return { ignores: (name) => ignore.ignores(name), hasExceptions: /^\s*!/m.test(rules) };
}

function isLink(file: string): boolean {
  return fs.lstatSync(file).isSymbolicLink();
}

function isExecutable(file: string): boolean {
  const stat = fs.lstatSync(file);
  return !stat.isSymbolicLink() && (stat.mode & 0o111) !== 0;
}
