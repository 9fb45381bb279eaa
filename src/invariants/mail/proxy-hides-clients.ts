import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What is enough for one client is little for all of them. */
const ENOUGH = 1_000;

/** A limit for one address is a limit for everybody behind a proxy. */
export class ProxyLeavesRoomForClients extends InvariantRule {
  public readonly id = "mail/proxy-hides-clients";
  public readonly title = "A mail server behind a proxy has room for all clients of the proxy";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Clients that speak SMTP on the web port all come with the address of the proxy, and one address may have a fifth of " +
    "the connections: the next client is refused, though the server has nothing to do.";

  public check(topology: Topology): Finding[] {
    return topology.mailServers.flatMap((server) => {
      const { connectionsBehindProxy: connections, container } = server;
      if (connections === undefined) return [];
      if (connections >= ENOUGH) return [Finding.pass(server)];
      return [
        Finding.fail(server, {
          what: `all clients of ${container.name} on the web port share ${connections} connections`,
          got: `${connections} connections for one address`,
          expected: `at least ${ENOUGH}`,
          fix: `raise \`ini.maxSmtpConnections\` to ${ENOUGH * 5}`,
        }),
      ];
    });
  }
}
