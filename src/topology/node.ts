import type { IConstruct } from "constructs";

/**
 * One thing that exists in the deployment. Every part of the topology is one, so that a finding can name the
 * construct that it is about.
 */
export abstract class TopologyNode {
  /** The construct that declared it: the one whose props a finding tells to change. */
  public readonly construct: IConstruct;

  /** The path of that construct in the tree, for example `calendars/host/caldav`. */
  public readonly path: string;

  protected constructor(construct: IConstruct) {
    this.construct = construct;
    this.path = construct.node.path;
  }
}
