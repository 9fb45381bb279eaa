import type { AddressRange } from "../../internal/ip";
import { overlaps, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { NetworkNode, Topology } from "../../topology";
import { engineOf, onEngine } from "../../topology/engine";
import { cidrsAreSeparate } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

interface Subnet {
  readonly network: NetworkNode;
  readonly cidr: string;
}

interface KnownSubnet extends Subnet {
  readonly range: AddressRange;
}

/** An address of a host's networks is one place. */
export class SubnetsAreSeparate extends InvariantRule {
  public readonly id = "address/subnets-separate";
  public readonly title = "The subnets of one host do not overlap";
  public readonly severity = Severity.ERROR;
  public readonly why =
    'The engine refuses a network whose subnet overlaps with another one: "Pool overlaps with other one on this address space".';

  public check(topology: Topology): Finding[] {
    const engines = groupBy(topology.networks, ({ host }) => engineOf(host));
    return [...engines.values()].flatMap((networks) => {
      const subnets = subnetsOf(networks);
      return [...judgeKnown(subnets), ...judgeUnknown(subnets)];
    });
  }
}

/** Each subnet once a network, however many constructs speak of that network. */
function subnetsOf(networks: readonly NetworkNode[]): Subnet[] {
  const byText = new Map<string, Subnet>();
  for (const network of networks) {
    for (const cidr of [network.subnet, network.ipv6Subnet]) {
      if (cidr !== undefined) byText.set(`${onEngine(network)} ${cidr}`, { network, cidr });
    }
  }
  return [...byText.values()];
}

/** Sorted by their first address, only neighbours of the one that reaches furthest can overlap. */
function judgeKnown(subnets: readonly Subnet[]): Finding[] {
  const known = subnets.flatMap((subnet): KnownSubnet[] => {
    const range = isUnknownText(subnet.cidr) ? undefined : parseCidr(subnet.cidr);
    return range ? [{ ...subnet, range }] : [];
  });
  known.sort((a, b) => a.range.family - b.range.family || (a.range.first < b.range.first ? -1 : 1));
  let furthest: KnownSubnet | undefined;
  return known.map((subnet) => {
    const before = furthest;
    if (before?.range.family !== subnet.range.family || before.range.last < subnet.range.last) {
      furthest = subnet;
    }
    if (!before || !overlaps(before.range, subnet.range)) return Finding.pass(subnet.network);
    return Finding.fail(subnet.network, {
      what: `the subnet of ${subnet.network.name} overlaps with that of ${before.network.name} (${before.network.path})`,
      got: `${subnet.cidr} and ${before.cidr}`,
      expected: "subnets that share no address",
      fix: "give one of them another `subnet`",
    });
  });
}

/** One check an engine. Networks that are already there do not overlap among themselves: the engine saw to it. */
function judgeUnknown(subnets: readonly Subnet[]): Finding[] {
  const first = subnets.find(({ network, cidr }) => isUnknownText(cidr) && !network.isAdopted);
  if (!first || subnets.length < 2) return [];
  return [
    Finding.unknown(first.network, {
      what: `the subnet of ${first.network.name}, or another one that only Terraform knows, overlaps with a further one of the host`,
      condition: cidrsAreSeparate(subnets.map(({ cidr }) => cidr)),
      fix: "give one of the networks another `subnet`",
    }),
  ];
}
