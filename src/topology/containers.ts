import type { IConstruct } from "constructs";
import type { HostNode } from "./hosts";
import type { ImageNode } from "./images";
import type { EndpointDeclaration } from "./networks";
import { EndpointNode } from "./networks";
import { TopologyNode } from "./node";
import type { SecretUseDeclaration } from "./secrets";
import { SecretUseNode } from "./secrets";
import type { MountDeclaration } from "./volumes";
import { MountNode } from "./volumes";

/** How long a container lives, and who made it. */
export enum ContainerKind {
  /** Runs until it is told to stop. */
  SERVICE = "service",
  /** Runs once, and must succeed before what depends on it starts. */
  JOB = "job",
  /** Somebody else runs it; this program only knows how to reach it. */
  EXTERNAL = "external",
}

/** What a container is known by. */
export interface ContainerDeclaration {
  /** The construct that stands for the container. */
  readonly construct: IConstruct;

  /** The host that runs it. */
  readonly host: HostNode;

  /** Its name on the engine. */
  readonly name: string;

  /** How long it lives, and who made it. */
  readonly kind: ContainerKind;

  /**
   * Its image.
   *
   * @default - not known, as for a container that somebody else runs
   */
  readonly image?: ImageNode;

  /**
   * The most memory it may use, in MiB.
   *
   * @default - no limit is known
   */
  readonly memoryMebibytes?: number;

  /**
   * Whether the engine watches its health.
   *
   * @default false
   */
  readonly hasHealthCheck?: boolean;

  /**
   * Seconds that it has to stop before it is killed.
   *
   * @default - not known
   */
  readonly stopGraceSeconds?: number;

  /**
   * Whether it uses the network of the host itself.
   *
   * @default false
   */
  readonly usesHostNetwork?: boolean;

  /**
   * Whether its first process is systemd.
   *
   * @default false
   */
  readonly runsSystemd?: boolean;

  /**
   * The service of which it is one replica: replicas share aliases on purpose.
   *
   * @default - it is the only one
   */
  readonly replicasOf?: IConstruct;

  /**
   * Constructs that must be up or done before it starts.
   *
   * @default - none
   */
  readonly startsAfter?: IConstruct[];

  /**
   * Where a secret stands as plain text: names of variables of its environment, and of options and settings with the
   * prop or file in which they are. Never their values.
   *
   * @default - none
   */
  readonly inlinedSecrets?: string[];
}

/** A port of a container that the host passes on. */
export interface PublishedPortDeclaration {
  /** The port in the container. */
  readonly containerPort: number;

  /**
   * The port on the host.
   *
   * @default - only Terraform knows it
   */
  readonly hostPort?: number;

  /**
   * The port on the host where only Terraform knows it: an expression such as `${var.port}`.
   *
   * @default - `hostPort` says it, or nobody can check it
   */
  readonly hostPortExpression?: string;

  /** `tcp` or `udp`. */
  readonly protocol: string;

  /** The address of the host on which it is reachable; `0.0.0.0` is all of them. */
  readonly address: string;
}

/** A port of a container that the host passes on. */
export class PublishedPortNode extends TopologyNode {
  /** The container. */
  public readonly container: ContainerNode;

  /** The port in the container. */
  public readonly containerPort: number;

  /** The port on the host; nothing where only Terraform knows it. */
  public readonly hostPort?: number;

  /** The port on the host where only Terraform knows it, as an expression such as `${var.port}`. */
  public readonly hostPortExpression?: string;

  /** `tcp` or `udp`. */
  public readonly protocol: string;

  /** The address of the host on which it is reachable; `0.0.0.0` is all of them. */
  public readonly address: string;

  /** Made by `ContainerNode.publish`. */
  public constructor(container: ContainerNode, declaration: PublishedPortDeclaration) {
    super(container.construct);
    this.container = container;
    this.containerPort = declaration.containerPort;
    this.hostPort = declaration.hostPort;
    this.hostPortExpression = declaration.hostPortExpression;
    this.protocol = declaration.protocol;
    this.address = declaration.address;
  }
}

/** A port of the host on which a container on the network of the host listens by itself. */
export interface HostPortDeclaration {
  /** The port. */
  readonly port: number;

  /**
   * `tcp` or `udp`.
   *
   * @default "tcp"
   */
  readonly protocol?: string;

  /**
   * The address on which it listens.
   *
   * @default "0.0.0.0", all of them
   */
  readonly address?: string;
}

