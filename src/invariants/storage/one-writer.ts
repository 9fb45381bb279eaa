import type { IConstruct } from "constructs";
import type { ContainerNode, MountNode, Topology, VolumeNode } from "../../topology";
import { ContainerKind } from "../../topology";
import { onEngine, serviceKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { StartOrder } from "../start-order";
import { pathsOf } from "../wording";

/** Two who write into the same files do not know of one another. */
export class VolumeHasOneWriter extends InvariantRule {
  public readonly id = "storage/one-writer";
  public readonly title = "A volume is written by one service";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Software that keeps data in files counts on being alone with them: two databases on one directory destroy it.";

  public check(topology: Topology): Finding[] {
    const order = new StartOrder(topology);
    const shared = new Set(topology.hosts.flatMap(({ construct }) => construct.node.scopes));
    return [...groupBy(topology.volumes, onEngine).values()].map((volumes) => {
      const [volume] = volumes;
      const writers = volumes.flatMap(({ mounts }) => mounts).filter(({ isReadOnly }) => !isReadOnly);
      const services = groupBy(countedWriters(writers, order), (mount) => writerOf(mount, volume, shared));
      return services.size < 2 ? Finding.pass(volume) : fail(volume, [...services.values()].flat());
    });
  }
}

/** A job that is done before the service starts, that knows it because it waits for it, or that belongs to it. */
function countedWriters(mounts: readonly MountNode[], order: StartOrder): MountNode[] {
  const services = mounts.filter(({ container }) => container.kind !== ContainerKind.JOB);
  const jobs = mounts.filter(({ container }) => container.kind === ContainerKind.JOB);
  const isAlone = (job: MountNode): boolean => !services.some((other) => isPartOf(job.container, other, order));
  return services.length === 0 ? [] : [...services, ...jobs.filter(isAlone)];
}

function isPartOf(job: ContainerNode, { container }: MountNode, order: StartOrder): boolean {
  const parent = job.construct.node.scope;
  const isSibling = parent !== undefined && isBelow(container.construct, parent) && !isHost(job, parent);
  return (
    isSibling || order.startingAfter(job.construct).has(container) || order.startingAfter(container.construct).has(job)
  );
}

function isHost({ host }: ContainerNode, scope: IConstruct): boolean {
  return host.construct.node.scopes.includes(scope);
}

/**
 * Who writes. A construct that makes a volume and several containers shares it among its own parts on purpose; on a host
 * itself, or above it, every container stands for itself.
 */
function writerOf({ container }: MountNode, volume: VolumeNode, shared: ReadonlySet<IConstruct>): unknown {
  const owner = volume.construct.node.scope;
  const isPart = owner !== undefined && !shared.has(owner) && isBelow(container.construct, owner);
  return isPart ? owner : serviceKey(container);
}

function isBelow(construct: IConstruct, scope: IConstruct): boolean {
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) {
    if (at === scope) return true;
  }
  return false;
}

function fail(volume: VolumeNode, writers: readonly MountNode[]): Finding {
  return Finding.fail(volume, {
    what: `${volume.name} is written by several services: ${pathsOf(writers)}`,
    got: writers.map(({ container, mountPath }) => `${container.name} at ${mountPath}`).join(", "),
    expected: "one service that writes; others mount it with `readOnly: true`",
    fix: "give each of them a volume of its own, or mount it read-only where nothing is written",
  });
}
