import { containsRange, parseAddress, parseCidr } from "../../internal/ip";
import type { ContainerNode, MailRelayNode, MailRouteNode, NetworkNode, Topology } from "../../topology";

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

/** Whether a relay takes mail without a login from containers on the network. */
export function takesMailFrom({ clientNetworks }: MailRelayNode, { subnet, ipv6Subnet }: NetworkNode): boolean {
  const accepted = clientNetworks.filter((network) => !network.startsWith("!")).map(withoutBrackets);
  return [subnet, ipv6Subnet].some(
    (own) => own !== undefined && accepted.some((network) => network === own || liesIn(network, own)),
  );
}

/** Whether all of a network, or an address, lies in another network. */
export function liesIn(outer: string, inner: string): boolean {
  const outerRange = parseCidr(outer);
  const address = parseAddress(inner);
  const innerRange = parseCidr(address ? `${inner}/${address.family === 4 ? 32 : 128}` : inner);
  return outerRange !== undefined && innerRange !== undefined && containsRange(outerRange, innerRange);
}

/** Postfix writes IPv6 as `[fd00::]/64`, and refuses it as `![fd00::1]`. */
export function withoutBrackets(network: string): string {
  return network.replace(/^(!?)\[(.*)\]/, "$1$2");
}
