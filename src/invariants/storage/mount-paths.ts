import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** A path in a container is one place. */
export class MountPathsAreDistinct extends InvariantRule {
  public readonly id = "storage/mount-paths";
  public readonly title = "A container mounts one volume at a path";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to create a container with two volumes at one path: duplicate mount point.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.containers.flatMap(({ mounts }) =>
      [...groupBy(mounts, ({ mountPath }) => mountPath.replace(/(.)\/+$/, "$1"))].map(([path, [first, ...others]]) =>
        others.length === 0
          ? Finding.pass(first)
          : Finding.fail(first, {
              what: `mounts several volumes at ${path}`,
              got: enumerate([first, ...others].map(({ volume }) => volume.name)),
              expected: "one",
              fix: "give one of them another path in `mountAt`",
            }),
      ),
    );
  }
}
