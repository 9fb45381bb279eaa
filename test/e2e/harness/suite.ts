import { describeWithDocker } from "../../images/docker";
import { engineIsOurs } from "./own-engine";
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
      if (failed !== undefined) throw notRun(failed);
      failed = name;
      await run();
      failed = undefined;
    },
    300_000,
  );
}

/** Without a stack, which would fill the screen with what nobody wants to know. */
function notRun(because: string): Error {
  const error = new Error();
  error.stack = `Not run, because this failed: ${because}`;
  return error;
}

/** A step that restarts the engine: only where it is there for these tests alone. */
export function stepOnOwnEngine(name: string, run: () => Promise<void>): void {
  if (engineIsOurs) {
    step(name, run);
  } else {
    requireOutsideCi(
      "E2E_ENGINE_RESTART names no command that restarts the engine",
      "the restart of the engine is not tested",
    );
    test.skip(name, run);
  }
}

function chooseDescribe(): jest.Describe {
  if (hasTerraform()) return describeWithDocker;
  requireOutsideCi("There is no Terraform (`terraform version`)", "nothing is deployed");
  return describe.skip;
}

function requireOutsideCi(reason: string, consequence: string): void {
  if (process.env.CI === "true") throw new Error(`${reason}, and CI must run these tests.`);
  process.stderr.write(`SKIPPED: ${reason}: ${consequence}.\n`);
}
