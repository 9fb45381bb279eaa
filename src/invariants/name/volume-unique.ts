import type { Topology } from "../../topology";
import { VolumeKind } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { judgeDuplicates } from "./duplicates";

/** The name of a volume is all that tells its data from other data. */
export class VolumeNameIsUnique extends InvariantRule {
  public readonly id = "name/volume-unique";
  public readonly title = "No two volumes that the program makes on a host have the same name";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The engine makes one volume for both without a word: two services write into the same data, and whoever destroys " +
    "one of them destroys that of the other.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const made = topology.volumes.filter(({ kind, isAdopted }) => kind === VolumeKind.NAMED && !isAdopted);
    return judgeDuplicates(made, { plural: "volumes", prop: "volumeName" });
  }
}
