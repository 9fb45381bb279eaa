import { isUnknownText } from "../../internal/tokens";
import type { MailRelayNode, MailRouteNode, MailServerNode, Topology } from "../../topology";
import { allOf, isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A server of mailboxes is no relay for services. */
export class MailServerIsNoRelay extends InvariantRule {
  public readonly id = "mail/not-through-server";
  public readonly title = "Services send through a relay, not through a server of mailboxes";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Chatmail takes encrypted mail alone, from its own users, and wants TLS on every port: the mails of a service are " +
    "refused, or returned to a sender that nobody reads.";

  public check(topology: Topology): Finding[] {
    const servers = new Map(topology.mailServers.flatMap((server) => namesOf(server).map((name) => [name, server])));
    const containers = new Map(topology.mailServers.map((server) => [server.container, server]));
    if (servers.size === 0) return [];
    const names = [...servers.keys()];
    const routes = topology.mailRoutes.map((route) => {
      const server = (route.relay && containers.get(route.relay)) ?? servers.get(route.relayHost);
      if (server) return routeThrough(server, route);
      if (route.relay || !isUnknownText(route.relayHost)) return Finding.pass(route);
      const what = `${route.client.name} sends through ${route.relayHost}, which could be a server of mailboxes`;
      return Finding.unknown(route, { what, condition: `!${isOneOf(route.relayHost, names)}`, fix: FIX_OF_ROUTE });
    });
    return [...routes, ...topology.mailRelays.map((relay) => judgeRelay(relay, names))];
  }
}

const FIX_OF_ROUTE = "pass a PostfixRelay as its relay";
const FIX_OF_RELAY = "name another `smarthost`, or deliver directly by `directDelivery`";

function routeThrough(server: MailServerNode, route: MailRouteNode): Finding {
  return Finding.fail(route, {
    what: `${route.client.name} sends through ${server.container.name}, which takes only encrypted mail of its users`,
    got: `${route.relayHost}:${route.relayPort}`,
    expected: "a PostfixRelay, or another mail server that relays",
    fix: FIX_OF_ROUTE,
  });
}

function judgeRelay(relay: MailRelayNode, names: readonly string[]): Finding {
  const wrong = relay.smarthosts.filter(({ host }) => names.includes(host));
  if (wrong.length > 0) {
    return Finding.fail(relay, {
      what: `${relay.container.name} hands its mail to a server of mailboxes, which takes only encrypted mail of its users`,
      got: wrong.map(({ host, port }) => `${host}:${port}`).join(", "),
      expected: "a smarthost that relays",
      fix: FIX_OF_RELAY,
    });
  }
  const unknown = relay.smarthosts.filter(({ host }) => isUnknownText(host));
  if (unknown.length === 0) return Finding.pass(relay);
  return Finding.unknown(relay, {
    what: `${relay.container.name} hands its mail to what could be a server of mailboxes`,
    condition: allOf(unknown.map(({ host }) => `!${isOneOf(host, names)}`)),
    fix: FIX_OF_RELAY,
  });
}

function namesOf({ mailDomain, container }: MailServerNode): string[] {
  const aliases = container.endpoints.flatMap((endpoint) => endpoint.aliases);
  return [mailDomain, container.name, ...aliases];
}
