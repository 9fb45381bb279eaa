import { Fn, Lazy } from "cdktf";
import type { IServiceNetwork } from "../docker";
import { firstHost, parseCidr } from "../internal/ip";
import { isUnknownText } from "../internal/tokens";

/**
 * The addresses of a network as a relay is told them: first the host's own, which is refused, then all others. What comes
 * through a published port, or from a program on the host, has the address of the host.
 */
export interface ClientNetwork {
  readonly gateway: string;
  readonly subnet: string;
}

/** The addresses of the networks, IPv4 before IPv6. */
export function clientNetworks(networks: readonly IServiceNetwork[]): ClientNetwork[] {
  return networks.flatMap(({ networkNode: { subnet, gateway, engineGateway = gateway, ipv6Subnet } }) => [
    ...(subnet === undefined ? [] : [pair(subnet, engineGateway)]),
    ...(ipv6Subnet === undefined ? [] : [pair(ipv6Subnet)]),
  ]);
}

/** A gateway that nobody has named is the first address. */
function pair(subnet: string, gateway?: string): ClientNetwork {
  return { subnet: late(subnet), gateway: gateway === undefined ? firstOf(subnet) : late(gateway) };
}

function firstOf(subnet: string): string {
  const range = parseCidr(subnet);
  return range ? firstHost(range) : Fn.cidrhost(late(subnet), 1);
}

/** An expression of Terraform stays one in a file, where `${` is plain text otherwise. */
function late(text: string): string {
  return isUnknownText(text) ? Lazy.stringValue({ produce: () => text }) : text;
}
