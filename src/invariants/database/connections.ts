import { isUnknownNumber } from "../../internal/tokens";
import type { DatabaseServerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** As many as PostgreSQL keeps for its superusers unless it is told otherwise. */
const RESERVED = 3;

/** A server has room for so many and no more. */
export class ConnectionsSuffice extends InvariantRule {
  public readonly id = "database/connections";
  public readonly title = "The pools of all clients together fit into the connections of the server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "When all are busy at once, the last ones get: sorry, too many clients already. Some connections stay reserved for the superuser.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap((server) => {
      const { maxConnections } = server;
      return maxConnections === undefined || isUnknownNumber(maxConnections) ? [] : [judge(server, maxConnections)];
    });
  }
}

function judge(server: DatabaseServerNode, maxConnections: number): Finding {
  const clients = server.databases.flatMap((database) => database.clients);
  const pools = clients.flatMap(({ container, maxConnections: pool }) =>
    pool === undefined || isUnknownNumber(pool) ? [] : [{ name: container.name, pool }],
  );
  const wanted = pools.reduce((sum, { pool }) => sum + pool, 0);
  if (wanted < maxConnections - RESERVED) return Finding.pass(server);
  return Finding.fail(server, {
    what: `clients of ${server.path} may hold ${wanted} connections, and it accepts ${maxConnections}`,
    got: enumerate(pools.map(({ name, pool }) => `${name}: ${pool}`)),
    expected: `less than ${maxConnections - RESERVED} together: ${RESERVED} are kept for the superuser`,
    fix: `raise \`maxConnections\` above ${wanted + RESERVED}, or give the clients smaller pools`,
  });
}
