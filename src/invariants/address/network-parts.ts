import type { AddressRange } from "../../internal/ip";
import { contains, containsRange, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { NetworkNode, Topology } from "../../topology";
import { addressInCidr, operand } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

interface Part {
  readonly prop: string;
  readonly text: string;
  readonly liesIn: (subnet: AddressRange) => boolean;
}

/** A network is one range of addresses, and all that is said of it lies in that range. */
export class NetworkPartsFit extends InvariantRule {
  public readonly id = "address/network-parts";
  public readonly title = "Gateway and dynamic pool of a network lie in its subnet";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to create a network whose gateway or `ip_range` is not of its subnet.";

  public check(topology: Topology): Finding[] {
    return topology.networks.flatMap((network) => {
      const { subnet } = network;
      return subnet === undefined ? [] : partsOf(network).map((part) => judge(network, subnet, part));
    });
  }
}

function partsOf({ gateway, ipRange }: NetworkNode): Part[] {
  const pool = ipRange === undefined ? undefined : parseCidr(ipRange);
  return [
    ...(gateway === undefined
      ? []
      : [{ prop: "gateway", text: gateway, liesIn: (subnet: AddressRange) => contains(subnet, gateway) }]),
    ...(ipRange === undefined
      ? []
      : [
          {
            prop: "ipRange",
            text: ipRange,
            liesIn: (subnet: AddressRange) => pool !== undefined && containsRange(subnet, pool),
          },
        ]),
  ];
}

function judge(network: NetworkNode, subnet: string, { prop, text, liesIn }: Part): Finding {
  const what = `\`${prop}\` of ${network.name} is ${text}, which lies outside of its subnet`;
  const fix = `leave \`${prop}\` out, or correct it`;
  if (isUnknownText(subnet) || isUnknownText(text)) {
    // A pool lies in the subnet where its first address does: it is smaller, and both are cut at powers of two.
    const address = prop === "ipRange" ? firstOf(text) : text;
    return Finding.unknown(network, { what, condition: addressInCidr(address, subnet), fix });
  }
  const range = parseCidr(subnet);
  return range && liesIn(range)
    ? Finding.pass(network)
    : Finding.fail(network, { what, got: text, expected: `a part of ${subnet}`, fix });
}

function firstOf(cidr: string): string {
  return `\${split("/", ${operand(cidr)})[0]}`;
}
