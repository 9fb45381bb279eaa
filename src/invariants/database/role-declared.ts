import { isUnknownText } from "../../internal/tokens";
import type { DatabaseClientNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import { clientsOf } from "./parts";

/** Nobody connects as a stranger. */
export class ClientRoleIsDeclared extends InvariantRule {
  public readonly id = "database/role-declared";
  public readonly title = "A client connects as the owner of the database or as another role of the server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The server refuses the client: the role does not exist. A role that is not the owner may, since PostgreSQL 15, " +
    "create nothing in the schema public: CalDAV then has no tables, and says so to nobody.";

  public check(topology: Topology): Finding[] {
    return clientsOf(topology).map(judge);
  }
}

function judge(client: DatabaseClientNode): Finding {
  const { container, role, database } = client;
  const { server, owner } = database;
  const roles = [owner, server.superuser, ...server.roles.map(({ name }) => name)];
  if (roles.includes(role)) return Finding.pass(client);
  const what = `${container.name} connects to ${database.name} as ${role}, which is no role of ${server.path}`;
  const fix = `let it connect as ${owner}, the owner of the database`;
  if (isUnknownText(role) || roles.some(isUnknownText)) {
    return Finding.unknown(client, { what, condition: isOneOf(role, [...new Set(roles)]), fix });
  }
  if (server.isAdopted) {
    return Finding.unknown(client, {
      what: `whether ${server.path}, which somebody else runs, has the role ${role} is not known here`,
      fix,
    });
  }
  return Finding.fail(client, { what, got: role, expected: choices(roles), fix });
}
