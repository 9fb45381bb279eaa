import type { AddressRange } from "../../internal/ip";
import { parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { EndpointNode, NetworkNode, Topology } from "../../topology";

/** A place on a network whose address somebody chose. */
export interface FixedAddress {
  readonly endpoint: EndpointNode;
  readonly address: string;
}

/** A network and its addresses that somebody chose. */
export interface AddressedNetwork {
  readonly network: NetworkNode;
  readonly fixed: readonly FixedAddress[];
  /** Its subnet, where it is known before Terraform runs. */
  readonly subnetRange?: AddressRange;
  /** What the engine hands out, where that is known before Terraform runs. */
  readonly poolRange?: AddressRange;
}

/** The networks on which somebody chose an address. What is common to the addresses is read once. */
export function addressedNetworks(topology: Topology): AddressedNetwork[] {
  return topology.networks.flatMap((network) => {
    const fixed = fixedAmong(network.endpoints);
    if (fixed.length === 0) return [];
    return [{ network, fixed, subnetRange: rangeOf(network.subnet), poolRange: rangeOf(network.ipRange) }];
  });
}

function fixedAmong(endpoints: readonly EndpointNode[]): FixedAddress[] {
  return endpoints.flatMap((endpoint) =>
    endpoint.ipv4Address === undefined ? [] : [{ endpoint, address: endpoint.ipv4Address }],
  );
}

function rangeOf(cidr: string | undefined): AddressRange | undefined {
  return cidr === undefined || isUnknownText(cidr) ? undefined : parseCidr(cidr);
}
