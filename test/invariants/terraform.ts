import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Values of the variables in an expression. */
export type Values = Readonly<Record<string, string>>;

/** Whether there is a Terraform to ask: `npm test` must pass without it. */
export const hasTerraform = spawnSync("terraform", ["version"]).status === 0;

/** What Terraform makes of an expression. */
export function evaluateByTerraform(expression: string, values: Values): string {
  const variables = Object.fromEntries(Object.keys(values).map((name) => [name, { type: "string" }]));
  const configuration = Object.keys(values).length > 0 ? { variable: variables } : {};
  return inDirectory(configuration, (directory) => {
    const result = terraform(directory, ["console", ...assignments(values)], expression);
    if (result.status !== 0) throw new Error(`${expression}: ${result.stderr}`);
    return result.stdout.trim();
  });
}

/** What `terraform plan` says to a configuration that needs no provider but Terraform's own, its stderr included. */
export function plan(configuration: object, values: Values): { readonly succeeds: boolean; readonly text: string } {
  return inDirectory(configuration, (directory) => {
    terraform(directory, ["init"]);
    const { status, stdout, stderr } = terraform(directory, ["plan", "-no-color", ...assignments(values)]);
    return { succeeds: status === 0, text: `${stdout}${stderr}` };
  });
}

function assignments(values: Values): string[] {
  return Object.entries(values).flatMap(([name, value]) => ["-var", `${name}=${value}`]);
}

function terraform(cwd: string, args: string[], input?: string) {
  return spawnSync("terraform", args, { cwd, input, encoding: "utf8" });
}

function inDirectory<T>(configuration: object, ask: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "invariants-"));
  try {
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify(configuration));
    return ask(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
