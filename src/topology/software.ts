import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** What software runs in a container. */
export interface SoftwareDeclaration {
  /** The construct whose props choose it. */
  readonly construct: IConstruct;

  /** The container. */
  readonly container: ContainerNode;

  /** Its name as its makers write it in ASCII, for example `Baikal`. */
  readonly name: string;

  /**
   * Its release, for example `0.12.1`.
   *
   * @default - not known, as of an image that only a digest names
   */
  readonly version?: string;
}

/** Software in a container. */
export class SoftwareNode extends TopologyNode {
  /** The container. */
  public readonly container: ContainerNode;

  /** Its name. */
  public readonly name: string;

  /** Its release; nothing where that is not known. */
  public readonly version?: string;

  /** Made by `Topology.declareSoftware`. */
  public constructor(declaration: SoftwareDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.name = declaration.name;
    this.version = declaration.version;
  }
}
