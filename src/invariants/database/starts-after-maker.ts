import type { DatabaseClientNode, Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { StartOrder } from "../start-order";
import { clientsOf } from "./parts";

/** A server that answers need not have the database yet. */
export class ClientStartsAfterMaker extends InvariantRule {
  public readonly id = "database/starts-after-maker";
  public readonly title = "A client starts after what makes its database, and not only after the server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A healthy server proves nothing about its databases: on the first deploy the client finds none and fails, or makes " +
    "half of its tables in the wrong place.";

  public check(topology: Topology): Finding[] {
    const order = new StartOrder(topology);
    return clientsOf(topology)
      .filter(({ container }) => container.kind !== ContainerKind.EXTERNAL)
      .flatMap((client) => judge(client, order));
  }
}

function judge(client: DatabaseClientNode, order: StartOrder): Finding[] {
  const { container, database } = client;
  const { server, madeBy } = database;
  const maker = madeBy ?? (server.isAdopted ? undefined : server.container.construct);
  if (maker === undefined) return [];
  const isAfter =
    container.construct === maker || client.startsAfter.includes(maker) || order.startingAfter(maker).has(container);
  if (isAfter) return [Finding.pass(client)];
  return [
    Finding.fail(client, {
      what: `${container.name} may start before its database ${database.name} exists`,
      got: client.startsAfter.map(({ node }) => node.path).join(", ") || "it starts after nothing",
      expected: `a start after ${maker.node.path}, which makes the database`,
      fix: `add ${maker.node.path} to \`startsAfter\``,
    }),
  ];
}
