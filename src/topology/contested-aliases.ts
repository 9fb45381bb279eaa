import { isUnknownText } from "../internal/tokens";
import { serviceKey } from "./engine";
import type { ContestedAlias, EndpointNode } from "./networks";

/** Names to which more than one service answers, among endpoints of one network. Docker's DNS knows no upper case. */
export function contestedAliasesAmong(endpoints: readonly EndpointNode[]): ContestedAlias[] {
  const holders = new Map<string, EndpointNode[]>();
  for (const endpoint of endpoints) {
    for (const alias of new Set(endpoint.names.map(inLowerCase))) {
      const known = holders.get(alias);
      if (known) known.push(endpoint);
      else holders.set(alias, [endpoint]);
    }
  }
  return [...holders].flatMap(([alias, holding]) => {
    const services = new Set(holding.map(({ container }) => serviceKey(container)));
    return services.size > 1 ? [{ alias, endpoints: holding }] : [];
  });
}

/** The name as Docker's DNS compares it. An expression of Terraform is no name, and may need its capitals. */
export function inLowerCase(name: string): string {
  return isUnknownText(name) ? name : name.toLowerCase();
}
