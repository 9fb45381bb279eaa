// The text of docs/invariants.md, from the rules themselves.
import { createRequire } from "node:module";
import { beyond, byConstruction } from "./by-construction.mjs";
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
  backup: "Backups",
  image: "Images",
  platform: "The platform",
  lifecycle: "Starting, running, stopping",
  contract: "Contracts",
};

/** Needs the compiled library. */
export function invariantsPage() {
  const require = createRequire(root);
  const { App } = require("cdktf");
  const { Invariants } = require("./lib/index.js");
  const { rules } = Invariants.of(new App());

  const stranger = rules.find((rule) => !(familyOf(rule) in families));
  if (stranger) throw new Error(`${stranger.id}: its family has no title in scripts/invariants-page.mjs`);

  const chapters = Object.entries(families).map(([family, title]) => ({
    title,
    rules: rules.filter((rule) => familyOf(rule) === family),
  }));
  const text = [introduction, ...chapters.flatMap(chapter), ...rightByItself, ...beyondSynthesis];
  return `${text.join("\n\n")}\n`;
}

const introduction = `# Invariants

<!-- Made by \`npm run docgen\` from the rules in src/invariants. -->

What must hold in every deployment. All rules are checked at synthesis, before anything is written; what they find is
reported at once and stands in \`cdktf.out/invariants.json\`, also when synthesis is refused.

- An **error** refuses synthesis. A **warning** or an **advice** is only reported.
- \`Invariants.of(construct).acknowledge("family/rule", "<reason>")\` accepts a finding below a construct. It stays in the
  report, with the reason. A rule that is **fatal** cannot be acknowledged.
- What only Terraform knows is checked by Terraform, under the same id: by a validation of the variable that decides, or
  by a precondition of the resource. Where that is not possible, for a warning say, the report lists it as **deferred**.
- You can add [rules of your own](rules-of-your-own.md).`;

const rightByItself = [
  "## What is right by itself",
  "Types leave no way to the following, or constructs see to it. Where a prop overrides what they do, the rules above look\nat what it says.",
  ...byConstruction.flatMap(({ title, items }) => [
    `### ${title}`,
    table(["What would be wrong", "What sees to it"], items),
  ]),
];

const beyondSynthesis = ["## What no synthesis can see", beyond.map((item) => `- ${item}`).join("\n")];

function chapter({ title, rules }) {
  if (rules.length === 0) return [];
  const overview = rules.map((rule) => [`[\`${rule.id}\`](#${anchor(rule)})`, marks(rule), rule.title]);
  return [`## ${title}`, table(["Rule", "Severity", "What must hold"], overview), ...rules.map(section)];
}

function section(rule) {
  return `### \`${rule.id}\`\n\n**${rule.title}** (${marks(rule)})\n\n${rule.why}`;
}

function marks(rule) {
  return rule.isFatal ? `${rule.severity}, fatal` : rule.severity;
}

/** As GitHub makes it of the heading. */
function anchor(rule) {
  return rule.id.replace(/[^a-z0-9-]/g, "");
}

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function familyOf(rule) {
  return rule.id.split("/")[0];
}
