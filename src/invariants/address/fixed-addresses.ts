import type { EndpointNode, Topology } from "../../topology";

/** A place on a network whose address somebody chose. */
export interface FixedAddress {
  readonly endpoint: EndpointNode;
  readonly address: string;
}

/** All addresses of the app that somebody chose. */
export function fixedAddresses(topology: Topology): FixedAddress[] {
  return topology.networks.flatMap(({ endpoints }) => fixedAmong(endpoints));
}

/** Those among the endpoints whose address somebody chose. */
export function fixedAmong(endpoints: readonly EndpointNode[]): FixedAddress[] {
  return endpoints.flatMap((endpoint) =>
    endpoint.ipv4Address === undefined ? [] : [{ endpoint, address: endpoint.ipv4Address }],
  );
}
