import type { DatabaseNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** One database, one application. */
export class DatabaseIsNotShared extends InvariantRule {
  public readonly id = "database/not-shared";
  public readonly title = "All clients of a database connect as one role and use one schema";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Two applications in one database meet in each other's tables: CalDAV makes none where it finds some of their " +
    "names, its migrations look into all schemas, and neither can be restored alone.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap(({ databases }) =>
      [...groupBy(databases, ({ name }) => name).values()].map(judge),
    );
  }
}

function judge(databases: readonly DatabaseNode[]): Finding {
  const [database] = databases;
  const clients = databases.flatMap((declared) => declared.clients);
  const uses = clients.map(({ container, role, schema }) => ({ container, use: `${role} in ${schema ?? "public"}` }));
  if (new Set(uses.map(({ use }) => use)).size < 2) return Finding.pass(database);
  return Finding.fail(database, {
    what: `several applications share the database ${database.name}`,
    got: enumerate(uses.map(({ container, use }) => `${container.name} as ${use}`)),
    expected: "one role and one schema",
    fix: "give each its own database with `addDatabase`",
  });
}
