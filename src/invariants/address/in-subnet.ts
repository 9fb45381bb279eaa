import type { AddressRange } from "../../internal/ip";
import { contains } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { addressInCidr } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { FixedAddress } from "./fixed-addresses";
import { addressedNetworks } from "./fixed-addresses";

/** A fixed address is one of its network. */
export class AddressInSubnet extends InvariantRule {
  public readonly id = "address/in-subnet";
  public readonly title = "A fixed address lies in the subnet of its network";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to start a container with an address that its network does not have.";

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap(({ network: { subnet }, fixed, subnetRange }) =>
      subnet === undefined ? [] : fixed.map((each) => judge(each, subnet, subnetRange)),
    );
  }
}

function judge({ endpoint, address }: FixedAddress, subnet: string, range: AddressRange | undefined): Finding {
  const what = `the address ${address} is not in the subnet of ${endpoint.network.name}`;
  const fix = "correct `ipv4Address`, or the `subnet` of the network";
  if (isUnknownText(address) || isUnknownText(subnet)) {
    return Finding.unknown(endpoint, { what, condition: addressInCidr(address, subnet), fix });
  }
  return range && contains(range, address)
    ? Finding.pass(endpoint)
    : Finding.fail(endpoint, { what, got: address, expected: `an address in ${subnet}`, fix });
}
