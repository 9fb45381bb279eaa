import type { ContainerNode, MailServerNode, Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** On the network of the host, everybody is on the loopback interface of everybody. */
export class HostNetworkPeersAreTrusted extends InvariantRule {
  public readonly id = "platform/host-network-peers";
  public readonly title = "A mail server shares the network of the host with no other service";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "What is on the network of the host reaches its ports on 127.0.0.1, one of which takes mail without a login and signs " +
    "it: whoever takes over the other service sends in the name of the domain.";

  public check(topology: Topology): Finding[] {
    const services = topology.containers.filter(
      ({ usesHostNetwork, kind }) => usesHostNetwork && kind !== ContainerKind.JOB,
    );
    const peers = groupBy(services, ({ host }) => engineOf(host));
    return topology.mailServers
      .filter(({ container }) => container.usesHostNetwork)
      .map((server) => judge(server, peers.get(engineOf(server.container.host)) ?? []));
  }
}

function judge(server: MailServerNode, peers: readonly ContainerNode[]): Finding {
  const others = peers.filter((peer) => peer !== server.container);
  if (others.length === 0) return Finding.pass(server);
  return Finding.fail(server, {
    what: `${server.container.name} shares the network of the host with other services`,
    got: enumerate(others.map(({ name }) => name)),
    expected: "the mail server alone",
    fix: "give the others `networks` of their own, or another host",
  });
}
