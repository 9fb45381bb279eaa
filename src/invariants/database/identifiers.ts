import type { Topology, TopologyNode } from "../../topology";

/** What an identifier names. */
export enum IdentifierKind {
  DATABASE = "database",
  ROLE = "role",
  SCHEMA = "schema",
  EXTENSION = "extension",
}

/** A name in a PostgreSQL server. */
export interface Identifier {
  readonly node: TopologyNode;
  readonly kind: IdentifierKind;
  readonly text: string;
}

/** All names that the program gives or uses in PostgreSQL servers. */
export function identifiersOf(topology: Topology): Identifier[] {
  return topology.databaseServers.flatMap(({ roles, databases }) => [
    ...roles.map((node) => ({ node, kind: IdentifierKind.ROLE, text: node.name })),
    ...databases.flatMap((node) => [
      { node, kind: IdentifierKind.DATABASE, text: node.name },
      ...node.schemas.map((schema) => ({ node: schema, kind: IdentifierKind.SCHEMA, text: schema.name })),
      ...node.extensions.map((extension) => ({
        node: extension,
        kind: IdentifierKind.EXTENSION,
        text: extension.name,
      })),
    ]),
  ]);
}
