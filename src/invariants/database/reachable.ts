import type { ContainerNode, DatabaseClientNode, Topology } from "../../topology";
import { engineOf, onEngine } from "../../topology/engine";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { clientsOf } from "./parts";

/** Who shares no network cannot talk. */
export class DatabaseIsReachable extends InvariantRule {
  public readonly id = "database/reachable";
  public readonly title = "A client and its database server are on one network";
  public readonly severity = Severity.ERROR;
  public readonly why = "Containers reach each other on networks that both are on: elsewhere even the name is unknown.";

  public check(topology: Topology): Finding[] {
    return clientsOf(topology).map(judge);
  }
}

function judge(client: DatabaseClientNode): Finding {
  const { container, database } = client;
  const { server } = database;
  if (isReachable(container, server.container)) return Finding.pass(client);
  if (server.isAdopted && server.container.endpoints.length === 0) {
    return Finding.unknown(client, {
      what: `whether ${container.name} reaches ${server.path}, which somebody else runs, is not known here`,
      fix: `say in \`network\` on which network ${server.path} is`,
    });
  }
  if (engineOf(container.host) !== engineOf(server.container.host)) {
    return Finding.fail(client, {
      what: `${container.name} uses the database ${database.name}, which is on another host`,
      got: `${container.host.path} and ${server.container.host.path}`,
      expected: "one host, on which both share a network",
      fix: "create the client below the host of its database server",
    });
  }
  return Finding.fail(client, {
    what: `${container.name} uses the database ${database.name} and shares no network with ${server.path}`,
    got: `${networksOf(container)} and ${networksOf(server.container)}`,
    expected: "one network that both are on",
    fix: `add a network of ${server.path} to \`networks\` of ${container.path}`,
  });
}

/** On the host's own network a client reaches what the server publishes, and the other way round. */
function isReachable(client: ContainerNode, server: ContainerNode): boolean {
  if (engineOf(client.host) !== engineOf(server.host)) return false;
  if (server.usesHostNetwork) return true;
  if (client.usesHostNetwork) return server.publishedPorts.length > 0;
  const networks = new Set(server.endpoints.map(({ network }) => onEngine(network)));
  return client === server || client.endpoints.some(({ network }) => networks.has(onEngine(network)));
}

function networksOf({ endpoints }: ContainerNode): string {
  return enumerate(endpoints.map(({ network }) => network.name)) || "no network";
}
