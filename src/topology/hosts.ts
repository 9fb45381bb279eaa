import type { IConstruct } from "constructs";
import { TopologyNode } from "./node";

/** What a machine with a Docker engine is known by. */
export interface HostDeclaration {
  /** The construct that stands for the host. */
  readonly construct: IConstruct;

  /** Its name in views and findings. */
  readonly name: string;

  /**
   * How Terraform reaches its engine, for example `ssh://deploy@mail.example.org`.
   *
   * @default - the engine that the environment names
   */
  readonly engine?: string;

  /**
   * The architecture of its processor, as Docker names it: `amd64`, `arm64`.
   *
   * @default - not known
   */
  readonly architecture?: string;

  /**
   * Version of the control groups of its kernel, 1 or 2.
   *
   * @default - not known
   */
  readonly cgroupVersion?: number;

  /**
   * Addresses under which the internet reaches it.
   *
   * @default - none known
   */
  readonly publicAddresses?: string[];
}

/** A machine with a Docker engine. */
export class HostNode extends TopologyNode {
  /** Its name in views and findings. */
  public readonly name: string;

  /** How Terraform reaches its engine; nothing where the environment says. */
  public readonly engine?: string;

  /** The architecture of its processor, as Docker names it; nothing where it is not known. */
  public readonly architecture?: string;

  /** Version of the control groups of its kernel; nothing where it is not known. */
  public readonly cgroupVersion?: number;

  /** Addresses under which the internet reaches it. */
  public readonly publicAddresses: string[];

  /** Made by `Topology.declareHost`. */
  public constructor(declaration: HostDeclaration) {
    super(declaration.construct);
    this.name = declaration.name;
    this.engine = declaration.engine;
    this.architecture = declaration.architecture;
    this.cgroupVersion = declaration.cgroupVersion;
    this.publicAddresses = declaration.publicAddresses ?? [];
  }
}
