import type { IConstruct } from "constructs";
import { withoutTokens } from "../internal/tokens";
import type { ContainerNode, PublishedPortNode } from "./containers";
import { ContainerKind } from "./containers";
import type { DatabaseNode } from "./databases";
import type { HostNode } from "./hosts";
import type { EndpointNode, NetworkNode } from "./networks";
import { byPath, sortedTexts } from "./order";
import { shownRoutes } from "./shown-routes";
import type { Topology } from "./topology";
import type { MountNode, VolumeNode } from "./volumes";
import { VolumeContent, VolumeKind } from "./volumes";

/** A line of the summary: a keyword, and what it says. */
type Row = readonly [keyword: string, text: string];

/** The topology as a person reads it: host by host, each container with all that is joined to it. */
export function renderText(topology: Topology): string {
  const contracts = contractsOf(topology);
  const blocks = byPath(topology.hosts).map((host) => hostBlock(topology, contracts, host));
  return withoutTokens([...blocks, ...dnsBlock(topology)].map((block) => `${block}\n`).join("\n"));
}

/** What is said of a container in other places than its node. */
interface Contracts {
  readonly names: ReadonlyMap<IConstruct, string>;
  readonly rows: ReadonlyMap<ContainerNode, readonly Row[]>;
}

function contractsOf(topology: Topology): Contracts {
  const rows = new Map<ContainerNode, Row[]>();
  const add = (container: ContainerNode, ...more: Row[]): void => {
    rows.set(container, [...(rows.get(container) ?? []), ...more]);
  };
  for (const { target, url, ingress } of shownRoutes(topology)) {
    add(target, ["url", ingress === undefined ? url : `${url} through ${ingress.container.name}`]);
  }
  for (const { ingress, hosts, target, targetPort } of byPath(topology.tlsPassthroughs)) {
    add(target, ["TLS", `${hosts.join(" and ")} to ${targetPort} through ${ingress.container.name}`]);
  }
  for (const { container, certificates } of byPath(topology.ingresses)) {
    if (certificates) add(container, ["certificates", certificates]);
  }
  for (const { container, databases } of byPath(topology.databaseServers)) {
    add(container, ...byPath(databases).map((database): Row => ["database", databaseText(database)]));
  }
  for (const { from, to, baseUrl, callbackPath } of byPath(topology.callbacks)) {
    add(from, ["calls", `${to.name} at ${joined(baseUrl, callbackPath)}`]);
  }
  for (const { container, senderDomains, smarthosts } of byPath(
    topology.mailRelays.filter((relay) => !relay.isAdopted),
  )) {
    const targets = smarthosts.map(({ host, port }) => `${host}:${port}`);
    add(container, [
      "relays",
      `mail of ${senderDomains.join(" and ")} to ${targets.join(", ") || "the recipients' servers"}`,
    ]);
  }
  for (const { container, volumes, databaseServers, databases, repository, schedule } of byPath(topology.backups)) {
    const saved = [
      ...databaseServers.map((server) => `databases of ${server.container.name}`),
      ...databases.map(({ name }) => `the database ${name}`),
      ...volumes.map(({ name }) => name),
    ];
    add(container, ["saves", `${sortedTexts(saved).join(" and ")} to ${repository}, ${schedule}`]);
  }
  for (const { client, relayHost, relayPort } of byPath(topology.mailRoutes)) {
    add(client, ["mail", `through ${relayHost}:${relayPort}`]);
  }
  return { names: new Map(topology.containers.map(({ construct, name }) => [construct, name])), rows };
}

function hostBlock(topology: Topology, contracts: Contracts, host: HostNode): string {
  const onHost = <T extends { readonly host: HostNode }>(nodes: readonly T[]): T[] =>
    nodes.filter((node) => node.host === host);
  const containers = byPath(onHost(topology.containers));
  const ofKind = (kind: ContainerKind): string[] =>
    containers
      .filter((container) => container.kind === kind)
      .flatMap((container) => containerLines(contracts, container));
  return [
    hostLine(host),
    ...section("networks", table(byPath(onHost(topology.networks)).map(networkRow))),
    ...section("services", ofKind(ContainerKind.SERVICE)),
    ...section("run by others", ofKind(ContainerKind.EXTERNAL)),
    ...section("jobs", table(containers.filter(({ kind }) => kind === ContainerKind.JOB).map(jobRow))),
    ...section(
      "volumes",
      table(
        byPath(onHost(topology.volumes))
          .filter(({ content }) => content !== VolumeContent.CONFIGURATION)
          .map(volumeRow),
      ),
    ),
  ].join("\n");
}

