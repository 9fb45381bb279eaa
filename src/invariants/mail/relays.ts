import type { ContainerNode, MailRelayNode, MailRouteNode, Topology } from "../../topology";

/** A route, and the relay that it leads to. */
export interface RouteToRelay {
  readonly route: MailRouteNode;
  readonly relay: MailRelayNode;
}

/** Routes to relays of which the topology knows more than the container. */
export function routesToRelays(topology: Topology): RouteToRelay[] {
  const relays = new Map<ContainerNode, MailRelayNode>(topology.mailRelays.map((relay) => [relay.container, relay]));
  return topology.mailRoutes.flatMap((route) => {
    const relay = route.relay && relays.get(route.relay);
    return relay ? [{ route, relay }] : [];
  });
}
