import type { TopologyNode } from "../topology";

/** Where the parts were declared, for a person to find them. Many are counted and not listed. */
export function pathsOf(nodes: readonly TopologyNode[]): string {
  return enumerate(nodes.map(({ path }) => path));
}

/** Words one after another, each once: the first few, and how many more there are. */
export function enumerate(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const shown = distinct.slice(0, 5).join(", ");
  return distinct.length > 5 ? `${shown} and ${distinct.length - 5} more` : shown;
}

/** Words as the subjects of one sentence: `a, b and c`. */
export function conjunction(words: readonly string[]): string {
  return joined(words, "and");
}

/** Words as the choices of a person: `a, b or c`. */
export function choices(words: readonly string[]): string {
  return joined(words, "or");
}

function joined(words: readonly string[], last: string): string {
  const distinct = [...new Set(words)];
  return distinct.length < 2 ? distinct.join("") : `${distinct.slice(0, -1).join(", ")} ${last} ${distinct.at(-1)}`;
}
