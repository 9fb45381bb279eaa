import { contains, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { EndpointNode, Topology } from "../../topology";
import { addressInCidr } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { fixedAddresses } from "./fixed-addresses";

/** A fixed address is one of its network. */
export class AddressInSubnet extends InvariantRule {
  public readonly id = "address/in-subnet";
  public readonly title = "A fixed address lies in the subnet of its network";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to start a container with an address that its network does not have.";

  public check(topology: Topology): Finding[] {
    return fixedAddresses(topology).flatMap(({ endpoint, address }) => {
      const { subnet } = endpoint.network;
      return subnet === undefined ? [] : [this.judge(endpoint, address, subnet)];
    });
  }

  private judge(endpoint: EndpointNode, address: string, subnet: string): Finding {
    const what = `the address ${address} is not in the subnet of ${endpoint.network.name}`;
    const fix = "correct `ipv4Address`, or the `subnet` of the network";
    if (isUnknownText(address) || isUnknownText(subnet)) {
      return Finding.unknown(endpoint, { what, condition: addressInCidr(address, subnet), fix });
    }
    const range = parseCidr(subnet);
    return range && contains(range, address)
      ? Finding.pass(endpoint)
      : Finding.fail(endpoint, { what, got: address, expected: `an address in ${subnet}`, fix });
  }
}
