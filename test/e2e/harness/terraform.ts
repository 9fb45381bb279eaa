import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** How a run of Terraform, or of a script that runs it, ended. */
export interface TerraformRun {
  readonly exitCode: number;
  /** What it printed, to both of its streams, in order. */
  readonly output: string;
  /** What it printed to its standard output alone. */
  readonly stdout: string;
}

/** Whether Terraform is installed. */
export function hasTerraform(): boolean {
  return spawnSync("terraform", ["version"], { stdio: "ignore" }).status === 0;
}

/**
 * Runs `terraform …` in a directory. Which provider it gets is a matter of the environment: the public registry, or what
 * `TF_CLI_CONFIG_FILE` says.
 */
export function terraform(
  directory: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<TerraformRun> {
  return run(directory, ["terraform", ...args], variables);
}

/** Runs what a page tells to type in a directory. The first command that fails ends it. */
export function shell(directory: string, script: string): Promise<TerraformRun> {
  return run(directory, ["sh", "-euc", script], {});
}

function run(
  directory: string,
  [command, ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<TerraformRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: directory,
      env: { ...process.env, ...environment(variables) },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 300_000,
    });
    let output = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    child
      .on("error", reject)
      .on("close", (code) => resolve({ exitCode: code ?? -1, output: plain(output), stdout: plain(stdout) }));
  });
}

/** Without colours, and a message on one line, which Terraform breaks into several with a border at their left. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/(?<=\S)\n│ (?=\S)/g, " ");
}

/** `TF_IN_AUTOMATION` leaves out advice on what to run next. */
function environment(variables: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
  return { ...Object.fromEntries(named), TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
}
