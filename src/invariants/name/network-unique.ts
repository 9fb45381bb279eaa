import type { Topology } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { judgeDuplicates } from "./duplicates";

/** A network is joined by its name, by Compose projects for example. */
export class NetworkNameIsUnique extends InvariantRule {
  public readonly id = "name/network-unique";
  public readonly title = "No two networks that the program makes on a host have the same name";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An engine takes both, and from then on nobody can say by name which one is meant: what joins them by name fails.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const made = topology.networks.filter(({ isAdopted }) => !isAdopted);
    return judgeDuplicates(made, { plural: "networks", prop: "networkName" });
  }
}
