import type { IConstruct } from "constructs";
import type { ContainerNode, Topology } from "../topology";

/** Which containers start after which. Each question is answered once. */
export class StartOrder {
  private readonly byConstruct = new Map<IConstruct, ContainerNode[]>();
  private readonly successors = new Map<IConstruct, ContainerNode[]>();
  private readonly answers = new Map<IConstruct, ReadonlySet<ContainerNode>>();

  public constructor(topology: Topology) {
    for (const container of topology.containers) {
      add(this.byConstruct, container.construct, container);
      for (const before of container.startsAfter) add(this.successors, before, container);
    }
  }

  /** The containers that it starts after, without those that they start after themselves. */
  public predecessorsOf({ startsAfter }: ContainerNode): ContainerNode[] {
    return startsAfter.flatMap((before) => this.byConstruct.get(before) ?? []);
  }

  /** All containers that start after the construct, directly or by way of others. */
  public startingAfter(before: IConstruct): ReadonlySet<ContainerNode> {
    const known = this.answers.get(before);
    if (known) return known;
    const found = new Set<ContainerNode>();
    const open: IConstruct[] = [before];
    for (let at = open.pop(); at; at = open.pop()) {
      for (const next of this.successors.get(at) ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(next.construct);
      }
    }
    this.answers.set(before, found);
    return found;
  }
}

function add(map: Map<IConstruct, ContainerNode[]>, key: IConstruct, container: ContainerNode): void {
  const known = map.get(key);
  if (known) known.push(container);
  else map.set(key, [container]);
}
