import { Resolver } from "node:dns/promises";
import { NameServer } from "./name-server";

/**
 * The name servers that are authoritative for a name: those of the nearest zone above it. Caches between would tell what
 * was, and names of the own network what others do not see.
 */
export async function authoritativeServers(name: string, resolver = new Resolver()): Promise<NameServer[]> {
  const labels = name.replace(/\.$/, "").split(".");
  for (let at = 0; at < labels.length - 1; at++) {
    const zone = labels.slice(at).join(".");
    const hosts = await resolver.resolveNs(zone).catch(() => []);
    const servers = await Promise.all(hosts.sort().map((host) => serverOf(host, resolver)));
    const known = servers.filter((server) => server !== undefined);
    if (known.length > 0) return known;
  }
  throw new Error(
    `no name server of ${name} can be found: is the zone delegated, and is there a way to DNS from here?`,
  );
}

async function serverOf(host: string, resolver: Resolver): Promise<NameServer | undefined> {
  const [address] = await resolver.resolve4(host).catch(() => resolver.resolve6(host).catch(() => []));
  return address === undefined ? undefined : new NameServer(host, address);
}
