import type { ContainerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** The host's network excludes all others. */
export class HostNetworkStandsAlone extends InvariantRule {
  public readonly id = "port/host-network-alone";
  public readonly title = "A container on the network of the host joins no other and publishes nothing";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The engine refuses further networks for it, and ignores published ports: it listens on the host itself.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.containers.filter(({ usesHostNetwork }) => usesHostNetwork).map(judge);
  }
}

function judge(container: ContainerNode): Finding {
  const further = [
    ...container.endpoints.map(({ network }) => `network ${network.name}`),
    ...container.publishedPorts.map(({ containerPort, protocol }) => `port ${containerPort}/${protocol}`),
  ];
  if (further.length === 0) return Finding.pass(container);
  return Finding.fail(container, {
    what: `${container.name} uses the network of the host, and more`,
    got: enumerate(further),
    expected: "nothing beside the network of the host",
    fix: "leave `networks` and `publish` out, or do not use the network of the host",
  });
}
