import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { builtInRules } from "../../src/invariants/built-in-rules";

const root = resolve(__dirname, "../..");

/** The rule that docs/rules-of-your-own.md writes. */
const WRITTEN_THERE = "budget/memory";

const ids = [...builtInRules().map(({ id }) => id), WRITTEN_THERE];
const families = [...new Set(ids.map((id) => id.split("/")[0]))];

/** A family and a short name that stand alone: no part of a path, of an address or of the name of an image. */
const MENTION = new RegExp(`(?<![\\w./:-])(?:${families.join("|")})/[a-z]+(?:-[a-z]+)*(?![\\w/:*]|\\.\\w)`, "g");

function markdownIn(directory: string): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return /^(node_modules|lib|cdktf\.out|\..*)$/.test(entry.name) ? [] : markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

test("every rule that a page names exists", () => {
  const mentions = markdownIn(".").flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(MENTION)].map(([id]) => ({ page, id })),
  );

  expect(new Set(mentions.map(({ id }) => id)).size).toBeGreaterThan(builtInRules().length);
  expect(mentions.filter(({ id }) => !ids.includes(id))).toEqual([]);
});
