import { isUnknownNumber } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import type { RouteToRelay } from "./relays";
import { routesToRelays } from "./relays";

/** A client knocks where the relay listens. */
export class RelayPortAnswers extends InvariantRule {
  public readonly id = "mail/relay-port";
  public readonly title = "Whoever sends through a relay uses a port on which it takes mail from containers";
  public readonly severity = Severity.ERROR;
  public readonly why = "The connection is refused, or asks for a login, and no mail leaves the client.";

  public check(topology: Topology): Finding[] {
    return routesToRelays(topology).map(judge);
  }
}

function judge({ route, relay }: RouteToRelay): Finding {
  const { client, relayPort } = route;
  const fix = "take the `port` of the route that `relay.allow(…)` returns";
  if (relay.ports.includes(relayPort)) return Finding.pass(route);
  if ([relayPort, ...relay.ports].some(isUnknownNumber)) {
    const what = `whether ${client.name} sends to a port on which ${relay.container.name} takes mail is known to Terraform only`;
    return Finding.unknown(route, { what, fix });
  }
  return Finding.fail(route, {
    what: `${client.name} sends to port ${relayPort}, on which ${relay.container.name} takes no mail from containers`,
    got: String(relayPort),
    expected: choices(relay.ports.map(String)),
    fix,
  });
}
