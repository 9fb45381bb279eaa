import { isUnknownText } from "../../internal/tokens";
import type { EndpointNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import type { RouteToRelay } from "./relays";
import { routesToRelays, takesMailFrom } from "./relays";

/** A client and its relay meet on a network, and the client knows the relay's name there. */
export class RelayIsReachable extends InvariantRule {
  public readonly id = "mail/relay-reachable";
  public readonly title = "Whoever sends through a relay shares a network with it, and calls it by its name there";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The client cannot find the relay, and many services say nothing of it: an invitation counts as sent that never left.";

  public check(topology: Topology): Finding[] {
    return routesToRelays(topology).map(judge);
  }
}

function judge({ route, relay }: RouteToRelay): Finding {
  const { client, relayHost } = route;
  const joined = new Set(client.endpoints.map(({ network }) => network));
  const meetings = relay.container.endpoints.filter(({ network }) => joined.has(network));
  if (meetings.length === 0) {
    return Finding.fail(route, {
      what: `${client.name} sends through ${relay.container.name}, and shares no network with it`,
      got: client.endpoints.map(({ network }) => network.name).join(", ") || "no network",
      expected: choices(relay.container.endpoints.map(({ network }) => network.name)) || "a network that both join",
      fix: "join the `network` of the route that `relay.allow(…)` returns",
    });
  }
  const refusal = judgeAddress({ route, relay }, meetings);
  if (refusal) return refusal;
  const names = meetings.flatMap((endpoint) => [
    ...endpoint.names,
    ...(endpoint.ipv4Address === undefined ? [] : [endpoint.ipv4Address]),
  ]);
  const what = `${client.name} calls its relay ${relayHost}, to which the relay does not answer`;
  const fix = "take the `host` of the route that `relay.allow(…)` returns";
  if (names.includes(relayHost)) return Finding.pass(route);
  if ([relayHost, ...names].some(isUnknownText)) {
    return Finding.unknown(route, { what, condition: isOneOf(relayHost, names), fix });
  }
  return Finding.fail(route, { what, got: relayHost, expected: choices(names), fix });
}

/** Nothing where the relay takes mail from a network on which the two meet, or nobody knows from where it does. */
function judgeAddress({ route, relay }: RouteToRelay, meetings: readonly EndpointNode[]): Finding | undefined {
  const networks = meetings.map(({ network }) => network);
  if (relay.clientNetworks.length === 0 || networks.some((network) => takesMailFrom(relay, network))) return undefined;
  const what = `${route.client.name} sends from ${choices(networks.map(({ name }) => name))}, from which ${relay.container.name} takes no mail`;
  const fix = "join the `network` of the route that `relay.allow(…)` returns";
  const subnets = networks.flatMap(({ subnet }) => (subnet === undefined ? [] : [subnet]));
  if ([...subnets, ...relay.clientNetworks].some(isUnknownText)) return Finding.unknown(route, { what, fix });
  return Finding.fail(route, {
    what,
    got: choices(subnets) || "no subnet",
    expected: relay.clientNetworks.join(", "),
    fix,
  });
}
