import { cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { Invariants } from "cdktf-groupware";
import { snippetsOf } from "../../docs/snippets";
import { removeDirectory, removeEverything, temporaryDirectory, troubles } from "./engine";
import type { TerraformRun } from "./terraform";
import { shell, terraform } from "./terraform";

/** What the program of a user does with its app. */
export type Program = (app: App) => void;

/** What `terraform show -json` tells of a plan. */
interface ShownPlan {
  readonly resource_changes: readonly { readonly address: string; readonly change: Change }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
}

interface Change {
  readonly actions: readonly string[];
}

/**
 * A program, deployed as `cdktf deploy '*'` does it: the stack of the images first, then the stack itself.
 *
 * It has a directory of its own, which is what a user's repository is: the program runs in it, and `cdktf.out` and the
 * state lie in it.
 */
export class Deployment {
  /** The directory of the program. */
  readonly directory = temporaryDirectory();

  /** The values of Terraform's variables. */
  variables: Record<string, string> = {};

  /**
   * A deployment that does not exist yet: what an interrupted run left on the engine is removed.
   *
   * @param stack - the id of its stack; all that is made on the engine has a name that starts with it and a hyphen
   */
  static fresh(stack: string): Deployment {
    const deployment = new Deployment(stack);
    removeEverything(deployment.prefix);
    return deployment;
  }

  private constructor(readonly stack: string) {}

  get prefix(): string {
    return `${this.stack}-`;
  }

  /** The same files and state in another directory, as another clone with a remote state has them. */
  clone(): Deployment {
    const clone = new Deployment(this.stack);
    clone.variables = this.variables;
    cpSync(this.directory, clone.directory, {
      recursive: true,
      filter: (file) => file !== join(this.directory, "cdktf.out"),
    });
    return clone;
  }

  /** Runs a program in the directory. */
  synthesize(program: Program): void {
    const before = process.cwd();
    process.chdir(this.directory);
    try {
      const app = new App({ outdir: "cdktf.out" });
      program(app);
      Invariants.of(app).acknowledge("image/pinned", "any Debian will do here, and the engine may have but one");
      app.synth();
    } finally {
      process.chdir(before);
    }
  }

  /** Deploys what was synthesized last, which must succeed. Returns what Terraform printed. */
  async deploy(): Promise<string> {
    const run = await this.tryDeploy();
    if (run.exitCode !== 0) throw new Error(`deploy failed\n${run.output}\n${troubles(this.prefix)}`);
    return run.stdout;
  }

  /** Deploys what was synthesized last, up to the first failure. */
  async tryDeploy(): Promise<TerraformRun> {
    const images = await this.terraform(["apply", "-auto-approve"], this.imagesStack);
    return images.exitCode === 0 ? this.terraform(["apply", "-auto-approve"]) : images;
  }

  /** What a plan of both stacks wants to do, each as `create docker_container.web`; nothing where it is empty. */
  async planned(): Promise<string[]> {
    return [...(await this.plannedIn(this.imagesStack)), ...(await this.plannedIn(this.stack))];
  }

  /** Destroys the stack, its images excepted. */
  tryDestroy(): Promise<TerraformRun> {
    return this.terraform(["destroy", "-auto-approve"]);
  }

  /** Takes what is protected out of the state, by the lines that docs/operations.md tells to type, and destroys the rest. */
  async takeDown(): Promise<void> {
    const [lines, ...others] = snippetsOf("docs/operations.md", "sh").filter(({ text }) =>
      /xargs .*state rm/.test(text),
    );
    if (others.length > 0) throw new Error("docs/operations.md tells in several places how to take a stack down");
    required(lines.text, await shell(this.stackDirectory(this.stack), lines.text));
    required("destroy", await this.tryDestroy());
  }

  /** Runs Terraform in the directory of a stack, which is initialized if need be. */
  async terraform(args: readonly string[], stack = this.stack): Promise<TerraformRun> {
    const directory = this.stackDirectory(stack);
    if (!existsSync(join(directory, ".terraform.lock.hcl"))) {
      required(`init of ${stack}`, await terraform(directory, ["init"], this.variables));
    }
    return terraform(directory, args, this.variables);
  }

  /** All that was synthesized, by file. */
  synthesized(): Map<string, string> {
    const outdir = join(this.directory, "cdktf.out");
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(".terraform"))
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  }

  /** Takes away all that it made, protected volumes and what failed half-way included. */
  remove(): void {
    removeEverything(this.prefix);
    this.removeDirectory();
  }

  /** Takes away its directory and leaves all else. */
  removeDirectory(): void {
    removeDirectory(this.directory);
  }

  private get imagesStack(): string {
    return `${this.stack}-images`;
  }

  private stackDirectory(stack: string): string {
    return join(this.directory, "cdktf.out", "stacks", stack);
  }

  private async plannedIn(stack: string): Promise<string[]> {
    const file = join(".terraform", "plan");
    const run = await this.terraform(["plan", "-detailed-exitcode", `-out=${file}`], stack);
    if (run.exitCode === 0) return [];
    if (run.exitCode !== 2) throw new Error(`plan of ${stack} failed:\n${run.output}`);
    const shown = required("show", await this.terraform(["show", "-json", file], stack));
    const { resource_changes, output_changes = {} } = JSON.parse(shown) as ShownPlan;
    return [
      ...resource_changes.map(({ address, change }) => describeChange(address, change)),
      ...Object.entries(output_changes).map(([name, change]) => describeChange(`output.${name}`, change)),
    ].filter((change) => !change.startsWith("no-op ") && !change.startsWith("read "));
  }
}

function describeChange(address: string, { actions }: Change): string {
  return `${actions.join("+")} ${address}`;
}

function required(what: string, { exitCode, output, stdout }: TerraformRun): string {
  if (exitCode !== 0) throw new Error(`${what}: exit code ${exitCode}\n${output}`);
  return stdout;
}
