import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { fixedAddresses } from "./fixed-addresses";

/** Only a network with a subnet of the user's choice has addresses to choose from. */
export class SubnetKnown extends InvariantRule {
  public readonly id = "address/subnet-known";
  public readonly title = "A fixed address needs a network whose subnet is known";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The engine gives fixed addresses only on networks with a configured subnet; on others the container does not start.";

  public check(topology: Topology): Finding[] {
    return fixedAddresses(topology).map(({ endpoint, address }) =>
      endpoint.network.subnet === undefined
        ? Finding.fail(endpoint, {
            what: `the address ${address} is fixed on ${endpoint.network.name}, whose subnet nobody chose`,
            got: "a network without `subnet`",
            expected: "a network with one",
            fix: `give ${endpoint.network.path} a \`subnet\` that holds ${address}, or leave \`ipv4Address\` out`,
          })
        : Finding.pass(endpoint),
    );
  }
}
