import type { IConstruct } from "constructs";
import type { HostNode } from "./hosts";
import { TopologyNode } from "./node";

/** Where an image comes from. */
export enum ImageSource {
  /** Pulled from a registry. */
  REGISTRY = "registry",
  /** Built on the host from a directory or a repository. */
  BUILD = "build",
}

/** What an image on one host is known by. */
export interface ImageDeclaration {
  /** The construct that uses it first. */
  readonly construct: IConstruct;

  /** The host whose engine runs it. */
  readonly host: HostNode;

  /** Its full name, for example `postgres:16.13-bookworm`. */
  readonly reference: string;

  /** Where it comes from. */
  readonly source: ImageSource;

  /**
   * The architecture for which it is pulled or built, as Docker names it.
   *
   * @default - that of the host
   */
  readonly architecture?: string;
}

/** An image on one host. */
export class ImageNode extends TopologyNode {
  /** The host whose engine runs it. */
  public readonly host: HostNode;

  /** Its full name. */
  public readonly reference: string;

  /** Where it comes from. */
  public readonly source: ImageSource;

  /** The architecture for which it is pulled or built; nothing where that is the host's. */
  public readonly architecture?: string;

  /** Made by `Topology.declareImage`. */
  public constructor(declaration: ImageDeclaration) {
    super(declaration.construct);
    this.host = declaration.host;
    this.reference = declaration.reference;
    this.source = declaration.source;
    this.architecture = declaration.architecture;
  }

  /** The name without tag and digest. */
  public get repository(): string {
    const undigested = this.reference.split("@")[0];
    const tagAt = undigested.indexOf(":", undigested.lastIndexOf("/") + 1);
    return tagAt < 0 ? undigested : undigested.slice(0, tagAt);
  }

  /** The tag, if it has one. */
  public get tag(): string | undefined {
    const undigested = this.reference.split("@")[0];
    return undigested.slice(this.repository.length + 1) || undefined;
  }

  /** The digest, if it has one, for example `sha256:…`. */
  public get digest(): string | undefined {
    return this.reference.split("@")[1];
  }
}
