import type { Topology } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A volume stays where its disk is. */
export class VolumeIsOfHost extends InvariantRule {
  public readonly id = "storage/same-host";
  public readonly title = "A container mounts volumes of its own host";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Another engine does not know the volume: it makes a new one of that name, empty, and the service starts without its data.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.containers.flatMap(({ host, mounts }) =>
      mounts.map((mount) =>
        engineOf(mount.volume.host) === engineOf(host)
          ? Finding.pass(mount)
          : Finding.fail(mount, {
              what: `mounts ${mount.volume.name}, a volume of another host`,
              got: mount.volume.host.path,
              expected: host.path,
              fix: `mount a volume of ${host.path}, or create the container below ${mount.volume.host.path}`,
            }),
      ),
    );
  }
}
