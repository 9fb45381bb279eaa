import type { InvariantRule } from "../rule";
import { HostNetworkIsWanted } from "./host-network";
import { HostNetworkStandsAlone } from "./host-network-alone";
import { PortIsNotEverywhere } from "./not-everywhere";
import { PortHasOneOwner } from "./one-owner";

/** Rules about ports of the host. */
export function portRules(): InvariantRule[] {
  return [new PortHasOneOwner(), new PortIsNotEverywhere(), new HostNetworkIsWanted(), new HostNetworkStandsAlone()];
}
