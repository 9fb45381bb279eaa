import type { CallbackNode, EndpointNode, NetworkNode, Topology } from "../../topology";
import { onEngine, serviceKey } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import { isAddress, parseBaseUrl } from "./base-url";

/** A name that two containers answer to reaches either. */
export class CallbackNameIsOwned extends InvariantRule {
  public readonly id = "http/callback-name-owned";
  public readonly title = "On all networks of the caller, the host of a callback is a name of one service";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A container on several networks sees the names of all of them, and Docker's DNS answers with every container that " +
    "has the name: about half of the callbacks reach somebody else, who answers 404, and they are lost.";

  public check(topology: Topology): Finding[] {
    const holders = new NameHolders(topology);
    return topology.callbacks.flatMap((callback) => {
      const host = parseBaseUrl(callback.baseUrl)?.host;
      return host === undefined || isAddress(host) ? [] : [judge(callback, host, holders)];
    });
  }
}

function judge(callback: CallbackNode, host: string, holders: NameHolders): Finding {
  const { from, to } = callback;
  const target = serviceKey(to);
  const strangers = from.endpoints
    .flatMap(({ network }) => holders.of(network, host))
    .filter(({ container }) => serviceKey(container) !== target);
  if (strangers.length === 0) return Finding.pass(callback);
  return Finding.fail(callback, {
    what: `calls ${host}, to which ${pathsOf(strangers)} also answers`,
    got: `${host} on ${pathsOf(strangers.map(({ network }) => network))}`,
    expected: `a name that only ${to.path} has`,
    fix: `give ${to.path} an alias of its own and call it by that, or call it by its \`ipv4Address\``,
  });
}

/** Who answers to a name on a network; each network is looked through once. */
class NameHolders {
  private readonly networks: Map<string, NetworkNode[]>;
  private readonly indexes = new Map<string, Map<string, EndpointNode[]>>();

  public constructor(topology: Topology) {
    this.networks = groupBy(topology.networks, onEngine);
  }

  public of(network: NetworkNode, name: string): EndpointNode[] {
    const key = onEngine(network);
    const index = this.indexes.get(key) ?? this.indexOf(key);
    this.indexes.set(key, index);
    return index.get(name.toLowerCase()) ?? [];
  }

  private indexOf(key: string): Map<string, EndpointNode[]> {
    const named = (this.networks.get(key) ?? []).flatMap(({ endpoints }) =>
      endpoints.flatMap((endpoint) => endpoint.names.map((name) => ({ endpoint, name: name.toLowerCase() }))),
    );
    const byName = groupBy(named, ({ name }) => name);
    return new Map([...byName].map(([name, holding]) => [name, holding.map(({ endpoint }) => endpoint)]));
  }
}
