import type { NetworkNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { FixedAddress } from "./fixed-addresses";
import { addressedNetworks } from "./fixed-addresses";

/** Only a network with a subnet of the user's choice has addresses to choose from. */
export class SubnetKnown extends InvariantRule {
  public readonly id = "address/subnet-known";
  public readonly title = "A fixed address needs a network whose subnet is known";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The engine gives fixed addresses only on networks with a configured subnet; on others the container does not start.";

  public check(topology: Topology): Finding[] {
    return addressedNetworks(topology).flatMap(({ network, fixed }) => fixed.map((each) => judge(network, each)));
  }
}

function judge({ name, path, subnet }: NetworkNode, { endpoint, address }: FixedAddress): Finding {
  if (subnet !== undefined) return Finding.pass(endpoint);
  return Finding.fail(endpoint, {
    what: `the address ${address} is fixed on ${name}, whose subnet nobody chose`,
    got: "a network without `subnet`",
    expected: "a network with one",
    fix: `give ${path} a \`subnet\` that holds ${address}, or leave \`ipv4Address\` out`,
  });
}
