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
  return networks.flatMap(({ networkNode: { subnet, gateway, ipv6Subnet } }) => [
    ...(subnet === undefined ? [] : [{ subnet: late(subnet), gateway: gateway ? late(gateway) : firstOf(subnet) }]),
    ...(ipv6Subnet === undefined ? [] : [{ subnet: late(ipv6Subnet), gateway: firstOf(ipv6Subnet) }]),
  ]);
}

function firstOf(subnet: string): string {
  const range = parseCidr(subnet);
  return range ? firstHost(range) : Fn.cidrhost(late(subnet), 1);
}

/** An expression of Terraform stays one in a file, where `${` is plain text otherwise. */
function late(text: string): string {
  return isUnknownText(text) ? Lazy.stringValue({ produce: () => text }) : text;
}
