import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** How a container gets a secret. */
export interface SecretUseDeclaration {
  /** What tells the secret from others. It is never its value nor a digest of it. */
  readonly identity: string;

  /** What the container does with it, for example `password of the database owner`. */
  readonly purpose: string;

  /** The file in the container from which the software reads it, or the variable that is exported from that file. */
  readonly target: string;

  /**
   * The Terraform expression of its value, for checks that Terraform makes.
   *
   * @default - Terraform never sees the value; the job that delivers it checks it
   */
  readonly expression?: string;

  /**
   * Whether it must be one line of printable ASCII, as passwords and keys are and certificates are not.
   *
   * @default true
   */
  readonly isOneLine?: boolean;
}

/** A secret in a container. */
export class SecretUseNode extends TopologyNode {
  /** The container that gets it. */
  public readonly container: ContainerNode;

  /** What tells the secret from others. */
  public readonly identity: string;

  /** What the container does with it. */
  public readonly purpose: string;

  /** The file in the container from which the software reads it, or the variable that is exported from that file. */
  public readonly target: string;

  /** The Terraform expression of its value; nothing where Terraform never sees it. */
  public readonly expression?: string;

  /** Whether it must be one line of printable ASCII. */
  public readonly isOneLine: boolean;

  /** Made by `ContainerNode.useSecret`. */
  public constructor(container: ContainerNode, declaration: SecretUseDeclaration) {
    super(container.construct);
    this.container = container;
    this.identity = declaration.identity;
    this.purpose = declaration.purpose;
    this.target = declaration.target;
    this.expression = declaration.expression;
    this.isOneLine = declaration.isOneLine ?? true;
  }
}

/** One side of an agreement on a secret. */
export interface SecretSide {
  /** The construct that holds it. */
  readonly construct: IConstruct;

  /** What a person calls that side, for example `caldav`. */
  readonly name: string;

  /**
   * What tells the secret from others.
   *
   * @default - this side holds none, or it is not known which
   */
  readonly identity?: string;
}

/** How the secrets of several sides must relate. */
export enum SecretRelation {
  /** All sides hold the same one. */
  SAME = "same",
  /** No two sides hold the same one. */
  DIFFERENT = "different",
}

/** Which secrets must be one, and which must be several. */
export interface SecretAgreementDeclaration {
  /** The construct that depends on the agreement. */
  readonly construct: IConstruct;

  /** What the secret is called, for example `outbound API key`. */
  readonly name: string;

  /** How the sides must relate. */
  readonly relation: SecretRelation;

  /** What happens when they do not. */
  readonly consequence: string;

  /** Who holds it. */
  readonly sides: SecretSide[];
}

/** What several services agreed about a secret: to share an API key, say, that one sends and the other checks. */
export class SecretAgreementNode extends TopologyNode {
  /** What the secret is called. */
  public readonly name: string;

  /** How the sides must relate. */
  public readonly relation: SecretRelation;

  /** What happens when they do not. */
  public readonly consequence: string;

  /** Who holds it. */
  public readonly sides: SecretSide[];

  /** Made by `Topology.declareSecretAgreement`. */
  public constructor(declaration: SecretAgreementDeclaration) {
    super(declaration.construct);
    this.name = declaration.name;
    this.relation = declaration.relation;
    this.consequence = declaration.consequence;
    this.sides = declaration.sides;
  }
}