/** A port of the host on which a container on the network of the host listens by itself. */
export class HostPortNode extends TopologyNode {
  /** The container. */
  public readonly container: ContainerNode;

  /** The port. */
  public readonly hostPort: number;

  /** `tcp` or `udp`. */
  public readonly protocol: string;

  /** The address on which it listens; `0.0.0.0` is all of them. */
  public readonly address: string;

  /** Made by `ContainerNode.listen`. */
  public constructor(container: ContainerNode, declaration: HostPortDeclaration) {
    super(container.construct);
    this.container = container;
    this.hostPort = declaration.port;
    this.protocol = declaration.protocol ?? "tcp";
    this.address = declaration.address ?? "0.0.0.0";
  }
}

/** A container, and all that is joined to it. */
export class ContainerNode extends TopologyNode {
  /** The host that runs it. */
  public readonly host: HostNode;

  /** Its name on the engine. */
  public readonly name: string;

  /** How long it lives, and who made it. */
  public readonly kind: ContainerKind;

  /** Its image; nothing where somebody else runs it. */
  public readonly image?: ImageNode;

  /** The most memory it may use, in MiB; nothing where no limit is known. */
  public readonly memoryMebibytes?: number;

  /** Whether the engine watches its health. */
  public readonly hasHealthCheck: boolean;

  /** Seconds that it has to stop before it is killed; nothing where that is not known. */
  public readonly stopGraceSeconds?: number;

  /** Whether it uses the network of the host itself. */
  public readonly usesHostNetwork: boolean;

  /** Whether its first process is systemd. */
  public readonly runsSystemd: boolean;

  /** The service of which it is one replica; nothing where it is the only one. */
  public readonly replicasOf?: IConstruct;

  /** Constructs that must be up or done before it starts. */
  public readonly startsAfter: IConstruct[];

  /** Where a secret stands as plain text: names of variables, and of settings with the prop or file in which they are. */
  public readonly inlinedSecrets: string[];

  /** Its places on networks. */
  public readonly endpoints: EndpointNode[] = [];

  /** Its ports that the host passes on. */
  public readonly publishedPorts: PublishedPortNode[] = [];

  /** Ports of the host on which it listens by itself. */
  public readonly hostPorts: HostPortNode[] = [];

  /** Its volumes. */
  public readonly mounts: MountNode[] = [];

  /** Its secrets. */
  public readonly secrets: SecretUseNode[] = [];

  /** Made by `Topology.declareContainer`. */
  public constructor(declaration: ContainerDeclaration) {
    super(declaration.construct);
    this.host = declaration.host;
    this.name = declaration.name;
    this.kind = declaration.kind;
    this.image = declaration.image;
    this.memoryMebibytes = declaration.memoryMebibytes;
    this.hasHealthCheck = declaration.hasHealthCheck ?? false;
    this.stopGraceSeconds = declaration.stopGraceSeconds;
    this.usesHostNetwork = declaration.usesHostNetwork ?? false;
    this.runsSystemd = declaration.runsSystemd ?? false;
    this.replicasOf = declaration.replicasOf;
    this.startsAfter = declaration.startsAfter ?? [];
    this.inlinedSecrets = declaration.inlinedSecrets ?? [];
  }

  /** Puts it on a network. */
  public join(declaration: EndpointDeclaration): EndpointNode {
    const endpoint = new EndpointNode(this, declaration);
    this.endpoints.push(endpoint);
    declaration.network._admit(endpoint);
    return endpoint;
  }

  /** Passes one of its ports on to the host. */
  public publish(declaration: PublishedPortDeclaration): PublishedPortNode {
    const port = new PublishedPortNode(this, declaration);
    this.publishedPorts.push(port);
    return port;
  }

  /** Has it listen on a port of the host. */
  public listen(declaration: HostPortDeclaration): HostPortNode {
    const port = new HostPortNode(this, declaration);
    this.hostPorts.push(port);
    return port;
  }

  /** Gives it a volume. */
  public mount(declaration: MountDeclaration): MountNode {
    const mount = new MountNode(this, declaration);
    this.mounts.push(mount);
    declaration.volume._admit(mount);
    return mount;
  }

  /** Gives it a secret. */
  public useSecret(declaration: SecretUseDeclaration): SecretUseNode {
    const use = new SecretUseNode(this, declaration);
    this.secrets.push(use);
    return use;
  }
}
