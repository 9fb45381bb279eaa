import type { DatabaseClientNode, Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** Who connects as a role must know its password. */
export class ClientHoldsRolePassword extends InvariantRule {
  public readonly id = "secret/role-password";
  public readonly title = "A client of a database holds the password of its role";
  public readonly severity = Severity.ERROR;
  public readonly why = "The server refuses the client: password authentication failed.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap(({ roles, databases }) => {
      const byName = groupBy(roles, ({ name }) => name);
      return databases
        .flatMap(({ clients }) => clients)
        .filter(({ container }) => container.kind !== ContainerKind.EXTERNAL)
        .flatMap((client) => {
          const passwords = (byName.get(client.role) ?? []).flatMap(({ passwordIdentity }) => passwordIdentity ?? []);
          return passwords.length === 0 ? [] : [judge(client, passwords)];
        });
    });
  }
}

function judge(client: DatabaseClientNode, passwords: readonly string[]): Finding {
  const { container, role, database } = client;
  if (container.secrets.some(({ identity }) => passwords.includes(identity))) return Finding.pass(client);
  return Finding.fail(client, {
    what: `${container.name} connects to ${database.name} as ${role} and does not hold that role's password`,
    got: enumerate(container.secrets.map(({ identity }) => `Secret(${identity})`)) || "no secret",
    expected: enumerate(passwords.map((identity) => `Secret(${identity})`)),
    fix: "pass the same Secret as `password` of the database and to the client",
  });
}
