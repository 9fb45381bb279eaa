import type { DatabaseServerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { isWithin } from "./paths";
import { ownServers } from "./parts";

/** Data outside of a volume dies with its container. */
export class DataIsMounted extends InvariantRule {
  public readonly id = "database/data-mounted";
  public readonly title = "The data directory of a server lies in a volume that it can write";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Outside of a named volume the data lies in the container, or in a volume without a name: the next change of the " +
    "container starts with an empty database.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return ownServers(topology).flatMap((server) =>
      server.dataDirectory === undefined ? [] : [judge(server, server.dataDirectory)],
    );
  }
}

function judge(server: DatabaseServerNode, directory: string): Finding {
  const writable = server.container.mounts.filter(({ isReadOnly }) => !isReadOnly);
  if (writable.some(({ mountPath }) => isWithin(directory, mountPath))) return Finding.pass(server);
  return Finding.fail(server, {
    what: `the data of ${server.path} lies in no volume`,
    got: `data in ${directory}, volumes at ${enumerate(writable.map(({ mountPath }) => mountPath)) || "no path"}`,
    expected: `a volume at ${directory} or above`,
    fix: "mount a `DataVolume` there",
  });
}
