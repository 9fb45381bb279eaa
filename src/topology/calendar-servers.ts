import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** Somebody who has calendars on a server. */
export interface CalendarAccount {
  /** The name with which calendar programs log in. */
  readonly name: string;

  /** The address by which the server knows the owner of the calendars. */
  readonly address: string;
}

/** What a server of calendars is known by. */
export interface CalendarServerDeclaration {
  /** The construct that stands for the server. */
  readonly construct: IConstruct;

  /** Its container. */
  readonly container: ContainerNode;

  /**
   * The address from which it sends invitations by mail.
   *
   * @default - it sends none
   */
  readonly inviteAddress?: string;

  /**
   * The accounts that the program knows of.
   *
   * @default - none
   */
  readonly accounts?: CalendarAccount[];

  /**
   * Ports of the container on which passwords arrive readable for everybody on the way: by Basic authentication without
   * TLS.
   *
   * @default - none
   */
  readonly clearPasswordPorts?: number[];
}

/** A server of calendars, with what calendar programs and invitations need to know of it. */
export class CalendarServerNode extends TopologyNode {
  /** Its container. */
  public readonly container: ContainerNode;

  /** The address from which it sends invitations by mail; nothing where it sends none. */
  public readonly inviteAddress?: string;

  /** The accounts that the program knows of. */
  public readonly accounts: CalendarAccount[];

  /** Ports of the container on which passwords arrive readable for everybody on the way. */
  public readonly clearPasswordPorts: number[];

  /** Made by `Topology.declareCalendarServer`. */
  public constructor(declaration: CalendarServerDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.inviteAddress = declaration.inviteAddress;
    this.accounts = declaration.accounts ?? [];
    this.clearPasswordPorts = declaration.clearPasswordPorts ?? [];
  }
}
