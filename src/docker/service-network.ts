import { DataDockerNetwork } from "@cdktf/provider-docker/lib/data-docker-network";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Construct } from "constructs";
import { canonicalCidr, firstHost, parseCidr, upperHalf } from "../internal/ip";
import { validate } from "../internal/schema";
import { isUnknownText } from "../internal/tokens";
import type { NetworkNode } from "../topology";
import { Topology } from "../topology";
import { DockerHost } from "./docker-host";
import type { IServiceNetwork } from "./network";
import { existingNetworkSchema, serviceNetworkSchema } from "./network-schema";

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
    const addresses = addressesOf(props);

    this.networkName = props.networkName ?? host._nameOf(this);
    this.network = new Network(this, "Resource", {
      provider: host.provider,
      name: this.networkName,
      driver: "bridge",
      internal: props.internal ?? false,
      ipv6: props.ipv6Subnet !== undefined,
      ipamConfig: ipamConfig(addresses, props.ipv6Subnet),
    });
    this.networkNode = Topology.of(this).declareNetwork({
      construct: this,
      host: host.hostNode,
      name: this.networkName,
      ...addresses,
      ipv6Subnet: props.ipv6Subnet,
      isInternal: props.internal,
    });
  }

  /** Its id on the engine, as a Terraform expression. */
  public get networkId(): string {
    return this.network.id;
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
      name: props.networkName,
      subnet: props.subnet ?? this.actualSubnet(),
      gateway: props.gateway,
      ipRange: props.ipRange,
      isAdopted: true,
    });
  }

  public get networkId(): string {
    return this.data.id;
  }

  /** Rules about fixed addresses then become checks that Terraform makes. */
  private actualSubnet(): string {
    return `\${[for config in ${this.data.fqn}.ipam_config : config.subnet if can(regex("^[0-9.]+/", config.subnet))][0]}`;
  }

  /** What is said of a network that somebody else made may be wrong, or become wrong. */
  private checkSubnet(subnet: string): void {
    this.data.lifecycle = {
      postcondition: [
        {
          condition: `\${contains([for config in self.ipam_config : config.subnet], "${subnet}")}`,
          errorMessage: `${this.node.path}: the network ${this.networkName} does not have the subnet ${subnet}. Correct \`subnet\` in ServiceNetwork.fromExisting.`,
        },
      ],
    };
  }
}

interface Addresses {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
}

/** What is not given is computed; the engine would add a gateway by itself, and Terraform would want it gone. */
function addressesOf({ subnet, gateway, ipRange }: ServiceNetworkProps): Addresses {
  if (subnet === undefined || isUnknownText(subnet)) return { subnet, gateway, ipRange };
  const range = parseCidr(subnet)!;
  return { subnet, gateway: gateway ?? firstHost(range), ipRange: ipRange ?? upperHalf(range) };
}

function ipamConfig({ subnet, gateway, ipRange }: Addresses, ipv6Subnet: string | undefined) {
  const ipv4 = subnet ? [{ subnet, gateway, ipRange }] : [];
  const ipv6 = ipv6Subnet ? [{ subnet: canonicalCidr(ipv6Subnet)!, gateway: firstHost(parseCidr(ipv6Subnet)!) }] : [];
  return subnet ? [...ipv4, ...ipv6] : undefined;
}
