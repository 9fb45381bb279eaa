import type { ContainerPorts } from "@cdktf/provider-docker/lib/container";
import type { IConstruct } from "constructs";
import { resolveNumber, resolveText } from "../internal/resolve-text";
import { isUnknownNumber } from "../internal/tokens";
import type { PublishedPortDeclaration } from "../topology";

/** A port of a container that the host passes on. */
export interface PublishedPort {
  /** The port on which the software in the container listens. */
  readonly containerPort: number;

  /** The port on the host. */
  readonly hostPort: number;

  /**
   * The address of the host on which it is reachable. Docker opens the firewall of the host for it: `0.0.0.0` means the
   * whole internet.
   *
   * @default "127.0.0.1"
   */
  readonly address?: string;

  /**
   * `tcp` or `udp`.
   *
   * @default "tcp"
   */
  readonly protocol?: string;
}

/** The port as the provider takes it. */
export function portConfig(port: PublishedPort): ContainerPorts & { readonly protocol: string } {
  const { containerPort, hostPort, address = "127.0.0.1", protocol = "tcp" } = port;
  return { internal: containerPort, external: hostPort, ip: address, protocol };
}

/** The port as the topology takes it. */
export function portDeclaration(construct: IConstruct, port: PublishedPort): PublishedPortDeclaration {
  const { containerPort, hostPort, address = "127.0.0.1", protocol = "tcp" } = port;
  return {
    containerPort,
    ...(isUnknownNumber(hostPort) ? { hostPortExpression: resolveNumber(construct, hostPort) } : { hostPort }),
    protocol,
    address: resolveText(construct, address),
  };
}
