import { isUnknownText } from "../../internal/tokens";
import type { DatabaseNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import { databasesOf } from "./parts";

/** An owner must exist before what it owns. */
export class OwnerIsDeclared extends InvariantRule {
  public readonly id = "database/owner-declared";
  public readonly title = "The owner of a database is a role of its server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The job that makes the database stops: role does not exist. Since PostgreSQL 15 nobody but the owner may create " +
    "tables in it.";

  public check(topology: Topology): Finding[] {
    return databasesOf(topology).map(judge);
  }
}

function judge(database: DatabaseNode): Finding {
  const { name, owner, server } = database;
  const roles = [server.superuser, ...server.roles.map((role) => role.name)];
  if (roles.includes(owner)) return Finding.pass(database);
  const what = `the database ${name} belongs to ${owner}, which is no role of ${server.path}`;
  const fix = "name a declared role as `owner`, or leave `owner` out";
  if (isUnknownText(owner) || roles.some(isUnknownText)) {
    return Finding.unknown(database, { what, condition: isOneOf(owner, [...new Set(roles)]), fix });
  }
  if (server.isAdopted) {
    return Finding.unknown(database, {
      what: `whether ${server.path}, which somebody else runs, has the role ${owner} is not known here`,
      fix: `create the role there, or let \`addDatabase\` do it`,
    });
  }
  return Finding.fail(database, { what, got: owner, expected: choices(roles), fix });
}
