// The house has floors, and imports go down only. See CONTRIBUTING.md, "The house".
const path = require("node:path");

/** From the ground up. What stands on one line is one floor: its folders do not see each other, the ground's do. */
const floors = [
  ["internal", "units"],
  ["topology"],
  ["invariants"],
  ["docker"],
  ["backup", "traefik"],
  ["postgres", "postfix-relay", "baikal", "sabre-caldav", "indico", "chatmail"],
  ["testing", "cli"],
  ["index.ts"],
];
const ground = 0;
const buildingBlocks = 3;
const services = 5;

/** Who may import a package, apart from Node's own modules. */
const packages = {
  constructs: { where: () => true },
  cdktf: {
    where: (file) => !["units", "topology"].includes(file.part),
    instead: "units and the topology are plain data: take what you need from cdktf on a floor above",
  },
  "@cdktf/provider-docker": {
    where: (file) => file.part === "docker",
    instead: "only the building blocks of src/docker create resources: use one of them",
  },
  "@balena/dockerignore": {
    where: (file) => file.part === "docker",
    instead: "only build contexts in src/docker read such files",
  },
  "dns-packet": {
    where: (file) => file.part === "cli",
    instead: "only the command line asks name servers",
  },
  "ipaddr.js": {
    where: (file) => file.part === "internal",
    instead: "use src/internal/ip.ts",
  },
  zod: {
    where: (file) => file.part === "internal" || (file.floor >= buildingBlocks && /(^|-)schema\.ts$/.test(file.name)),
    instead: "schemas stand in a file of their own, `schema.ts` or `<what>-schema.ts`, from src/docker upwards",
  },
};

module.exports = {
  meta: {
    type: "problem",
    docs: { description: "imports go down only" },
    schema: [],
    messages: {
      up: "Imports go down only: src/{{from}} must not import src/{{to}}, which stands {{where}}.",
      unknownPart: "src/{{part}} is on no floor: add it to scripts/eslint/floors.cjs.",
      neighbour:
        "A service knows another one by its types only: write `import type`, or take an interface from a floor below.",
      outside: "The library imports nothing of this repository from outside src.",
      self: "The library imports its own files by relative paths.",
      package: "src/{{from}} must not import {{name}}: {{instead}}.",
      barrel:
        "Import a resource by its own path, such as @cdktf/provider-docker/lib/container: the barrel loads them all.",
      stranger: "{{name}} is not a dependency of the published package.",
      reexport: "src/index.ts only re-exports.",
    },
  },

  create(context) {
    const src = path.join(context.cwd, "src");
    const file = locate(path.relative(src, context.filename));

    if (!file) {
      const data = { part: partOf(path.relative(src, context.filename)) };
      return { Program: (node) => context.report({ node, messageId: "unknownPart", data }) };
    }

    function check(node, source, typesOnly) {
      const problem = source.startsWith(".") ? checkFile(source, typesOnly) : checkPackage(source);
      if (problem) context.report({ node, ...problem });
    }

    function checkFile(source, typesOnly) {
      const target = path.relative(src, path.resolve(path.dirname(context.filename), source));
      if (target.startsWith("..")) return { messageId: "outside" };
      const to = locate(target);
      if (!to) return { messageId: "unknownPart", data: { part: partOf(target) } };
      if (to.part === file.part || to.floor < file.floor) return undefined;
      if (to.floor > file.floor) return up(to, "above it");
      if (file.floor === ground) return undefined;
      return typesOnly && file.floor === services ? undefined : neighbour(to);
    }

    function up(to, where) {
      return { messageId: "up", data: { from: file.part, to: to.part, where } };
    }

    function neighbour(to) {
      return file.floor === services ? { messageId: "neighbour" } : up(to, "on the same floor");
    }

    function checkPackage(source) {
      if (source.startsWith("node:")) return undefined;
      const name = source.split("/", source.startsWith("@") ? 2 : 1).join("/");
      if (name === "cdktf-groupware") return { messageId: "self" };
      const rule = packages[name];
      if (!rule) return { messageId: "stranger", data: { name } };
      if (!rule.where(file)) return { messageId: "package", data: { from: file.part, name, instead: rule.instead } };
      if (name === "@cdktf/provider-docker" && !/\/lib\/[\w-]+$/.test(source)) return { messageId: "barrel" };
      return undefined;
    }

    const literal = (node) => (node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined);

    return {
      Program(node) {
        if (file.part !== "index.ts") return;
        node.body
          .filter((statement) => !(statement.type.startsWith("Export") && statement.source))
          .forEach((statement) => context.report({ node: statement, messageId: "reexport" }));
      },
      "ImportDeclaration, ExportAllDeclaration, ExportNamedDeclaration[source]"(node) {
        check(node, node.source.value, (node.importKind ?? node.exportKind) === "type");
      },
      "ImportExpression, TSImportType"(node) {
        const source = literal(node.source ?? node.argument);
        if (source) check(node, source, node.type === "TSImportType");
      },
      'CallExpression[callee.name="require"]'(node) {
        const source = literal(node.arguments[0]);
        if (source) check(node, source, false);
      },
      TSExternalModuleReference(node) {
        check(node, node.expression.value, false);
      },
    };
  },
};

/** Where a path below src stands; undefined if it is on no floor. */
function locate(relative) {
  const part = partOf(relative);
  const floor = floors.findIndex((parts) => parts.includes(part));
  return floor < 0 ? undefined : { part, floor, name: path.basename(relative) };
}

/** The folder right below src, or `index.ts`, which may be imported as `..`. */
function partOf(relative) {
  const [first] = relative.split(path.sep);
  return ["", "index"].includes(first) ? "index.ts" : first;
}
