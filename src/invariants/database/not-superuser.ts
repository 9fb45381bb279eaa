import { isUnknownText } from "../../internal/tokens";
import type { DatabaseClientNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { clientsOf } from "./parts";

/** A superuser sees all databases. */
export class ClientIsNoSuperuser extends InvariantRule {
  public readonly id = "database/not-superuser";
  public readonly title = "No client connects as the superuser";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "A hole in this one service then opens the databases of all others, and the superuser can read files and run " +
    "programs in the server's container.";

  public check(topology: Topology): Finding[] {
    return clientsOf(topology).map(judge);
  }
}

function judge(client: DatabaseClientNode): Finding {
  const { container, role, database } = client;
  const { superuser } = database.server;
  const fix = "let `addDatabase` make a role of its own for the service, and connect as that";
  if (role === superuser) {
    const what = `${container.name} connects to ${database.name} as the superuser ${role}`;
    return Finding.fail(client, { what, got: role, expected: "a role that owns this database only", fix });
  }
  if (!isUnknownText(role) && !isUnknownText(superuser)) return Finding.pass(client);
  const what = `whether ${container.name} connects to ${database.name} as the superuser is known to Terraform only`;
  return Finding.unknown(client, { what, fix });
}
