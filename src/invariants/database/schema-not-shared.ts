import type { DatabaseClientNode, DatabaseNode, Topology } from "../../topology";
import { containerKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** One application, one set of tables. */
export class SchemaIsNotShared extends InvariantRule {
  public readonly id = "database/schema-not-shared";
  public readonly title = "The tables of a schema belong to one application";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Two of a kind, such as two CalDAV servers with a backend each, find the same tables: users of one see and change " +
    "the data of the other, and an update of one migrates both.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap(({ databases }) =>
      [...groupBy(databases, ({ name }) => name).values()].flatMap(judge),
    );
  }
}

function judge(databases: readonly DatabaseNode[]): Finding[] {
  const clients = databases.flatMap((database) => database.clients).filter(({ application }) => application);
  return [...groupBy(clients, ({ schema }) => schema ?? "public")].map(([schema, own]) => judgeSchema(schema, own));
}

function judgeSchema(schema: string, clients: readonly DatabaseClientNode[]): Finding {
  const [{ database }] = clients;
  const applications = groupBy(clients, ({ application, container }) => containerKey(application ?? container));
  if (applications.size < 2) return Finding.pass(database);
  return Finding.fail(database, {
    what: `several applications keep their tables in the schema ${schema} of the database ${database.name}`,
    got: enumerate(clients.map(({ container, application }) => `${container.name} of ${application?.name}`)),
    expected: "one application",
    fix: "give each its own database with `addDatabase`, or its own schema",
  });
}
