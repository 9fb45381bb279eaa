import { DataDockerNetwork } from "@cdktf/provider-docker/lib/data-docker-network";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Construct } from "constructs";
import { resolveText } from "../internal/resolve-text";
import { validate } from "../internal/schema";
import { operand } from "../invariants/expression";
import type { NetworkNode } from "../topology";
import { Topology } from "../topology";
import { DockerHost } from "./docker-host";
import type { IServiceNetwork } from "./network";
import { networkAddresses } from "./network-addresses";
import { existingNetworkSchema, serviceNetworkSchema } from "./network-schema";

/** A network of the containers of one engine. */
const DRIVER = "bridge";

/** Props of `ServiceNetwork`. */
export interface ServiceNetworkProps {
  /**
   * Its IPv4 addresses as a CIDR, for example `172.29.0.0/24`. Without one, no container on it can have a fixed address.
   *
   * @default - the engine chooses
   */
  readonly subnet?: string;

  /**
   * The address of the host on it.
   *
   * @default - the first address of the subnet
   */
  readonly gateway?: string;

  /**
   * The part of the subnet from which the engine hands out addresses by itself. Fixed addresses belong outside of it:
   * else another container can have taken one when its owner comes back after a restart.
   *
   * @default - the upper half of the subnet
   */
  readonly ipRange?: string;

  /**
   * Its IPv6 addresses as a CIDR.
   *
   * @default - no IPv6
   */
  readonly ipv6Subnet?: string;

  /**
   * Whether it has no way out of the host: a network for databases, say.
   *
   * @default false
   */
  readonly internal?: boolean;

  /**
   * Its name on the engine.
   *
   * @default - the prefix of the host and the ids below it
   */
  readonly networkName?: string;
}

/** What is known of a network that somebody else made. */
export interface ExistingNetworkProps {
  /** Its name on the engine, for example `messages_internal`. */
  readonly networkName: string;

  /**
   * Its IPv4 addresses as a CIDR, so that rules can check fixed addresses before anything is deployed. Terraform checks
   * that it is so.
   *
   * @default - not known; a fixed address is then checked by Terraform
   */
  readonly subnet?: string;

  /**
   * The address of the host on it.
   *
   * @default - not known
   */
  readonly gateway?: string;

  /**
   * The part of the subnet from which the engine hands out addresses by itself.
   *
   * @default - the whole subnet
   */
  readonly ipRange?: string;
}

/**
 * A network of one engine, on which containers find each other by name.
 *
 * Addresses that the engine hands out come from the upper half of the subnet, so that fixed ones in the lower half are
 * never taken.
 */
export class ServiceNetwork extends Construct implements IServiceNetwork {
  /**
   * A network that somebody else made, such as that of a Compose project.
   *
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its name, and what is known of it
   * @throws an error that lists all props that do not fit
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingNetworkProps): IServiceNetwork {
    return new ExistingNetwork(scope, id, props);
  }

  /** Its name on the engine. */
  public readonly networkName: string;

  /** The network in the topology. */
  public readonly networkNode: NetworkNode;

  /** The resource; `addOverride` on it is the escape hatch. */
  public readonly network: Network;

  private id?: string;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its addresses
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ServiceNetworkProps = {}) {
    super(scope, id);
    validate(this, serviceNetworkSchema, props);
    const host = DockerHost.of(this);
    const addresses = networkAddresses(props);

    this.networkName = props.networkName ?? host._nameOf(this);
    this.network = new Network(this, "Resource", {
      provider: host.provider,
      name: this.networkName,
      driver: DRIVER,
      internal: props.internal ?? false,
      ipv6: props.ipv6Subnet !== undefined,
      ipamConfig: addresses.ipamConfig,
    });
    this.networkNode = Topology.of(this).declareNetwork({
      construct: this,
      host: host.hostNode,
      name: this.networkName,
      subnet: resolved(this, addresses.subnet),
      gateway: resolved(this, addresses.gateway),
      ipRange: resolved(this, addresses.ipRange),
      ipv6Subnet: resolved(this, props.ipv6Subnet),
      isInternal: props.internal,
      driver: DRIVER,
    });
  }

  /** Its id on the engine, as a Terraform expression. */
  public get networkId(): string {
    // Each read of the attribute would make another token.
    return (this.id ??= this.network.id);
  }
}

class ExistingNetwork extends Construct implements IServiceNetwork {
  public readonly networkName: string;
  public readonly networkNode: NetworkNode;
  private readonly data: DataDockerNetwork;

  public constructor(scope: Construct, id: string, props: ExistingNetworkProps) {
    super(scope, id);
    validate(this, existingNetworkSchema, props);
    const host = DockerHost.of(this);

    this.networkName = props.networkName;
    this.data = new DataDockerNetwork(this, "Resource", { provider: host.provider, name: props.networkName });
    if (props.subnet) this.checkSubnet(props.subnet);
    this.networkNode = Topology.of(this).declareNetwork({
      construct: this,
      host: host.hostNode,
      name: resolveText(this, props.networkName),
      subnet: resolved(this, props.subnet) ?? this.actualSubnet(),
      gateway: resolved(this, props.gateway),
      engineGateway: this.actualGateway(),
      ipRange: resolved(this, props.ipRange),
      driver: `\${${this.source}.driver}`,
      isAdopted: true,
    });
  }

  public get networkId(): string {
    return this.data.id;
  }

  /** Rules about fixed addresses then become checks that Terraform makes. */
  private actualSubnet(): string {
    return this.ofIpv4("config.subnet");
  }

  /** An engine names no gateway that it has chosen by itself: it is the first address then. */
  private actualGateway(): string {
    return this.ofIpv4("coalesce(config.gateway, cidrhost(config.subnet, 1))");
  }

  private ofIpv4(value: string): string {
    return `\${[for config in ${this.source}.ipam_config : ${value} if can(regex("^[0-9.]+/", config.subnet))][0]}`;
  }

  private get source(): string {
    return `data.${this.data.terraformResourceType}.${this.data.friendlyUniqueId}`;
  }

  /** What is said of a network that somebody else made may be wrong, or become wrong. */
  private checkSubnet(subnet: string): void {
    this.data.lifecycle = {
      postcondition: [
        {
          condition: `\${contains([for config in self.ipam_config : config.subnet], ${operand(resolveText(this, subnet))})}`,
          errorMessage: `${this.node.path}: the network ${this.networkName} does not have the subnet ${subnet}. Correct \`subnet\` in ServiceNetwork.fromExisting.`,
        },
      ],
    };
  }
}

function resolved(construct: Construct, text: string | undefined): string | undefined {
  return text === undefined ? undefined : resolveText(construct, text);
}