function hostLine({ path, engine, architecture, publicAddresses }: HostNode): string {
  return details([path, engine ?? "the engine of the environment", architecture, ...publicAddresses]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

/** Rows with their first words in one column. */
function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([keyword]) => keyword.length));
  return rows.map(([keyword, text]) => `${keyword.padEnd(width)}   ${text}`.trimEnd());
}

function details(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(", ");
}

function networkRow({ name, subnet, ipRange, ipv6Subnet, isInternal, isAdopted }: NetworkNode): Row {
  const pool = ipRange === undefined ? undefined : `hands out ${ipRange}`;
  const notes = [isInternal ? "no way out" : undefined, isAdopted ? "made by others" : undefined];
  return [name, details([subnet ?? "addresses by the engine", pool, ipv6Subnet, ...notes])];
}

function holdsData({ content }: VolumeNode): boolean {
  return content === VolumeContent.DATA;
}

function volumeRow({ name, kind, content, isProtected, isAdopted }: VolumeNode): Row {
  const place = kind === VolumeKind.NAMED ? "volume of the engine" : "directory of the host";
  const notes = [
    content === VolumeContent.SECRET ? "a secret that was made there" : undefined,
    isProtected ? "protected" : undefined,
    isAdopted ? "never removed" : undefined,
  ];
  return [name, details([place, ...notes])];
}

function jobRow(job: ContainerNode): Row {
  return [job.name, details([job.image?.reference])];
}

function containerLines({ names, rows: contracts }: Contracts, container: ContainerNode): string[] {
  const { name, image, memoryMebibytes } = container;
  const memory = memoryMebibytes === undefined ? undefined : `${memoryMebibytes} MiB`;
  const rows: Row[] = [
    ...container.endpoints.map((endpoint): Row => ["network", endpointText(endpoint)]),
    ...container.publishedPorts.map((port): Row => ["published", portText(port)]),
    ...container.mounts.filter(({ volume }) => holdsData(volume)).map((mount): Row => ["volume", mountText(mount)]),
    ...(contracts.get(container) ?? []),
    ...container.secrets.map(({ purpose, identity, target }): Row => ["secret", `${purpose}: ${identity}, ${target}`]),
    ...afterRow(names, container),
  ];
  const heading = [details([image?.reference, memory])].filter((text) => text !== "");
  return [[name, ...heading].join("   "), ...table(rows).map((line) => `  ${line}`)];
}

function endpointText({ network, aliases, ipv4Address }: EndpointNode): string {
  const address = ipv4Address === undefined ? "" : ` ${ipv4Address}`;
  return `${network.name}${address}${aliases.length === 0 ? "" : ` as ${aliases.join(", ")}`}`;
}

function portText({ address, hostPort, containerPort, protocol }: PublishedPortNode): string {
  const port = hostPort === undefined ? "a port that Terraform knows" : String(hostPort);
  return `${address.includes(":") ? `[${address}]` : address}:${port} to ${containerPort}/${protocol}`;
}

function mountText({ volume, mountPath, isReadOnly }: MountNode): string {
  return `${volume.name} at ${mountPath}${isReadOnly ? ", read-only" : ""}`;
}

function databaseText({ name, owner, extensions, clients }: DatabaseNode): string {
  const names = sortedTexts(extensions.map((extension) => extension.name));
  const users = sortedTexts(clients.map(({ container }) => container.name));
  return details([
    `${name} of ${owner}`,
    names.length === 0 ? undefined : `with ${names.join(" and ")}`,
    users.length === 0 ? undefined : `used by ${users.join(" and ")}`,
  ]);
}

function afterRow(names: Contracts["names"], { startsAfter }: ContainerNode): Row[] {
  const awaited = sortedTexts(startsAfter.map((construct) => names.get(construct) ?? construct.node.path));
  return awaited.length === 0 ? [] : [["after", awaited.join(", ")]];
}

function joined(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/$/, "")}/${path.replace(/^\//, "")}`;
}

function dnsBlock({ dnsRecords }: Topology): string[] {
  if (dnsRecords.length === 0) return [];
  const rows = byPath(dnsRecords).map(({ name, type, value }): Row => [name, details([type, value])]);
  return [["DNS records", ...table(rows).map((line) => `  ${line}`)].join("\n")];
}
