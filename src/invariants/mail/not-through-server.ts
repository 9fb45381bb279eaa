import type { MailServerNode, SmarthostDeclaration, Topology } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
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
    const routes = topology.mailRoutes.map((route) => {
      const server = (route.relay && containers.get(route.relay)) ?? servers.get(route.relayHost);
      if (!server) return Finding.pass(route);
      return Finding.fail(route, {
        what: `${route.client.name} sends through ${server.container.name}, which takes only encrypted mail of its users`,
        got: `${route.relayHost}:${route.relayPort}`,
        expected: "a PostfixRelay, or another mail server that relays",
        fix: "pass a PostfixRelay as its relay",
      });
    });
    const relays = topology.mailRelays.map((relay) => {
      const smarthosts = groupBy(relay.smarthosts, ({ host }: SmarthostDeclaration) => servers.get(host) !== undefined);
      const wrong = smarthosts.get(true) ?? [];
      if (wrong.length === 0) return Finding.pass(relay);
      return Finding.fail(relay, {
        what: `${relay.container.name} hands its mail to a server of mailboxes, which takes only encrypted mail of its users`,
        got: wrong.map(({ host, port }) => `${host}:${port}`).join(", "),
        expected: "a smarthost that relays",
        fix: "name another `smarthost`, or deliver directly by `directDelivery`",
      });
    });
    return [...routes, ...relays];
  }
}

function namesOf({ mailDomain, container }: MailServerNode): string[] {
  const aliases = container.endpoints.flatMap((endpoint) => endpoint.aliases);
  return [mailDomain, container.name, ...aliases];
}
