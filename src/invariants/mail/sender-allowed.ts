import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import type { RouteToRelay } from "./relays";
import { routesToRelays } from "./relays";

/** A relay accepts the senders that its clients use. */
export class SenderIsAllowed extends InvariantRule {
  public readonly id = "mail/sender-allowed";
  public readonly title = "A relay accepts the envelope senders of its clients";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The relay answers 550 to each such mail. A service that only looks whether its mail program could be started takes " +
    "it for sent.";

  public check(topology: Topology): Finding[] {
    return routesToRelays(topology).flatMap((pair) => pair.route.senderDomains.map((domain) => judge(pair, domain)));
  }
}

function judge({ route, relay }: RouteToRelay, domain: string): Finding {
  if (!relay.knowsSenders) return senderIsUnknown({ route, relay }, domain);
  const allowed = relay.senderDomains;
  const what = `${route.client.name} sends mail of ${domain}, which ${relay.container.name} does not accept`;
  const fix = relay.isAdopted
    ? "have the relay accept the domain, and name it in `senderDomains` of `PostfixRelay.fromExisting`"
    : "let the service through with `relay.allow(…)`, or add the domain to `senderDomains` of the relay";
  if (allowed.includes(domain)) return Finding.pass(route);
  if ([domain, ...allowed].some(isUnknownText)) {
    return Finding.unknown(route, { what, condition: isOneOf(domain, allowed), fix });
  }
  return Finding.fail(route, { what, got: domain, expected: choices(allowed) || "no domain", fix });
}

function senderIsUnknown({ route, relay }: RouteToRelay, domain: string): Finding {
  return Finding.unknown(route, {
    what: `${route.client.name} sends mail of ${domain}, and nobody has said whether ${relay.container.name} accepts it`,
    fix: "name the domains that it accepts in `senderDomains` of `PostfixRelay.fromExisting`",
  });
}
