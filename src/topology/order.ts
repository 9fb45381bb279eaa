import type { TopologyNode } from "./node";

/** The nodes in the order of the tree, whatever the order in which they were declared. */
export function byPath<T extends TopologyNode>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => compare(a.path, b.path));
}

/** The texts in the order of their characters, each once. */
export function sortedTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
