import type { Topology } from "../../topology";
import { engineOf } from "../../topology/engine";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A network ends at its host. */
export class NetworkIsOfHost extends InvariantRule {
  public readonly id = "address/same-host";
  public readonly title = "A container joins networks of its own host";
  public readonly severity = Severity.ERROR;
  public readonly why = "A network exists on one engine only; another engine does not know its id.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.containers.flatMap(({ host, endpoints }) =>
      endpoints.map((endpoint) =>
        engineOf(endpoint.network.host) === engineOf(host)
          ? Finding.pass(endpoint)
          : Finding.fail(endpoint, {
              what: `joins ${endpoint.network.name}, a network of another host`,
              got: endpoint.network.host.path,
              expected: host.path,
              fix: `pass a network of ${host.path} in \`networks\`, or create the container below ${endpoint.network.host.path}`,
            }),
      ),
    );
  }
}
