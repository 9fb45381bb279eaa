import type { Topology, VolumeNode } from "../../topology";
import { VolumeKind } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A directory belongs to one, with all that is in it. */
export class HostDirectoriesAreSeparate extends InvariantRule {
  public readonly id = "storage/host-directories-separate";
  public readonly title = "No directory of the host lies in another one that a container uses";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Whoever writes in the outer directory can change and remove what is in the inner one, and a change of the outer " +
    "one's owner locks the inner service out.";

  public check(topology: Topology): Finding[] {
    const directories = topology.volumes.filter(({ kind }) => kind === VolumeKind.HOST_DIRECTORY);
    return [...groupBy(directories, ({ host }) => engineOf(host)).values()].flatMap(judge);
  }
}

/** Sorted by path, a directory follows the one that holds it, with nothing but other parts of that one between. */
function judge(directories: readonly VolumeNode[]): Finding[] {
  const sorted = [...directories].sort((a, b) => (withSlash(a) < withSlash(b) ? -1 : 1));
  let outer: VolumeNode | undefined;
  return sorted.map((directory) => {
    if (!outer || !withSlash(directory).startsWith(withSlash(outer))) outer = directory;
    if (outer.name === directory.name) return Finding.pass(directory);
    return Finding.fail(directory, {
      what: `${directory.name} lies in ${outer.name} (${outer.path})`,
      got: directory.name,
      expected: `a directory outside of ${outer.name}`,
      fix: "give one of them another path in `DataVolume.hostDirectory`",
    });
  });
}

function withSlash({ name }: VolumeNode): string {
  return `${name}/`;
}
