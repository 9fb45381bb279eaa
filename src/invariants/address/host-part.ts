import type { AddressRange } from "../../internal/ip";
import { formatAddress, parseAddress } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { addressIsOfHost } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { FixedAddress } from "./fixed-addresses";
import { addressedNetworks } from "./fixed-addresses";

/** The first and the last address of a subnet belong to nobody. */
export class AddressIsOfHost extends InvariantRule {
  public readonly id = "address/host-part";
  public readonly title = "A fixed address is neither that of the network nor its broadcast address";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The first address of a subnet names the network and the last one reaches all on it: neither can be a container's.";

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap(({ network: { subnet }, fixed, subnetRange }) =>
      subnet === undefined ? [] : fixed.map((each) => judge(each, subnet, subnetRange)),
    );
  }
}

function judge({ endpoint, address }: FixedAddress, subnet: string, range: AddressRange | undefined): Finding {
  const what = `the address ${address} is the first or last of the subnet of ${endpoint.network.name}`;
  const fix = "give `ipv4Address` another value";
  if (isUnknownText(address) || isUnknownText(subnet)) {
    return Finding.unknown(endpoint, { what, condition: addressIsOfHost(address, subnet), fix });
  }
  const value = parseAddress(address)?.value;
  if (!range || (value !== range.first && value !== range.last)) return Finding.pass(endpoint);
  const ends = [range.first, range.last].map((end) => formatAddress(range.family, end));
  return Finding.fail(endpoint, { what, got: address, expected: `an address between ${ends.join(" and ")}`, fix });
}
