import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { ContainerKind } from "./containers";
import type { HostNode } from "./hosts";

/**
 * What tells engines apart. Several hosts of an app can be one machine; where nothing says which engine is meant, it is
 * the one that the environment names.
 */
export function engineOf(host: HostNode): string {
  return host.engine ?? "the engine that the environment names";
}

/** What tells things with a name on an engine apart: the same text for one thing of which several constructs speak. */
export function onEngine({ host, name }: { readonly host: HostNode; readonly name: string }): string {
  return `${engineOf(host)} ${name}`;
}

/** What tells containers apart: one that somebody else runs can be declared by all who need it. */
export function containerKey(container: ContainerNode): ContainerNode | string {
  return container.kind === ContainerKind.EXTERNAL ? onEngine(container) : container;
}

/** What tells services apart: replicas are one, with the container of which they are replicas. */
export function serviceKey(container: ContainerNode): IConstruct | string {
  const { kind, replicasOf, construct } = container;
  return replicasOf ?? (kind === ContainerKind.EXTERNAL ? onEngine(container) : construct);
}
