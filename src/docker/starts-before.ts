import type { Container } from "@cdktf/provider-docker/lib/container";
import type { IConstruct } from "constructs";

/** Something that is up, or done, before what depends on it starts: a service or a job. */
export interface IStartsBefore extends IConstruct {
  /** The container to wait for. */
  readonly container: Container;
}
