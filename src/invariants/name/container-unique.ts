import type { ContainerNode, Topology } from "../../topology";
import { containerKey } from "../../topology/engine";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { judgeDuplicates } from "./duplicates";

/** An engine knows a container by its name. */
export class ContainerNameIsUnique extends InvariantRule {
  public readonly id = "name/container-unique";
  public readonly title = "No two containers of a host have the same name";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to create the second one: the name is already in use.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const containers = new Map<ContainerNode | string, ContainerNode>();
    for (const container of topology.containers) containers.set(containerKey(container), container);
    return judgeDuplicates([...containers.values()], { plural: "containers", prop: "containerName" });
  }
}
