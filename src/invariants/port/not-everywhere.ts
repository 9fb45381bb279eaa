import { isUnknownText } from "../../internal/tokens";
import type { PublishedPortNode, Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isEveryAddress } from "./every-address";

/** What the whole internet shall reach, somebody must have said. */
export class PortIsNotEverywhere extends InvariantRule {
  public readonly id = "port/not-everywhere";
  public readonly title = "A port is published on all addresses of the host only where somebody says why";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Docker opens the firewall of the host for a published port: rules of ufw or firewalld do not hold it back, and the " +
    "whole internet reaches it.";

  public check(topology: Topology): Finding[] {
    const ours = topology.containers.filter(({ kind }) => kind !== ContainerKind.EXTERNAL);
    return ours.flatMap(({ publishedPorts }) => publishedPorts.map(judge));
  }
}

function judge(port: PublishedPortNode): Finding {
  const { address, containerPort, hostPort, protocol } = port;
  const name = `${hostPort ?? containerPort}/${protocol}`;
  const fix = "publish it on one `address`, such as 127.0.0.1, and let a proxy be what the internet reaches";
  if (isUnknownText(address)) {
    const what = `whether port ${name} is published on all addresses of the host is known to Terraform only`;
    return Finding.unknown(port, { what, fix });
  }
  if (!isEveryAddress(address)) return Finding.pass(port);
  const what = `port ${name} is published on all addresses of the host`;
  return Finding.fail(port, { what, got: address || "0.0.0.0", expected: "one address of the host", fix });
}
