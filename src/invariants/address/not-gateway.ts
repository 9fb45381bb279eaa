import { firstHost, parseCidr } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { NetworkNode, Topology } from "../../topology";
import { areDifferent } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { fixedAddresses } from "./fixed-addresses";

/** The host itself has an address on each of its networks. */
export class AddressIsNotGateway extends InvariantRule {
  public readonly id = "address/not-gateway";
  public readonly title = "A fixed address is not the gateway of its network";
  public readonly severity = Severity.ERROR;
  public readonly why = "The gateway is the host itself: the engine refuses to give its address to a container.";

  public check(topology: Topology): Finding[] {
    return fixedAddresses(topology).flatMap(({ endpoint, address }) => {
      const gateway = gatewayOf(endpoint.network);
      if (gateway === undefined) return [];
      const what = `the address ${address} is that of the host on ${endpoint.network.name}`;
      const fix = "give `ipv4Address` another value";
      if (isUnknownText(address) || isUnknownText(gateway)) {
        return [Finding.unknown(endpoint, { what, condition: areDifferent(address, gateway), fix })];
      }
      return [
        address === gateway
          ? Finding.fail(endpoint, { what, got: address, expected: `any address but ${gateway}`, fix })
          : Finding.pass(endpoint),
      ];
    });
  }
}

/** The one that somebody chose, or else the one that the engine takes. */
function gatewayOf({ gateway, subnet }: NetworkNode): string | undefined {
  if (gateway !== undefined) return gateway;
  if (subnet === undefined) return undefined;
  if (isUnknownText(subnet)) return undefined;
  const range = parseCidr(subnet);
  return range && firstHost(range);
}
