import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import type { HostNode } from "./hosts";
import { TopologyNode } from "./node";

/** Where the data of a volume lies. */
export enum VolumeKind {
  /** A named volume of the engine. */
  NAMED = "named",
  /** A directory of the host. */
  HOST_DIRECTORY = "host-directory",
}

/** What is in a volume, which says how much its loss would hurt. */
export enum VolumeContent {
  /** What users made; it exists nowhere else. */
  DATA = "data",
  /** A secret that was made on the host; it exists nowhere else. */
  SECRET = "secret",
  /** Configuration that the next deploy writes again. */
  CONFIGURATION = "configuration",
}

/** What a volume of one engine is known by. */
export interface VolumeDeclaration {
  /** The construct that stands for the volume. */
  readonly construct: IConstruct;

  /** The host whose engine has it. */
  readonly host: HostNode;

  /** Its name on the engine, or the path of the directory. */
  readonly name: string;

  /** Where the data lies. */
  readonly kind: VolumeKind;

  /**
   * What is in it.
   *
   * @default VolumeContent.DATA
   */
  readonly content?: VolumeContent;

  /**
   * Whether Terraform refuses to destroy it.
   *
   * @default false
   */
  readonly isProtected?: boolean;

  /**
   * Whether somebody else made it and this program uses it.
   *
   * @default false
   */
  readonly isAdopted?: boolean;
}

/** A place where data outlives its containers. */
export class VolumeNode extends TopologyNode {
  /** The host whose engine has it. */
  public readonly host: HostNode;

  /** Its name on the engine, or the path of the directory. */
  public readonly name: string;

  /** Where the data lies. */
  public readonly kind: VolumeKind;

  /** What is in it. */
  public readonly content: VolumeContent;

  /** Whether Terraform refuses to destroy it. */
  public readonly isProtected: boolean;

  /** Whether somebody else made it. */
  public readonly isAdopted: boolean;

  private readonly mounted: MountNode[] = [];

  /** Made by `Topology.declareVolume`. */
  public constructor(declaration: VolumeDeclaration) {
    super(declaration.construct);
    this.host = declaration.host;
    this.name = declaration.name;
    this.kind = declaration.kind;
    this.content = declaration.content ?? VolumeContent.DATA;
    this.isProtected = declaration.isProtected ?? false;
    this.isAdopted = declaration.isAdopted ?? false;
  }

  /** Where it is mounted, in the order of mounting. */
  public get mounts(): MountNode[] {
    return this.mounted;
  }

  /**
   * Notes a mount; called by `ContainerNode.mount`.
   *
   * @internal
   */
  public _admit(mount: MountNode): void {
    this.mounted.push(mount);
  }
}

/** How a container mounts a volume. */
export interface MountDeclaration {
  /** The volume. */
  readonly volume: VolumeNode;

  /** Where it appears in the container. */
  readonly path: string;

  /**
   * Whether the container can only read it.
   *
   * @default false
   */
  readonly isReadOnly?: boolean;
}

/** A volume in a container. */
export class MountNode extends TopologyNode {
  /** The container. */
  public readonly container: ContainerNode;

  /** The volume. */
  public readonly volume: VolumeNode;

  /** Where it appears in the container. */
  public readonly mountPath: string;

  /** Whether the container can only read it. */
  public readonly isReadOnly: boolean;

  /** Made by `ContainerNode.mount`. */
  public constructor(container: ContainerNode, declaration: MountDeclaration) {
    super(container.construct);
    this.container = container;
    this.volume = declaration.volume;
    this.mountPath = declaration.path;
    this.isReadOnly = declaration.isReadOnly ?? false;
  }
}
