import type { DatabaseServerNode, MountNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isWithin } from "./paths";
import { ownServers } from "./parts";

const PARENT = "/var/lib/postgresql";
const DATA = "/var/lib/postgresql/data";

/** The official image moved its volume with version 18. */
export class VolumeFitsMajor extends InvariantRule {
  public readonly id = "database/volume-layout";
  public readonly title = "The volume of a server is mounted where the image of its major version expects it";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Up to version 17 the image has a volume of its own at /var/lib/postgresql/data, which hides one that is mounted " +
    "above it: the data is gone with the container. From 18 on it refuses to start with a volume there.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return ownServers(topology).flatMap((server) =>
      server.majorVersion === undefined ? [] : [judge(server, server.majorVersion)],
    );
  }
}

function judge(server: DatabaseServerNode, major: number): Finding {
  const misplaced = server.container.mounts.find((mount) =>
    major >= 18 ? isWithin(mount.mountPath, DATA) : isHidden(mount, server.dataDirectory ?? DATA),
  );
  if (!misplaced) return Finding.pass(server);
  const expected = major >= 18 ? PARENT : DATA;
  return Finding.fail(server, {
    what: `PostgreSQL ${major} does not keep its data in a volume at ${misplaced.mountPath}`,
    got: misplaced.mountPath,
    expected,
    fix: `mount ${misplaced.volume.name} at ${expected}`,
  });
}

/** The image's own volume lies between the mounted one and the data. */
function isHidden({ mountPath, container }: MountNode, dataDirectory: string): boolean {
  const isAbove = isWithin(DATA, mountPath) && mountPath !== DATA;
  const isCovered = container.mounts.some(
    (other) => isWithin(dataDirectory, other.mountPath) && isWithin(other.mountPath, DATA),
  );
  return isAbove && isWithin(dataDirectory, DATA) && !isCovered;
}
