import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, eventually, tryDocker } from "../../images/docker";

/** An image that the engine has or can pull, with a shell and the usual tools. */
export const TOOLS = "debian:bookworm-slim";

/** The containers whose names start so, running or not. */
export function containersOf(prefix: string): string[] {
  return lines(docker(["ps", "--all", "--filter", `name=^${prefix}`, "--format", "{{.Names}}"])).sort();
}

/** Those of them that a health check watches: services, and no jobs. */
export function servicesOf(prefix: string): string[] {
  return containersOf(prefix).filter((name) => inspect(name).State.Health);
}

/** The volumes whose names start so. */
export function volumesOf(prefix: string): string[] {
  return lines(docker(["volume", "ls", "--filter", `name=^${prefix}`, "--format", "{{.Name}}"])).sort();
}

/** The networks whose names start so. */
export function networksOf(prefix: string): string[] {
  return lines(docker(["network", "ls", "--filter", `name=^${prefix}`, "--format", "{{.Name}}"])).sort();
}

/** What the engine knows of a container, as far as tests look at it. */
export interface Inspection {
  readonly Id: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly StartedAt: string;
    /** The id of its first process, as its host numbers it. */
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly SecurityOpt: readonly string[];
    readonly Memory: number;
    readonly MemorySwap: number;
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

/** What the engine knows of a container. */
export function inspect(container: string): Inspection {
  return JSON.parse(docker(["container", "inspect", container]))[0];
}

/** The ids of containers, by name. Another id is another container. */
export function idsOf(containers: readonly string[]): Record<string, string> {
  return Object.fromEntries(containers.map((name) => [name, inspect(name).Id]));
}

/** What a container wrote to both of its streams. */
export function logsOf(container: string): string {
  const { stdout, stderr } = tryDocker(["logs", container]);
  return stdout + stderr;
}

/** Whether a container is as a finished deploy leaves it: a service healthy, a job done. */
export function isWell(container: string): boolean {
  const { State } = inspect(container);
  return State.Health
    ? State.Running && State.Health.Status === "healthy"
    : State.Status === "exited" && State.ExitCode === 0;
}

/** What the containers wrote that are not well, for a person who looks for the cause of a failure. */
export function troubles(prefix: string): string {
  return containersOf(prefix)
    .filter((name) => !isWell(name))
    .map((name) => `${name}:\n${logsOf(name)}`)
    .join("\n");
}

/** Waits until all of the containers are well. */
export async function allWell(containers: readonly string[]): Promise<void> {
  for (const name of containers) {
    await eventually(`${name} is well`, () => isWell(name), 120);
  }
}

/** Runs a script as root in a container of its own, with further options of `docker run`. */
export function runOnce(script: string, ...options: string[]): string {
  return docker(["run", "--rm", "--network", "none", ...options, TOOLS, "sh", "-euc", script]);
}

/** Kills all processes of a container as the kernel does when memory is short; after `docker kill` it would not be restarted. */
export function killFromOutside(container: string): void {
  runOnce(`kill -KILL ${inspect(container).State.Pid}`, "--pid", "host");
}

/** Removes containers, networks and volumes whose names start so. */
export function removeEverything(prefix: string): void {
  const containers = containersOf(prefix);
  if (containers.length > 0) tryDocker(["rm", "--force", "--volumes", ...containers]);
  for (const network of networksOf(prefix)) docker(["network", "rm", network]);
  for (const volume of volumesOf(prefix)) docker(["volume", "rm", volume]);
}

/** A new directory of this machine, which is also that of the engine. */
export function temporaryDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "cdktf-groupware-e2e-")));
}

/** Removes a directory of this machine; by the engine, because containers may have given files in it to others. */
export function removeDirectory(directory: string): void {
  runOnce("find /directory -mindepth 1 -delete", "--volume", `${directory}:/directory`);
  rmSync(directory, { recursive: true });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
