// Whether two syntheses write the same resources: names of Terraform's own, metadata and digests do not count.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const STACKS = ["fleet", "fleet-images"];

/** @returns {{ resources: number, differences: string[] }} */
export function compare(left, right) {
  const sides = [left, right].map((outdir) => new Map(STACKS.flatMap((stack) => [...resources(outdir, stack)])));
  const keys = [...new Set(sides.flatMap((side) => [...side.keys()]))];
  const differences = keys.filter((key) => sides[0].get(key) !== sides[1].get(key));
  return { resources: sides[0].size, differences: differences.map((key) => explain(key, sides)) };
}

function explain(key, sides) {
  return [key, ...sides.map((side) => side.get(key) ?? "not there")].join("\n  ");
}

/** Every block of a stack as text that is equal for equal blocks, by its type and its name on the engine. */
function* resources(outdir, stack) {
  const json = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
  const { resource, ...settings } = json;
  const names = namesOfLogicalIds(resource);
  yield [`${stack} settings`, canonical(settings, names)];
  for (const [type, blocks] of Object.entries(resource)) {
    for (const block of Object.values(blocks)) {
      yield [`${stack} ${type} ${block.name}`, canonical(block, names)];
    }
  }
}

function namesOfLogicalIds(resource) {
  return new Map(
    Object.entries(resource).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([logicalId, { name }]) => [`${type}.${logicalId}`, `${type}.<${name}>`]),
    ),
  );
}

function canonical(value, names) {
  return JSON.stringify(value, (key, inner) => {
    if (key === "//") return undefined;
    if (typeof inner === "string") {
      return inner.replace(/\bdocker_[a-z]+\.[A-Za-z0-9_-]+/g, (reference) => names.get(reference) ?? reference);
    }
    if (inner?.label === "cdktf-groupware.spec") return { ...inner, value: inner.value.replace(/./g, "0") };
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
