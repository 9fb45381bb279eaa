import { Fn } from "cdktf";
import { firstHost, parseCidr, upperHalf } from "../internal/ip";

/** The addresses of a network, as its props say them. */
export interface AddressProps {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly ipv6Subnet?: string;
}

/** The addresses of one family, as the engine is told. */
interface Family {
  readonly subnet: string;
  readonly gateway: string;
  readonly ipRange?: string;
}

/**
 * All addresses of a network. What is not given is computed, because the engine would add a gateway by itself and
 * Terraform would want it gone; by Terraform where only that knows the subnet.
 */
export function networkAddresses({ subnet, gateway, ipRange, ipv6Subnet }: AddressProps): Partial<Family> & {
  readonly ipamConfig?: Family[];
} {
  if (subnet === undefined) return {};
  const ipv4 = { subnet, gateway: gateway ?? gatewayOf(subnet), ipRange: ipRange ?? poolOf(subnet) };
  const ipv6 = ipv6Subnet === undefined ? [] : [{ subnet: ipv6Subnet, gateway: gatewayOf(ipv6Subnet) }];
  return { ...ipv4, ipamConfig: [ipv4, ...ipv6] };
}

function gatewayOf(subnet: string): string {
  const range = parseCidr(subnet);
  return range ? firstHost(range) : Fn.cidrhost(subnet, 1);
}

function poolOf(subnet: string): string {
  const range = parseCidr(subnet);
  return range ? upperHalf(range) : Fn.cidrsubnet(subnet, 1, 1);
}
