import { spawnSync } from "node:child_process";
import { docker, eventually, tryDocker } from "../../images/docker";
import { containersOf, inspect } from "./engine";

/**
 * A shell command that restarts the engine, such as `sudo systemctl restart docker`. Whoever gives it says that the
 * engine is there for these tests alone.
 */
const RESTART = process.env.E2E_ENGINE_RESTART;

/** Whether the engine may be restarted. */
export const engineIsOurs = Boolean(RESTART);

/** Restarts the engine, as a reboot of its host would, and waits until it answers. */
export async function restartEngine(): Promise<void> {
  const { status, stderr } = spawnSync("sh", ["-c", RESTART!], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${RESTART}: exit code ${status}\n${stderr}`);
  await eventually("the engine answers", () => tryDocker(["info"]).status === 0);
}

/**
 * `docker system prune`. On an engine that others use as well, only what it takes of this deployment: its jobs that are
 * done. (A filter by label would spare the containers of others, but not their build cache.)
 */
export function systemPrune(prefix: string): void {
  if (RESTART) {
    docker(["system", "prune", "--force"]);
  } else {
    docker(["rm", ...containersOf(prefix).filter((name) => inspect(name).State.Status === "exited")]);
  }
}
