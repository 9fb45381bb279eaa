import { formatAddress, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { EndpointNode, Topology } from "../../topology";
import { addressIsOfHost } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { fixedAddresses } from "./fixed-addresses";

/** The first and the last address of a subnet belong to nobody. */
export class AddressIsOfHost extends InvariantRule {
  public readonly id = "address/host-part";
  public readonly title = "A fixed address is neither that of the network nor its broadcast address";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The first address of a subnet names the network and the last one reaches all on it: neither can be a container's.";

  public check(topology: Topology): Finding[] {
    return fixedAddresses(topology).flatMap(({ endpoint, address }) => {
      const { subnet } = endpoint.network;
      return subnet === undefined ? [] : [this.judge(endpoint, address, subnet)];
    });
  }

  private judge(endpoint: EndpointNode, address: string, subnet: string): Finding {
    const what = `the address ${address} is the first or last of the subnet of ${endpoint.network.name}`;
    const fix = "give `ipv4Address` another value";
    if (isUnknownText(address) || isUnknownText(subnet)) {
      return Finding.unknown(endpoint, { what, condition: addressIsOfHost(address, subnet), fix });
    }
    const range = parseCidr(subnet);
    const ends = range ? [range.first, range.last].map((end) => formatAddress(range.family, end)) : [];
    return ends.includes(address)
      ? Finding.fail(endpoint, { what, got: address, expected: `an address between ${ends.join(" and ")}`, fix })
      : Finding.pass(endpoint);
  }
}
