import type { MailRelayNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** A relay that reaches nobody keeps its mail. */
export class RelayHasAWayOut extends InvariantRule {
  public readonly id = "mail/way-out";
  public readonly title = "A relay is on a network from which mail can leave";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "On internal networks alone it can neither ask DNS nor reach a smarthost: it takes all mail, and sends it back after days.";

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.filter(({ isAdopted }) => !isAdopted).map(judge);
  }
}

function judge(relay: MailRelayNode): Finding {
  const { endpoints, usesHostNetwork, name } = relay.container;
  const isShut = endpoints.every(({ network }) => network.isInternal);
  // A smarthost beside it, on the same internal network, can be reached.
  const neighbours = new Set(
    endpoints.flatMap(({ network }) => network.endpoints.flatMap((endpoint) => endpoint.names)),
  );
  const isNear = relay.smarthosts.length > 0 && relay.smarthosts.every(({ host }) => neighbours.has(host));
  if (usesHostNetwork || !isShut || isNear) return Finding.pass(relay);
  return Finding.fail(relay, {
    what: `${name} is on no network with a way out of the host`,
    got: enumerate(endpoints.map(({ network }) => network.name)) || "no network",
    expected: "one network that is not `internal`",
    fix: "add such a network to `networks`",
  });
}
