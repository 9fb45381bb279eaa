import { isUnknownNumber } from "../../internal/tokens";
import type { DatabaseServerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { ownServers } from "./parts";

/** Memory that is promised twice ends in a kill. */
export class MemorySuffices extends InvariantRule {
  public readonly id = "database/memory";
  public readonly title = "The memory of a server holds its shared buffers and one sort a connection";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "When the memory of the container is used up, the kernel kills a process of the server, and PostgreSQL then ends all " +
    "connections and recovers.";

  public check(topology: Topology): Finding[] {
    return ownServers(topology).flatMap(judge);
  }
}

function judge(server: DatabaseServerNode): Finding[] {
  const { container, sharedBuffersMebibytes: buffers, workMemoryMebibytes = 0, maxConnections = 0 } = server;
  const limit = container.memoryMebibytes;
  if (limit === undefined || buffers === undefined) return [];
  if ([limit, buffers, workMemoryMebibytes, maxConnections].some(isUnknownNumber)) return [];
  const needed = buffers + maxConnections * workMemoryMebibytes;
  if (needed <= limit) return [Finding.pass(server)];
  return [
    Finding.fail(server, {
      what: `${server.path} may use ${needed} MiB, and its container has ${limit}`,
      got: `${buffers} MiB of shared buffers and ${maxConnections} connections with ${workMemoryMebibytes} MiB each`,
      expected: `at most ${limit} MiB`,
      fix: "give `memory` more, or lower `maxConnections`, shared buffers or work memory",
    }),
  ];
}
