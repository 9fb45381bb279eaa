import { Construct } from "constructs";
import { OneShotJob } from "../docker";
import { DockerHost } from "../docker";
import { Invariants } from "../invariants";
import type { HostRequirements } from "./host-requirements";
import { renderPreflight } from "./host-requirements";

/** Looks at the host before the relay exists. It is another job only where the requirements are others. */
export class HostPreflight extends Construct {
  public readonly job: OneShotJob;

  public constructor(scope: Construct, id: string, requirements: HostRequirements, mailDomain: string) {
    super(scope, id);
    this.job = new OneShotJob(this, "Check", {
      image: DockerHost.of(this).toolsImage,
      entrypoint: ["bash", "-c", renderPreflight(requirements, mailDomain)],
      // Only there can it see who listens on the host.
      hostNetwork: {},
    });
    Invariants.of(this).acknowledge("port/host-network", "it looks at the ports of the host, and listens on none");
  }
}
