import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { contestedAliasesAmong } from "./contested-aliases";
import type { HostNode } from "./hosts";
import { TopologyNode } from "./node";

/** What a network of one engine is known by. */
export interface NetworkDeclaration {
  /** The construct that stands for the network. */
  readonly construct: IConstruct;

  /** The host whose engine has it. */
  readonly host: HostNode;

  /** Its name on the engine. */
  readonly name: string;

  /**
   * Its IPv4 addresses as a CIDR.
   *
   * @default - the engine chooses, so that no address in it can be fixed
   */
  readonly subnet?: string;

  /**
   * The address of the host on it.
   *
   * @default - not known
   */
  readonly gateway?: string;

  /**
   * The same as the engine has it, for a network that somebody else made: what is said of that one may be wrong.
   *
   * @default - `gateway`
   */
  readonly engineGateway?: string;

  /**
   * The part of the subnet from which the engine hands out addresses by itself.
   *
   * @default - the whole subnet
   */
  readonly ipRange?: string;

  /**
   * Its IPv6 addresses as a CIDR.
   *
   * @default - no IPv6
   */
  readonly ipv6Subnet?: string;

  /**
   * Whether it has no way out of the host.
   *
   * @default false
   */
  readonly isInternal?: boolean;

  /**
   * What the engine makes it of: on a `bridge` are containers of the host alone, on a `macvlan` all that is on its wire.
   *
   * @default - not known
   */
  readonly driver?: string;

  /**
   * Whether somebody else made it and this program joins it.
   *
   * @default false
   */
  readonly isAdopted?: boolean;
}

/** A network of one engine. */
export class NetworkNode extends TopologyNode {
  /** The host whose engine has it. */
  public readonly host: HostNode;

  /** Its name on the engine. */
  public readonly name: string;

  /** Its IPv4 addresses as a CIDR; nothing where the engine chooses or it is not known. */
  public readonly subnet?: string;

  /** The address of the host on it; nothing where it is not known. */
  public readonly gateway?: string;

  /** The same as the engine has it; nothing where `gateway` is all that is known. */
  public readonly engineGateway?: string;

  /** The part of the subnet from which the engine hands out addresses; nothing where that is the whole subnet. */
  public readonly ipRange?: string;

  /** Its IPv6 addresses as a CIDR; nothing where it has none. */
  public readonly ipv6Subnet?: string;

  /** Whether it has no way out of the host. */
  public readonly isInternal: boolean;

  /** What the engine makes it of; nothing where it is not known. */
  public readonly driver?: string;

  /** Whether somebody else made it. */
  public readonly isAdopted: boolean;

  private readonly joined: EndpointNode[] = [];

  /** Made by `Topology.declareNetwork`. */
  public constructor(declaration: NetworkDeclaration) {
    super(declaration.construct);
    this.host = declaration.host;
    this.name = declaration.name;
    this.subnet = declaration.subnet;
    this.gateway = declaration.gateway;
    this.engineGateway = declaration.engineGateway;
    this.ipRange = declaration.ipRange;
    this.ipv6Subnet = declaration.ipv6Subnet;
    this.isInternal = declaration.isInternal ?? false;
    this.driver = declaration.driver;
    this.isAdopted = declaration.isAdopted ?? false;
  }

  /** Who is on it, in the order of joining. */
  public get endpoints(): EndpointNode[] {
    return this.joined;
  }

  /** Aliases to which containers of more than one service answer; replicas of one service share theirs on purpose. */
  public get contestedAliases(): ContestedAlias[] {
    return contestedAliasesAmong(this.joined);
  }

  /**
   * Notes who joined; called by `ContainerNode.join`.
   *
   * @internal
   */
  public _admit(endpoint: EndpointNode): void {
    this.joined.push(endpoint);
  }
}

/** An alias that Docker's DNS would answer with containers of different services, in turn. */
export interface ContestedAlias {
  /** The alias. */
  readonly alias: string;

  /** All who answer to it, in the order of joining. */
  readonly endpoints: EndpointNode[];
}

/** How a container stands on a network. */
export interface EndpointDeclaration {
  /** The network. */
  readonly network: NetworkNode;

  /**
   * Names under which others on the network reach it, besides the container's own name.
   *
   * @default - none
   */
  readonly aliases?: string[];

  /**
   * Its IPv4 address, where it is fixed.
   *
   * @default - the engine hands one out
   */
  readonly ipv4Address?: string;
}

/** A container on a network. */
export class EndpointNode extends TopologyNode {
  /** The container. */
  public readonly container: ContainerNode;

  /** The network. */
  public readonly network: NetworkNode;

  /** Names under which others on the network reach it, besides the container's own name. */
  public readonly aliases: string[];

  /** Its IPv4 address, where it is fixed. */
  public readonly ipv4Address?: string;

  /** Made by `ContainerNode.join`. */
  public constructor(container: ContainerNode, declaration: EndpointDeclaration) {
    super(container.construct);
    this.container = container;
    this.network = declaration.network;
    this.aliases = declaration.aliases ?? [];
    this.ipv4Address = declaration.ipv4Address;
  }

  /** All names to which it answers on the network. */
  public get names(): string[] {
    return [this.container.name, ...this.aliases];
  }
}
