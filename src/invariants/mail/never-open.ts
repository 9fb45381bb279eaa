import { containsRange, parseAddress, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { MailRelayNode, NetworkNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";

/** Addresses of the relay's own container, which are nobody else's. */
const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Without a login, mail is taken from the networks of the relay, and from nobody else. */
export class RelayIsNeverOpen extends InvariantRule {
  public readonly id = "mail/never-open";
  public readonly title = "A relay takes mail without a login from containers on its own networks alone";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Whoever else could send would send to the whole world in the name of the host, until every mail server refuses it.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.flatMap((relay) => [...judgeNetworks(relay), ...judgeGateways(relay)]);
  }
}

function judgeNetworks(relay: MailRelayNode): Finding[] {
  const own = subnetsOf(relay);
  return accepted(relay).map((network) => {
    const fix = "leave the list to `networks`, or name the subnet of a network that the relay has joined";
    const what = `mail is taken without a login from ${network}, which is no network of the relay`;
    if (own.includes(network)) return Finding.pass(relay);
    if (isUnknownText(network)) {
      return Finding.unknown(relay, { what, condition: isOneOf(network, own), fix });
    }
    const range = parseCidr(network);
    const isOwn = range !== undefined && own.some((subnet) => lies(subnet, network));
    if (isOwn) return Finding.pass(relay);
    return Finding.fail(relay, { what, got: network, expected: `no more than ${choices(own) || "no network"}`, fix });
  });
}

/** A host that is in one of the networks must stand before it, refused: the first that matches counts. */
function judgeGateways(relay: MailRelayNode): Finding[] {
  return networksOf(relay).flatMap(({ gateway, name, subnet }) => {
    if (gateway === undefined || subnet === undefined || !accepted(relay).includes(subnet)) return [];
    const refusedAt = relay.clientNetworks.indexOf(`!${gateway}`);
    if (refusedAt >= 0 && refusedAt < relay.clientNetworks.indexOf(subnet)) return [Finding.pass(relay)];
    return [
      Finding.fail(relay, {
        what: `mail is taken without a login from ${gateway}, which is the host itself on ${name}`,
        got: relay.clientNetworks.join(", "),
        expected: `!${gateway} before ${subnet}: everybody who comes through a published port has this address`,
        fix: "leave the list to `networks`",
      }),
    ];
  });
}

function accepted({ clientNetworks }: MailRelayNode): string[] {
  return clientNetworks
    .filter((network) => !network.startsWith("!"))
    .map(withoutBrackets)
    .filter((network) => !LOOPBACK.includes(network));
}

function networksOf({ container }: MailRelayNode): NetworkNode[] {
  return container.endpoints.map(({ network }) => network);
}

function subnetsOf(relay: MailRelayNode): string[] {
  return networksOf(relay).flatMap(({ subnet, ipv6Subnet }) => [
    ...(subnet === undefined ? [] : [subnet]),
    ...(ipv6Subnet === undefined ? [] : [ipv6Subnet]),
  ]);
}

function lies(outer: string, inner: string): boolean {
  const outerRange = parseCidr(outer);
  const address = parseAddress(inner);
  const innerRange = parseCidr(address ? `${inner}/${address.family === 4 ? 32 : 128}` : inner);
  return outerRange !== undefined && innerRange !== undefined && containsRange(outerRange, innerRange);
}

/** Postfix writes IPv6 as `[fd00::]/64`. */
function withoutBrackets(network: string): string {
  return network.replace(/^\[(.*)\]/, "$1");
}
