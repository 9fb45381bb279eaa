import { serviceKey } from "./engine";
import type { ContestedAlias, EndpointNode } from "./networks";

/** Names to which more than one service answers, among endpoints of one network. */
export function contestedAliasesAmong(endpoints: readonly EndpointNode[]): ContestedAlias[] {
  const holders = new Map<string, EndpointNode[]>();
  for (const endpoint of endpoints) {
    for (const alias of new Set(endpoint.names)) {
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
