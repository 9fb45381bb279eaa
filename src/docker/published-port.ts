import type { ContainerPorts } from "@cdktf/provider-docker/lib/container";
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

/** The port for the provider and for the topology. */
export function portConfig(port: PublishedPort): {
  readonly config: ContainerPorts & { readonly protocol: string };
  readonly declaration: PublishedPortDeclaration;
} {
  const { containerPort, hostPort, address = "127.0.0.1", protocol = "tcp" } = port;
  return {
    config: { internal: containerPort, external: hostPort, ip: address, protocol },
    declaration: {
      containerPort,
      hostPort: isUnknownNumber(hostPort) ? undefined : hostPort,
      protocol,
      address,
    },
  };
}
