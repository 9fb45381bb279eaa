import type { IConstruct } from "constructs";
import { withoutTokens } from "../internal/tokens";
import type { ContainerNode, PublishedPortNode } from "./containers";
import { ContainerKind } from "./containers";
import type { HttpRouteNode } from "./contracts";
import type { HostNode } from "./hosts";
import type { IngressNode } from "./ingresses";
import type { ImageNode } from "./images";
import { ImageSource } from "./images";
import type { EndpointNode, NetworkNode } from "./networks";
import type { TopologyNode } from "./node";
import { byPath, sortedTexts } from "./order";
import { shownRoutes } from "./shown-routes";
import type { Topology } from "./topology";
import type { VolumeNode } from "./volumes";
import { VolumeContent, VolumeKind } from "./volumes";

/**
 * The topology as a Mermaid flowchart. What only prepares a service stands in its box: jobs by name, files and secrets
 * not at all.
 */
export function renderMermaid(topology: Topology): string {
  const chart = new Chart(topology);
  return withoutTokens(`${chart.render().join("\n")}\n`);
}

class Chart {
  private readonly ids = new Map<TopologyNode, string>();
  private readonly counts = new Map<string, number>();
  /** Everything that something else waits for. */
  private readonly awaited: ReadonlySet<IConstruct>;
  private readonly jobs: ReadonlyMap<IConstruct, string>;
  private readonly databaseNames: ReadonlyMap<ContainerNode, string[]>;

  public constructor(private readonly topology: Topology) {
    const jobs = topology.containers.filter(({ kind }) => kind === ContainerKind.JOB);
    this.awaited = new Set(topology.containers.flatMap(({ startsAfter }) => startsAfter));
    this.jobs = new Map(jobs.filter((job) => !writesFilesOnly(job)).map(({ construct, name }) => [construct, name]));
    this.databaseNames = new Map(
      topology.databaseServers.map(({ container, databases }) => [container, databases.map(({ name }) => name)]),
    );
  }

  public render(): string[] {
    const { topology } = this;
    const hosts = byPath(topology.hosts).flatMap((host, index) => this.host(host, index));
    const outside = [
      ...this.publishedPorts(),
      ...this.httpRoutes(),
      ...this.tlsPassthroughs(),
      ...this.relaysElsewhere(),
    ];
    const edges = [
      ...byPath(topology.containers).flatMap((container) => this.containerEdges(container)),
      ...this.databases(),
      ...this.callbacks(),
      ...this.mailRoutes(),
    ];
    return [
      "flowchart LR",
      ...[...hosts, ...outside, ...edges].map((line) => `  ${line}`),
      "  classDef others stroke-dasharray: 4 3",
    ];
  }

  private host(host: HostNode, index: number): string[] {
    const onHost = <T extends TopologyNode & { readonly host: HostNode }>(nodes: readonly T[]): T[] =>
      byPath(nodes.filter((node) => node.host === host));
    const lines = [
      ...onHost(this.topology.networks).map((network) => this.network(network)),
      ...onHost(this.topology.containers)
        .filter((container) => this.isDrawn(container))
        .map((container) => this.container(container)),
      ...onHost(this.topology.volumes)
        .filter((volume) => volume.content === VolumeContent.DATA && volume.mounts.length > 0)
        .map((volume) => this.volume(volume)),
    ];
    return [`subgraph host${index + 1}[${quoted([host.name])}]`, ...lines.map((line) => `  ${line}`), "end"];
  }

  private network(network: NetworkNode): string {
    const notes = network.isInternal ? ["no way out"] : [];
    const label = quoted([network.name, ...present(network.subnet), ...notes]);
    return `${this.register("network", network)}{{${label}}}${others(network.isAdopted)}`;
  }

  private container(container: ContainerNode): string {
    const jobs = this.jobsBefore(container);
    const databases = sortedTexts(this.databaseNames.get(container) ?? []);
    const label = quoted([
      container.name,
      ...(container.image ? [imageText(container.image)] : []),
      ...(databases.length === 0 ? [] : [`databases: ${databases.join(", ")}`]),
      ...(jobs.length === 0 ? [] : [`after ${jobs.join(", ")}`]),
    ]);
    const id = this.register("container", container);
    return container.kind === ContainerKind.JOB
      ? `${id}([${label}])`
      : `${id}[${label}]${others(container.kind === ContainerKind.EXTERNAL)}`;
  }

  private volume(volume: VolumeNode): string {
    const id = this.register("volume", volume);
    const label = quoted([volume.name]);
    const shape = volume.kind === VolumeKind.NAMED ? `[(${label})]` : `[/${label}/]`;
    return `${id}${shape}${others(volume.isAdopted)}`;
  }

  /** A job that some service waits for stands in the box of that service. */
  private isDrawn(container: ContainerNode): boolean {
    if (container.kind !== ContainerKind.JOB) return true;
    return !writesFilesOnly(container) && !this.awaited.has(container.construct);
  }

  private jobsBefore({ startsAfter }: ContainerNode): string[] {
    return sortedTexts(startsAfter.flatMap((construct) => present(this.jobs.get(construct))));
  }

