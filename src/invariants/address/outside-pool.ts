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

/** What the engine hands out, nobody can rely on. */
export class AddressOutsidePool extends InvariantRule {
  public readonly id = "address/outside-pool";
  public readonly title = "A fixed address is none that the engine hands out by itself";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "While the owner of the address is stopped, after a reboot say, the engine can give it to another container. The " +
    'owner then fails to start with "Address already in use", and callers reach somebody else.';

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap(({ network: { ipRange }, fixed, poolRange }) =>
      ipRange === undefined ? [] : fixed.map((each) => judge(each, ipRange, poolRange)),
    );
  }
}

function judge({ endpoint, address }: FixedAddress, ipRange: string, pool: AddressRange | undefined): Finding {
  const what = `the address ${address} is one that the engine hands out on ${endpoint.network.name}`;
  const fix = "give `ipv4Address` a value outside of it, or the network another `ipRange`";
  if (isUnknownText(address) || isUnknownText(ipRange)) {
    return Finding.unknown(endpoint, { what, condition: `!${addressInCidr(address, ipRange)}`, fix });
  }
  return pool && contains(pool, address)
    ? Finding.fail(endpoint, { what, got: address, expected: `an address outside of ${ipRange}`, fix })
    : Finding.pass(endpoint);
}
