import { App, TerraformResource, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import type {
  BackupDeclaration,
  BackupNode,
  CallbackDeclaration,
  ContainerDeclaration,
  ContainerNode,
  DatabaseDeclaration,
  DatabaseNode,
  DatabaseServerDeclaration,
  DatabaseServerNode,
  EndpointDeclaration,
  HostDeclaration,
  HostNode,
  HttpRouteDeclaration,
  ImageDeclaration,
  ImageNode,
  IngressDeclaration,
  IngressNode,
  MailRelayDeclaration,
  MailRelayNode,
  MailRouteDeclaration,
  MailServerDeclaration,
  MailServerNode,
  MountDeclaration,
  NetworkDeclaration,
  NetworkNode,
  PublishedPortDeclaration,
  SecretUseDeclaration,
  TlsPassthroughDeclaration,
  VolumeDeclaration,
  VolumeNode,
} from "../../src/topology";
import { CertificateSource, ContainerKind, ImageSource, MailTlsLevel, Topology, VolumeKind } from "../../src/topology";

type Without<T, K> = Partial<Omit<T, Extract<keyof T, "construct" | K>>>;

/** A container with all that is joined to it. */
export interface Joined extends Without<ContainerDeclaration, "name" | "host"> {
  readonly below?: Construct;
  readonly host?: HostNode;
  readonly containerName?: string;
  readonly networks?: EndpointDeclaration[];
  readonly publish?: (Partial<PublishedPortDeclaration> & { containerPort: number })[];
  readonly mounts?: MountDeclaration[];
  readonly secrets?: (Partial<SecretUseDeclaration> & { identity: string })[];
}

/**
 * What a test deploys: plain constructs below one app, declared to the topology as building blocks do it. Each is called
 * what its id says.
 */
export class Deployment {
  public readonly app = Testing.app();
  public readonly stack: TerraformStack;
  public readonly topology: Topology;
  public readonly host: HostNode;

  public constructor() {
    this.stack = new TerraformStack(this.app, "calendars");
    this.topology = Topology.of(this.app);
    this.host = this.addHost("host");
  }

  /** A text that only Terraform knows: a token of cdktf for a variable of that name. */
  public variable(name: string, facts: { readonly sensitive?: boolean } = {}): string {
    return new TerraformVariable(this.stack, name, { type: "string", ...facts }).stringValue;
  }

  public addHost(id: string, facts: Without<HostDeclaration, "name"> & { below?: Construct } = {}): HostNode {
    const { below = this.stack, ...declaration } = facts;
    return this.topology.declareHost({ ...declaration, construct: new Construct(below, id), name: id });
  }

  public network(
    id: string,
    facts: Without<NetworkDeclaration, "host"> & { host?: HostNode; below?: Construct } = {},
  ): NetworkNode {
    const { host = this.host, below, ...declaration } = facts;
    const construct = this.carrier(below ?? host.construct, id);
    return this.topology.declareNetwork({ name: id, ...declaration, construct, host });
  }

  public service(id: string, joined: Joined = {}): ContainerNode {
    return this.container(id, {
      kind: ContainerKind.SERVICE,
      hasHealthCheck: true,
      stopGraceSeconds: 30,
      ...joined,
    });
  }

  public job(id: string, joined: Joined = {}): ContainerNode {
    return this.container(id, { kind: ContainerKind.JOB, ...joined });
  }

  public external(id: string, joined: Joined = {}): ContainerNode {
    return this.container(id, { kind: ContainerKind.EXTERNAL, ...joined });
  }

  public volume(
    id: string,
    facts: Without<VolumeDeclaration, "host"> & { host?: HostNode; below?: Construct } = {},
  ): VolumeNode {
    const { host = this.host, below, ...declaration } = facts;
    return this.topology.declareVolume({
      name: id,
      kind: VolumeKind.NAMED,
      isProtected: true,
      ...declaration,
      construct: this.carrier(below ?? host.construct, id),
      host,
    });
  }

  /** A backup into a volume, unless told otherwise, that is drilled. */
  public backup(id: string, facts: Without<BackupDeclaration, "container"> & { drilled?: boolean } = {}): BackupNode {
    const { drilled = true, ...declaration } = facts;
    const container = this.service(id);
    const node = this.topology.declareBackup({
      repository: "sftp:backup@backup.example.org:calendars",
      schedule: "30 2 * * *",
      volumes: [],
      databaseServers: [],
      ...declaration,
      construct: container.construct,
      container,
    });
    if (drilled) node.declareDrill(container);
    return node;
  }

  public image(reference: string, facts: Without<ImageDeclaration, "reference"> & { id?: string } = {}): ImageNode {
    const { id = "image", ...declaration } = facts;
    return this.topology.declareImage({
      source: ImageSource.REGISTRY,
      host: this.host,
      ...declaration,
      construct: this.carrier(this.host.construct, id),
      reference,
    });
  }

  /** A PostgreSQL server that breaks no rule. */
  public server(
    id: string,
    facts: Without<DatabaseServerDeclaration, "container"> & { container?: ContainerNode; joined?: Joined } = {},
  ): DatabaseServerNode {
    const { joined, container, ...declaration } = facts;
    const own = container ?? this.service(id, { stopGraceSeconds: 120, memoryMebibytes: 1024, ...joined });
    return this.topology.declareDatabaseServer({
      superuser: "postgres",
      ...declaration,
      construct: own.construct,
      container: own,
    });
  }

  public database(
    server: DatabaseServerNode,
    name: string,
    facts: Without<DatabaseDeclaration, "name"> & { id?: string } = {},
  ): DatabaseNode {
    const { id = name, owner = "postgres", ...declaration } = facts;
    return server.declareDatabase({
      ...declaration,
      owner,
      construct: this.carrier(this.host.construct, id),
      name,
    });
  }

  public callback(
    facts: Pick<CallbackDeclaration, "from" | "to" | "baseUrl"> &
      Without<CallbackDeclaration, "from" | "to" | "baseUrl">,
  ): void {
    this.topology.declareCallback({
      path: "/api/callback/",
      port: 8000,
      allowedHosts: ["*"],
      ...facts,
      construct: facts.from.construct,
    });
  }

  /** A relay that breaks no rule, on the networks of its container. */
  public mailRelay(
    id: string,
    facts: Without<MailRelayDeclaration, "container"> & { joined?: Joined } = {},
  ): MailRelayNode {
    const { joined, ...declaration } = facts;
    const container = this.service(id, joined);
    return this.topology.declareMailRelay({
      ports: [25],
      clientNetworks: [],
      senderDomains: ["example.org"],
      smarthosts: [{ host: "smtp.example.org", port: 25, tls: MailTlsLevel.MAY }],
      ...declaration,
      construct: container.construct,
      container,
    });
  }

  /** A server with mailboxes that breaks no rule. */
  public mailServer(
    id: string,
    facts: Without<MailServerDeclaration, "container"> & { joined?: Joined } = {},
  ): MailServerNode {
    const { joined, ...declaration } = facts;
    const container = this.service(id, joined);
    return this.topology.declareMailServer({
      mailDomain: `${id}.example.org`,
      ...declaration,
      construct: container.construct,
      container,
    });
  }

  /** The way of a client to a relay, by the relay's name. */
  public mailRoute(
    client: ContainerNode,
    relay: MailRelayNode,
    facts: Without<MailRouteDeclaration, "client"> = {},
  ): void {
    this.topology.declareMailRoute({
      relayHost: relay.container.name,
      relayPort: 25,
      senderDomains: ["example.org"],
      ...facts,
      construct: client.construct,
      client,
      relay: relay.container,
    });
  }

  /** An ingress that breaks no rule, on the network `front`. */
  public ingress(id: string, facts: Without<IngressDeclaration, "container"> & { joined?: Joined } = {}): IngressNode {
    const { joined, ...declaration } = facts;
    const network = this.front;
    const publish = [80, 443].map((containerPort) => ({ containerPort, address: "192.0.2.7" }));
    const container = this.service(id, { networks: [{ network }], publish, ...joined });
    return this.topology.declareIngress({
      certificates: CertificateSource.HTTP_CHALLENGE,
      version: "3.7.13",
      readTimeoutSeconds: 1800,
      passesChallenges: true,
      ...declaration,
      construct: container.construct,
      container,
    });
  }

  /** A route to a service on the network `front`. */
  public route(
    ingress: IngressNode,
    url: string,
    facts: Without<HttpRouteDeclaration, "url" | "ingress"> & { id?: string } = {},
  ): void {
    const { id = "web", target = this.behind(id), ...declaration } = facts;
    this.topology.declareHttpRoute({
      targetPort: 8080,
      ...declaration,
      construct: target.construct,
      url,
      target,
      ingress,
    });
  }

  /** Names whose connections are handed on to a service on the network `front`. */
  public passthrough(
    ingress: IngressNode,
    hosts: string[],
    facts: Without<TlsPassthroughDeclaration, "hosts" | "ingress"> & { id?: string } = {},
  ): void {
    const { id = "chat", target = this.behind(id), ...declaration } = facts;
    this.topology.declareTlsPassthrough({
      targetPort: 443,
      ...declaration,
      construct: target.construct,
      hosts,
      target,
      ingress,
    });
  }

  /** The network on which an ingress meets services. */
  public get front(): NetworkNode {
    return this.topology.networks.find(({ name }) => name === "front") ?? this.network("front");
  }

  private behind(id: string): ContainerNode {
    return this.service(id, { networks: [{ network: this.front }] });
  }

  /** A construct that makes a resource, which can carry conditions. */
  public carrier(scope: Construct, id: string): Construct {
    const construct = new Construct(scope, id);
    new TerraformResource(construct, "Resource", { terraformResourceType: "docker_thing" });
    return construct;
  }

  private container(id: string, joined: Joined & { kind: ContainerKind }): ContainerNode {
    const {
      below,
      host = this.host,
      containerName = id,
      networks = [],
      publish = [],
      mounts = [],
      secrets = [],
      ...declaration
    } = joined;
    const node = this.topology.declareContainer({
      ...declaration,
      construct: this.carrier(below ?? host.construct, id),
      host,
      name: containerName,
    });
    networks.forEach((network) => node.join(network));
    publish.forEach((port) =>
      node.publish({ hostPort: port.containerPort, protocol: "tcp", address: "127.0.0.1", ...port }),
    );
    mounts.forEach((mount) => node.mount(mount));
    secrets.forEach((secret) => node.useSecret({ purpose: "password", target: "/secrets/password", ...secret }));
    return node;
  }
}

/** A further stack of the same app. */
export function stackBeside({ app }: Deployment, id: string): TerraformStack {
  return new TerraformStack(App.of(app), id);
}
