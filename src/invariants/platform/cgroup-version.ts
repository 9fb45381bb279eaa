import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** systemd in a container is made and tried for one version of control groups. */
export class ControlGroupsAreOfVersion2 extends InvariantRule {
  public readonly id = "platform/cgroup-version";
  public readonly title = "A container with systemd runs where control groups have version 2";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Its makers try it with version 2 alone. It starts with version 1 too, but nobody looks whether it goes on doing so, and " +
    "newer releases of systemd have given version 1 up.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .filter(({ runsSystemd, host }) => runsSystemd && host.cgroupVersion !== undefined)
      .map((container) => {
        const { host, name } = container;
        if (host.cgroupVersion === 2) return Finding.pass(container);
        return Finding.fail(container, {
          what: `${name} runs systemd on a host with control groups of version ${host.cgroupVersion}`,
          got: `version ${host.cgroupVersion} on ${host.path}`,
          expected: "version 2",
          fix: "start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line, and say `cgroupVersion: 2`",
        });
      });
  }
}
