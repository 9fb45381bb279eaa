import { firstHost } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { areDifferent, operand } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { AddressedNetwork, FixedAddress } from "./fixed-addresses";
import { addressedNetworks } from "./fixed-addresses";

/** The host itself has an address on each of its networks. */
export class AddressIsNotGateway extends InvariantRule {
  public readonly id = "address/not-gateway";
  public readonly title = "A fixed address is not the gateway of its network";
  public readonly severity = Severity.ERROR;
  public readonly why = "The gateway is the host itself: the engine refuses to give its address to a container.";

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap((addressed) => {
      const gateway = gatewayOf(addressed);
      return gateway === undefined ? [] : addressed.fixed.map((each) => judge(each, gateway));
    });
  }
}

function judge({ endpoint, address }: FixedAddress, gateway: string): Finding {
  const what = `the address ${address} is that of the host on ${endpoint.network.name}`;
  const fix = "give `ipv4Address` another value";
  if (isUnknownText(address) || isUnknownText(gateway)) {
    return Finding.unknown(endpoint, { what, condition: areDifferent(address, gateway), fix });
  }
  return address === gateway
    ? Finding.fail(endpoint, { what, got: address, expected: `any address but ${gateway}`, fix })
    : Finding.pass(endpoint);
}

/** The one that somebody chose, or else the one that the engine takes. */
function gatewayOf({ network, subnetRange }: AddressedNetwork): string | undefined {
  const { gateway, subnet } = network;
  if (gateway !== undefined || subnet === undefined) return gateway;
  if (isUnknownText(subnet)) return `\${cidrhost(${operand(subnet)}, 1)}`;
  return subnetRange && firstHost(subnetRange);
}
