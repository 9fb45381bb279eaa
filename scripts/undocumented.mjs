// What is public and has no words: each type and member of the jsii assembly needs a doc comment.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

/** Needs the compiled library. */
export function undocumented() {
  const { types = {} } = JSON.parse(readFileSync(join(root, ".jsii"), "utf8"));
  return Object.values(types).flatMap((type) => {
    const members = [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])];
    const bare = members.filter((member) => !member.overrides && !member.docs?.summary);
    return [
      ...(type.docs?.summary ? [] : [`${where(type)}: ${type.name} has no doc comment`]),
      ...bare.map((member) => `${where(type, member)}: ${type.name}.${member.name} has no doc comment`),
    ];
  });
}

function where(type, member) {
  const { filename, line } = member?.locationInModule ?? type.locationInModule;
  return `${filename}:${line}`;
}
