import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { containerKey, onEngine } from "../../topology/engine";
import { areDistinct } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import type { FixedAddress } from "./fixed-addresses";
import { addressedNetworks } from "./fixed-addresses";

/** One address, one container. */
export class AddressIsUnique extends InvariantRule {
  public readonly id = "address/unique";
  public readonly title = "No two containers of a network have the same fixed address";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine starts the first of them and refuses the second: address already in use.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const all = addressedNetworks(topology).flatMap(({ fixed }) => fixed);
    const networks = groupBy(all, ({ endpoint }) => onEngine(endpoint.network));
    return [...networks.values()].flatMap((fixed) => {
      const owners = groupBy(onceAContainer(fixed), ({ address }) => address);
      const decided = [...owners].filter(([address, own]) => own.length > 1 || !isUnknownText(address));
      return [...decided.map(([, own]) => judge(own)), ...unknown([...owners.values()].flat())];
    });
  }
}

/** A container that somebody else runs may be declared by several who need it. */
function onceAContainer(fixed: readonly FixedAddress[]): FixedAddress[] {
  const seen = new Map<unknown, Set<string>>();
  return fixed.filter(({ endpoint, address }) => {
    const key = containerKey(endpoint.container);
    const known = seen.get(key) ?? new Set<string>();
    seen.set(key, known);
    if (known.has(address)) return false;
    known.add(address);
    return true;
  });
}

function judge(owners: readonly FixedAddress[]): Finding {
  const [{ endpoint, address }, ...others] = owners;
  if (others.length === 0) return Finding.pass(endpoint);
  return Finding.fail(endpoint, {
    what: `the address ${address} on ${endpoint.network.name} is also that of ${pathsOf(others.map((other) => other.endpoint))}`,
    got: `${owners.length} containers with ${address}`,
    expected: "one",
    fix: "give one of them another `ipv4Address`",
  });
}

/** One check a network: that all of its addresses differ. */
function unknown(fixed: readonly FixedAddress[]): Finding[] {
  const first = fixed.find(({ address }) => isUnknownText(address));
  if (!first || fixed.length < 2) return [];
  const addresses = [...new Set(fixed.map(({ address }) => address))];
  return [
    Finding.unknown(first.endpoint, {
      what: `two containers on ${first.endpoint.network.name} have the same fixed address`,
      condition: areDistinct(addresses),
      fix: "give one of them another `ipv4Address`",
    }),
  ];
}
