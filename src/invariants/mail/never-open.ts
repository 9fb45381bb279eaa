import { firstHost, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { MailRelayNode, NetworkNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import { liesIn, withoutBrackets } from "./relays";

/** Addresses of the relay's own container, which are nobody else's. */
const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Networks on which there is nobody but containers; on others, as `macvlan`, all machines of a wire have an address. */
const CONTAINERS_ALONE = ["bridge", "overlay"];

/** The shortest prefix of a network of containers, by family: the whole of 10.0.0.0/8, a provider's own IPv6. */
const SHORTEST_PREFIX = { 4: 8, 6: 32 };

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
    return topology.mailRelays
      .filter(({ isAdopted }) => !isAdopted)
      .flatMap((relay) => [
        ...judgeNetworks(relay),
        ...judgeGateways(relay),
        ...judgeNeighbours(relay),
        ...judgeHostNetwork(relay),
      ]);
  }
}

function judgeNetworks(relay: MailRelayNode): Finding[] {
  const own = subnetsOf(relay);
  return accepted(relay).map((network) => {
    const fix = "leave the list to `networks`, or name the subnet of a network that the relay has joined";
    const what = `mail is taken without a login from ${network}, which is no network of the relay`;
    const range = parseCidr(network);
    if (own.includes(network)) {
      const isWide = range !== undefined && range.prefix < SHORTEST_PREFIX[range.family];
      return isWide ? tooWide(relay, network) : Finding.pass(relay);
    }
    if (isUnknownText(network)) {
      return Finding.unknown(relay, { what, condition: isOneOf(network, own), fix });
    }
    if (range && own.some((subnet) => liesIn(subnet, network))) return Finding.pass(relay);
    return Finding.fail(relay, { what, got: network, expected: `no more than ${choices(own) || "no network"}`, fix });
  });
}

function tooWide(relay: MailRelayNode, network: string): Finding {
  return Finding.fail(relay, {
    what: `mail is taken without a login from ${network}, in which there are more than containers`,
    got: network,
    expected: "the subnet of a network of containers, such as 172.29.0.0/24",
    fix: "give the network a `subnet` of the size that it needs",
  });
}

/** A host that is in one of the networks must stand before it, refused: the first that matches counts. */
function judgeGateways(relay: MailRelayNode): Finding[] {
  const listed = relay.clientNetworks.map(withoutBrackets);
  return gatewaysOf(relay).flatMap(({ gateway, subnet, name }) => {
    if (!listed.includes(subnet)) return [];
    const refusedAt = listed.indexOf(`!${gateway}`);
    if (refusedAt >= 0 && refusedAt < listed.indexOf(subnet)) return [Finding.pass(relay)];
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

/** Who else has an address in the subnet of a network depends on what the engine makes the network of. */
function judgeNeighbours(relay: MailRelayNode): Finding[] {
  const listed = accepted(relay);
  return networksOf(relay).flatMap(({ name, driver, subnet, ipv6Subnet }) => {
    if (driver === undefined || ![subnet, ipv6Subnet].some((one) => one !== undefined && listed.includes(one)))
      return [];
    if (CONTAINERS_ALONE.includes(driver)) return [Finding.pass(relay)];
    const what = `mail is taken without a login from ${name}, on which there may be more than containers`;
    const fix = "take a network of the driver `bridge`, and `submission` for clients elsewhere";
    if (isUnknownText(driver)) {
      return [Finding.unknown(relay, { what, condition: isOneOf(driver, CONTAINERS_ALONE), fix })];
    }
    return [Finding.fail(relay, { what, got: `driver ${driver}`, expected: choices(CONTAINERS_ALONE), fix })];
  });
}

/** On the network of the host, a relay's own ports are the host's, and so is its loopback. */
function judgeHostNetwork(relay: MailRelayNode): Finding[] {
  const { usesHostNetwork, name } = relay.container;
  if (!usesHostNetwork || relay.clientNetworks.length === 0) return [];
  return [
    Finding.fail(relay, {
      what: `mail is taken without a login on the network of the host, where ${name} answers on all addresses of it`,
      got: "the network of the host",
      expected: "networks of its own",
      fix: "let it join networks, and not that of the host",
    }),
  ];
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

/** The addresses of the host, each with the subnet in which it lies. An IPv6 one is always the first. */
function gatewaysOf(relay: MailRelayNode): { gateway: string; subnet: string; name: string }[] {
  return networksOf(relay).flatMap(({ name, subnet, gateway, engineGateway = gateway, ipv6Subnet }) => {
    const ipv6Range = ipv6Subnet === undefined ? undefined : parseCidr(ipv6Subnet);
    return [
      ...(subnet === undefined || engineGateway === undefined ? [] : [{ name, subnet, gateway: engineGateway }]),
      ...(ipv6Subnet && ipv6Range ? [{ name, subnet: ipv6Subnet, gateway: firstHost(ipv6Range) }] : []),
    ];
  });
}
