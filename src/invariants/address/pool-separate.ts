import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { addressedNetworks } from "./fixed-addresses";

/** Where the engine hands out the whole subnet, no fixed address is safe. */
export class PoolIsSeparate extends InvariantRule {
  public readonly id = "address/pool-separate";
  public readonly title = "A network with fixed addresses keeps them apart from those that the engine hands out";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Without an `ip_range` the engine hands out the whole subnet. While the owner of a fixed address is stopped, after " +
    'a reboot say, another container can get it, and the owner then fails to start with "Address already in use".';

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap(({ network, fixed }) => {
      if (network.subnet === undefined) return [];
      if (network.ipRange !== undefined) return [Finding.pass(network)];
      return [
        Finding.fail(network, {
          what: `the engine may hand out fixed addresses of ${network.name}: ${enumerate(fixed.map(({ address }) => address))}`,
          got: "a network whose whole subnet is handed out",
          expected: "a part of the subnet, the `ipRange`, from which the engine takes addresses",
          fix: network.isAdopted
            ? "create the network with an `ip_range` where it is made and say so in `ipRange`, or call the container by a unique alias instead of its address"
            : "give the network an `ipRange`",
        }),
      ];
    });
  }
}
