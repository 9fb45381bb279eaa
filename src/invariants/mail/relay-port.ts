import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import { routesToRelays } from "./relays";

/** A client knocks where the relay listens. */
export class RelayPortAnswers extends InvariantRule {
  public readonly id = "mail/relay-port";
  public readonly title = "Whoever sends through a relay uses a port on which it takes mail from containers";
  public readonly severity = Severity.ERROR;
  public readonly why = "The connection is refused, or asks for a login, and no mail leaves the client.";

  public check(topology: Topology): Finding[] {
    return routesToRelays(topology).map(({ route, relay }) =>
      relay.ports.includes(route.relayPort)
        ? Finding.pass(route)
        : Finding.fail(route, {
            what: `${route.client.name} sends to port ${route.relayPort}, on which ${relay.container.name} takes no mail from containers`,
            got: String(route.relayPort),
            expected: choices(relay.ports.map(String)),
            fix: "take the `port` of the route that `relay.allow(…)` returns",
          }),
    );
  }
}
