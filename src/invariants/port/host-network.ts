import type { Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A container on the host's own network is as open as the host. */
export class HostNetworkIsWanted extends InvariantRule {
  public readonly id = "port/host-network";
  public readonly title = "A container uses the network of the host itself only where somebody says why";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Whatever it listens on is open on all addresses of the host, it reaches what listens on 127.0.0.1 there, and " +
    "rules see only those of its ports that it declares.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .filter(({ kind }) => kind !== ContainerKind.EXTERNAL)
      .map((container) =>
        container.usesHostNetwork
          ? Finding.fail(container, {
              what: `${container.name} uses the network of the host itself`,
              expected: "a network of its own, and published ports",
              fix: "join `networks` and `publish` what must be reached",
            })
          : Finding.pass(container),
      );
  }
}
