import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { ownServers } from "./parts";

/** What the engine gives to every container. */
const DEFAULT_MEBIBYTES = 64;

/** Parallel queries meet in /dev/shm. */
export class SharedMemoryIsSet extends InvariantRule {
  public readonly id = "database/shared-memory";
  public readonly title = "A database server has more shared memory than the engine's 64 MiB";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Parallel queries, VACUUM and the building of indexes then fail: could not resize shared memory segment.";

  public check(topology: Topology): Finding[] {
    return ownServers(topology).map((server) => {
      const size = server.sharedMemoryMebibytes;
      if (size !== undefined && size > DEFAULT_MEBIBYTES) return Finding.pass(server);
      return Finding.fail(server, {
        what: `${server.path} has little shared memory`,
        got: size === undefined ? `the engine's ${DEFAULT_MEBIBYTES} MiB` : `${size} MiB`,
        expected: `more than ${DEFAULT_MEBIBYTES} MiB`,
        fix: "set `sharedMemory`, such as Size.mebibytes(256)",
      });
    });
  }
}