  private containerEdges(container: ContainerNode): string[] {
    if (!this.isDrawn(container)) return [];
    const volumes = container.mounts.filter(({ volume }) => this.ids.has(volume));
    return [
      ...container.endpoints.map((endpoint) => this.endpoint(endpoint)),
      ...volumes.map(({ volume, mountPath }) => this.edge(container, "---", volume, mountPath)),
    ];
  }

  private endpoint({ container, network, aliases, ipv4Address }: EndpointNode): string {
    return this.edge(container, "---", network, [...present(ipv4Address), ...aliases].join(", "));
  }

  private publishedPorts(): string[] {
    return byPath(this.topology.containers).flatMap((container) =>
      container.publishedPorts.flatMap((port) => [
        `${this.register("port", port)}([${quoted([portText(port)])}])`,
        this.edge(port, "-->", container, String(port.containerPort)),
      ]),
    );
  }

  /** A URL leads to its ingress, where there is one, and from there to the container. */
  private httpRoutes(): string[] {
    return shownRoutes(this.topology).flatMap((route) => [
      `${this.register("url", route)}([${quoted([route.url])}])`,
      ...this.through(route, route.ingress, route.target, route.ingress ? shortUrl(route) : String(route.targetPort)),
    ]);
  }

  private tlsPassthroughs(): string[] {
    return byPath(this.topology.tlsPassthroughs).flatMap((passthrough) => [
      `${this.register("tls", passthrough)}([${quoted(passthrough.hosts)}])`,
      ...this.through(passthrough, passthrough.ingress, passthrough.target, `TLS, port ${passthrough.targetPort}`),
    ]);
  }

  private through(from: TopologyNode, ingress: IngressNode | undefined, to: ContainerNode, label: string): string[] {
    if (!ingress) return [this.edge(from, "-->", to, label)];
    return [this.edge(from, "-->", ingress.container, ""), this.edge(ingress.container, "-->", to, label)];
  }

  private relaysElsewhere(): string[] {
    return byPath(this.topology.mailRoutes)
      .filter(({ relay }) => relay === undefined)
      .map((route) => {
        const label = quoted([`${route.relayHost}:${route.relayPort}`]);
        return `${this.register("relay", route)}[${label}]${others(true)}`;
      });
  }

  private databases(): string[] {
    return byPath(this.topology.databaseServers).flatMap((server) =>
      byPath(server.databases).flatMap((database) =>
        byPath(database.clients)
          .filter(({ container }) => this.isDrawn(container))
          .map(({ container, role }) =>
            this.edge(container, "-->", server.container, `database ${database.name} as ${role}`),
          ),
      ),
    );
  }

  private callbacks(): string[] {
    return byPath(this.topology.callbacks).map(({ from, to, callbackPath }) =>
      this.edge(from, "-.->", to, `callback ${callbackPath}`),
    );
  }

  private mailRoutes(): string[] {
    return byPath(this.topology.mailRoutes).map((route) =>
      this.edge(route.client, "-.->", route.relay ?? route, `mail, port ${route.relayPort}`),
    );
  }

  private edge(from: TopologyNode, arrow: string, to: TopologyNode, label: string): string {
    const text = label === "" ? "" : `|${quoted([label])}|`;
    return `${this.idOf(from)} ${arrow}${text} ${this.idOf(to)}`;
  }

  private register(kind: string, node: TopologyNode): string {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    this.ids.set(node, `${kind}${count}`);
    return `${kind}${count}`;
  }

  private idOf(node: TopologyNode): string {
    return this.ids.get(node) ?? "elsewhere";
  }
}

/** It puts configuration or secrets into a volume, and reaches nobody. */
function writesFilesOnly({ kind, endpoints, mounts }: ContainerNode): boolean {
  return (
    kind === ContainerKind.JOB &&
    endpoints.length === 0 &&
    mounts.every(({ volume }) => volume.content !== VolumeContent.DATA)
  );
}

/** Without digests, which nobody reads in a picture. */
function imageText({ source, reference, repository }: ImageNode): string {
  return source === ImageSource.BUILD ? `${repository.split("/").at(-1)}, built here` : reference.split("@")[0];
}

/** What tells the routes of one ingress apart. */
function shortUrl({ url, targetPort }: HttpRouteNode): string {
  return `${url.replace(/^https?:\/\//, "")} to ${targetPort}`;
}

function portText({ address, hostPort, protocol }: PublishedPortNode): string {
  const port = hostPort === undefined ? "a port that Terraform knows" : String(hostPort);
  return `${address.includes(":") ? `[${address}]` : address}:${port}/${protocol}`;
}

function present(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}

function others(isOthers: boolean): string {
  return isOthers ? ":::others" : "";
}

/** Lines of a label. Signs that Mermaid would read are written as it wants them. */
function quoted(lines: readonly string[]): string {
  const signs: Record<string, string> = { "#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;" };
  return `"${lines.map((line) => line.replace(/[#"<>]/g, (sign) => signs[sign])).join("<br/>")}"`;
}
