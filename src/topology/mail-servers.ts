import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** What a mail server is known by. */
export interface MailServerDeclaration {
  /** The construct that stands for the server. */
  readonly construct: IConstruct;

  /** Its container. */
  readonly container: ContainerNode;

  /** The domain of its mailboxes. */
  readonly mailDomain: string;

  /**
   * The architecture for which its image is made, as Docker names it.
   *
   * @default - that of the host
   */
  readonly imageArchitecture?: string;

  /**
   * How many SMTP connections one client address may have, where a proxy stands in front and shows its own address for
   * everybody.
   *
   * @default - clients come with their own addresses
   */
  readonly connectionsBehindProxy?: number;
}

/** A server with mailboxes, which takes mail from the internet and from its users, and relays for nobody else. */
export class MailServerNode extends TopologyNode {
  /** Its container. */
  public readonly container: ContainerNode;

  /** The domain of its mailboxes. */
  public readonly mailDomain: string;

  /** The architecture for which its image is made; nothing where that is the host's. */
  public readonly imageArchitecture?: string;

  /** How many SMTP connections all clients together may have behind a proxy; nothing where there is none. */
  public readonly connectionsBehindProxy?: number;

  /** Made by `Topology.declareMailServer`. */
  public constructor(declaration: MailServerDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.mailDomain = declaration.mailDomain;
    this.imageArchitecture = declaration.imageArchitecture;
    this.connectionsBehindProxy = declaration.connectionsBehindProxy;
  }
}
