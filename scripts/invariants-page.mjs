// The text of docs/invariants.md, from the rules themselves.
import { createRequire } from "node:module";
import { root } from "./project.mjs";

const families = {
  address: "Addresses",
  name: "Names",
  port: "Ports",
  secret: "Secrets",
  database: "Databases",
  mail: "Mail",
  http: "HTTP",
  storage: "Storage",
  image: "Images",
  platform: "The platform",
  lifecycle: "Starting, running, stopping",
};

/** Needs the compiled library. */
export function invariantsPage() {
  const require = createRequire(root);
  const { App } = require("cdktf");
  const { Invariants } = require("./lib/index.js");
  const rules = [...Invariants.of(new App()).rules].sort((a, b) => (a.id < b.id ? -1 : 1));

  const stranger = rules.find((rule) => !(familyOf(rule) in families));
  if (stranger) throw new Error(`${stranger.id}: its family has no title in scripts/invariants-page.mjs`);

  const chapters = Object.entries(families).map(([family, title]) =>
    chapter(
      title,
      rules.filter((rule) => familyOf(rule) === family),
    ),
  );
  return `${[introduction, ...chapters.flat()].join("\n\n")}\n`;
}

const introduction = `# Invariants

<!-- Made by \`npm run docgen\` from the rules in src/invariants. -->

What must hold in every deployment. All rules are checked at synthesis, before anything is written; what they find is
reported at once and stands in \`cdktf.out/invariants.json\`, also when synthesis is refused.

- An **error** refuses synthesis. A **warning** or an **advice** is only reported.
- \`Invariants.of(construct).acknowledge("family/rule", "<reason>")\` accepts a finding below a construct. It stays in the
  report, with the reason. A rule that is **fatal** cannot be acknowledged.
- What only Terraform knows is checked by Terraform, under the same id, when it is known.`;

function chapter(title, rules) {
  return rules.length === 0 ? [] : [`## ${title}`, ...rules.map(section)];
}

function section(rule) {
  const marks = rule.isFatal ? `${rule.severity}, fatal` : rule.severity;
  return `### \`${rule.id}\`\n\n**${rule.title}** (${marks})\n\n${rule.why}`;
}

function familyOf(rule) {
  return rule.id.split("/")[0];
}
