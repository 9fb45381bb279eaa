import { createHash } from "node:crypto";

/** A short digest of text: long enough to tell any two desired states apart, short enough to read. */
export function digest(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/**
 * Text that is equal for equal values, whatever the order in which their keys were written.
 *
 * @param replaced - what stands for a value in the text; without it, the value itself
 */
export function canonicalJson(value: unknown, replaced: (value: unknown) => unknown = (same) => same): string {
  // A copy in order, because a replacer would make `JSON.stringify` several times slower.
  const sorted = (original: unknown): unknown => {
    const inner = replaced(original);
    if (inner === null || typeof inner !== "object") return inner;
    if (Array.isArray(inner)) return inner.map(sorted);
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(inner).sort()) copy[key] = sorted((inner as Record<string, unknown>)[key]);
    return copy;
  };
  return JSON.stringify(sorted(value));
}
