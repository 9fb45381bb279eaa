import type { NetworkNode } from "../topology";

/** A network of one engine, made by this program or by another. */
export interface IServiceNetwork {
  /** Its name on the engine. */
  readonly networkName: string;

  /** Its id on the engine, as a Terraform expression. */
  readonly networkId: string;

  /** The network in the topology. */
  readonly networkNode: NetworkNode;
}

/** How a container stands on a network. */
export interface NetworkAttachment {
  /** The network. */
  readonly network: IServiceNetwork;

  /**
   * Names under which others on the network reach the container, besides its own name.
   *
   * @default - none
   */
  readonly aliases?: string[];

  /**
   * Its IPv4 address. It must lie in the subnet of the network and outside the part from which the engine hands out
   * addresses.
   *
   * @default - the engine hands one out
   */
  readonly ipv4Address?: string;
}
