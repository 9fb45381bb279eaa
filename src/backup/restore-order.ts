import type { IConstruct } from "constructs";
import type { IStartsBefore } from "../docker";
import type { ContainerNode } from "../topology";
import { ContainerKind, Topology } from "../topology";
import type { Backup } from "./backup";

/** The constructs that make the databases of the backup: until then there is nothing into which they could come back. */
export function makersOfDatabases(backup: Backup): IConstruct[] {
  return backup._parts.flatMap(({ _databases }) => _databases.flatMap(({ madeBy }) => madeBy ?? []));
}

/**
 * The constructs whose containers use what the backup brings back: those that have one of its volumes or start after one of
 * its databases, and the backup itself. What must be there before a restore is left out.
 */
export function usersOf(backup: Backup, restore: readonly IStartsBefore[]): IConstruct[] {
  const { containers } = Topology.of(backup);
  const byConstruct = new Map(containers.map((container) => [container.construct, container]));
  const before = closure([...makersOfDatabases(backup), ...restore], byConstruct);
  const makers = new Set(makersOfDatabases(backup));
  const volumes = new Set(backup._parts.map(({ volumeNode }) => volumeNode?.name));
  const clients = new Set(
    backup._parts.flatMap(({ _databases }) =>
      _databases.flatMap((database) => database.clients.map((one) => one.container)),
    ),
  );
  const uses = (container: ContainerNode): boolean =>
    container === backup.job.containerNode ||
    clients.has(container) ||
    container.mounts.some(({ volume }) => volumes.has(volume.name)) ||
    container.startsAfter.some((construct) => makers.has(construct));
  return containers
    .filter(
      (container) => container.kind !== ContainerKind.EXTERNAL && !before.has(container.construct) && uses(container),
    )
    .map(({ construct }) => construct);
}

/** The constructs, and all after which their containers start. */
function closure(
  constructs: readonly IConstruct[],
  containers: ReadonlyMap<IConstruct, ContainerNode>,
): Set<IConstruct> {
  const found = new Set<IConstruct>(constructs);
  for (const construct of found) {
    for (const earlier of containers.get(construct)?.startsAfter ?? []) found.add(earlier);
  }
  return found;
}
