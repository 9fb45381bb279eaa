import type { ContainerNode, EndpointNode } from "../../topology";
import { onEngine } from "../../topology/engine";

/** The places of a container on networks that another one is on too: where that other one reaches it. */
export function placesReachedBy(caller: ContainerNode, target: ContainerNode): EndpointNode[] {
  const networks = new Set(caller.endpoints.map(({ network }) => onEngine(network)));
  return target.endpoints.filter(({ network }) => networks.has(onEngine(network)));
}
