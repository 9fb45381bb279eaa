import { describeWithDocker } from "../../images/docker";
import { hasTerraform } from "./terraform";

/** `describe` where Docker and Terraform are there; elsewhere a suite that is skipped aloud, and in CI an error. */
export const describeE2e = chooseDescribe();

let failed: string | undefined;

/**
 * A test that builds on the ones before it: what is deployed once is used by many. After a failure the rest of the file
 * fails at once, because it would only tell of consequences.
 */
export function step(name: string, run: () => void | Promise<void>): void {
  test(
    name,
    async () => {
      if (failed !== undefined) throw new Error(`Not run, because this failed: ${failed}`);
      failed = name;
      await run();
      failed = undefined;
    },
    300_000,
  );
}

function chooseDescribe(): jest.Describe {
  if (hasTerraform()) return describeWithDocker;
  if (process.env.CI === "true")
    throw new Error("There is no Terraform (`terraform version`), and CI must run these tests.");
  process.stderr.write("SKIPPED: there is no Terraform (`terraform version`), so nothing is deployed.\n");
  return describe.skip;
}
