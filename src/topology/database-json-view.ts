import type { DatabaseServerNode } from "./database-servers";
import type { DatabaseNode } from "./databases";
import type { TopologyNode } from "./node";
import { byPath, sortedTexts } from "./order";

/** A database server as JSON, with its roles and databases. */
export function databaseServerView(server: DatabaseServerNode) {
  return {
    path: server.path,
    container: server.container.path,
    majorVersion: server.majorVersion,
    superuser: server.superuser,
    preloadLibraries: server.preloadLibraries,
    dataDirectory: server.dataDirectory,
    maxConnections: server.maxConnections,
    sharedBuffersMebibytes: server.sharedBuffersMebibytes,
    workMemoryMebibytes: server.workMemoryMebibytes,
    sharedMemoryMebibytes: server.sharedMemoryMebibytes,
    isAdopted: server.isAdopted,
    roles: byPath(server.roles).map(({ path, name, passwordIdentity }) => ({ path, name, password: passwordIdentity })),
    databases: byPath(server.databases).map(databaseView),
  };
}

function databaseView(database: DatabaseNode) {
  const named = (nodes: readonly (TopologyNode & { readonly name: string })[]): string[] =>
    sortedTexts(nodes.map(({ name }) => name));
  return {
    path: database.path,
    name: database.name,
    owner: database.owner,
    extensions: named(database.extensions),
    schemas: named(database.schemas),
    clients: byPath(database.clients).map(({ container, role, maxConnections, schema }) => ({
      container: container.path,
      role,
      maxConnections,
      schema,
    })),
  };
}
