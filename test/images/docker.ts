import { spawnSync } from "node:child_process";

export * from "./containers";

/** `describe` where a Docker engine answers; elsewhere a suite that is skipped aloud, and in CI an error. */
export const describeWithDocker = chooseDescribe();

function chooseDescribe(): jest.Describe {
  if (spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0) return describe;
  if (process.env.CI === "true") throw new Error("No Docker engine answers (`docker info`), and CI must run these tests.");
  process.stderr.write("SKIPPED: no Docker engine answers (`docker info`), so no image is tested.\n");
  return describe.skip;
}
