import type { ContainerNode, Topology } from "../../topology";
import { onEngine } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { conjunction } from "../wording";

/** Two directories that are one mix what they hold. */
export class VolumeIsMountedOnce extends InvariantRule {
  public readonly id = "storage/volume-once";
  public readonly title = "A container writes into a volume at one place only";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The software takes the two paths for two directories: files of the same name overwrite each other, and what it " +
    "removes in one is gone in the other.";

  public check(topology: Topology): Finding[] {
    return topology.containers.flatMap(judge);
  }
}

function judge({ mounts }: ContainerNode): Finding[] {
  const writable = mounts.filter(({ isReadOnly }) => !isReadOnly);
  return [...groupBy(writable, ({ volume }) => onEngine(volume)).values()].map((places) => {
    const [first] = places;
    if (places.length === 1) return Finding.pass(first);
    return Finding.fail(first, {
      what: `${first.volume.name} is mounted at ${conjunction(places.map(({ mountPath }) => mountPath))}`,
      got: "one volume or directory of the host for several paths",
      expected: "one for each",
      fix: "give each path a volume or directory of its own",
    });
  });
}
