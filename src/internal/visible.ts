import type { IConstruct } from "constructs";

/**
 * The construct that a user has in hand: the nearest one that a program made by itself. Parts that our constructs make
 * for themselves have ids that start with a capital.
 */
export function visibleOf(construct: IConstruct): IConstruct {
  let at = construct;
  while (/^[A-Z]/.test(at.node.id) && at.node.scope) at = at.node.scope;
  return at.node.scope ? at : construct;
}

/** The name of a variable that a program may have for it. */
export function variableFor(construct: IConstruct): string {
  return construct.node.id.replace(/[^A-Za-z0-9]+(.)?/g, (_separator, next?: string) => (next ?? "").toUpperCase());
}
