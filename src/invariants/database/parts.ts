import type { DatabaseClientNode, DatabaseNode, DatabaseServerNode, Topology } from "../../topology";

/** All databases of the app. */
export function databasesOf(topology: Topology): DatabaseNode[] {
  return topology.databaseServers.flatMap(({ databases }) => databases);
}

/** All who connect to a database. */
export function clientsOf(topology: Topology): DatabaseClientNode[] {
  return databasesOf(topology).flatMap(({ clients }) => clients);
}

/** Servers that this program runs; of others it knows only what it was told. */
export function ownServers({ databaseServers }: Topology): DatabaseServerNode[] {
  return databaseServers.filter(({ isAdopted }) => !isAdopted);
}
