// What is published as JavaScript: a file for each entry point and one that they share, where jsii makes hundreds, and one
// for the command. Packages that are not peers stand in them, as far as they are used.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, transform } from "esbuild";
import ts from "typescript";
import { filesBelow, root } from "./project.mjs";

const entryPoints = ["index", "testing/index"];

/** The command stands alone: programs that import the library load nothing of it. */
const command = "cli/main";

/** Puts the bundle into lib/, in place of the JavaScript that jsii made. Needs the assembly of jsii. */
export async function bundle() {
  const library = await built(entryPoints, {
    // Shared code stands in a file of its own, so that a class is the same for all who import it.
    splitting: true,
    chunkNames: "shared",
    // Modules of CommonJS cannot be split: they are made afterwards.
    format: "esm",
    // Without it, a class that speaks of itself is renamed, and errors name classes.
    keepNames: true,
    plugins: [runtimeTypeInformation()],
  });
  const executable = await built([command], { format: "cjs" });
  const inputs = [library, executable].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const files = [
    ...(await Promise.all(library.outputFiles.map(toCommonJs))),
    ...executable.outputFiles.map(({ path, text }) => ({ path, text, mode: 0o755 })),
    { path: join(root, "lib", "licenses.txt"), text: licenses(inputs) },
  ];

  const types = publicTypes();
  for (const file of filesBelow("lib").map((path) => join(root, path))) {
    if (!types.has(file)) rmSync(file);
  }
  for (const { path, text, mode } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
  }
}

function built(names, options) {
  return build({
    absWorkingDir: root,
    entryPoints: names.map((name) => `src/${name}.ts`),
    outbase: "src",
    outdir: "lib",
    bundle: true,
    platform: "node",
    target: "es2023",
    external: Object.keys(readJson("package.json").peerDependencies),
    metafile: true,
    write: false,
    logLevel: "warning",
    ...options,
  });
}

async function toCommonJs({ path, text }) {
  const { code } = await transform(text, { format: "cjs", platform: "node", banner: '"use strict";' });
  return { path, text: code };
}

/** jsii writes into each class of its assembly which type it is, and its runtime relies on that. */
function runtimeTypeInformation() {
  const { types, version } = readJson(".jsii");
  const classes = Object.values(types).filter(({ kind }) => kind === "class");
  const statements = (file) =>
    classes
      .filter(({ locationInModule }) => resolve(root, locationInModule.filename) === file)
      .map(({ name, fqn }) => `${name}[Symbol.for("jsii.rtti")] = ${JSON.stringify({ fqn, version })};`);
  return {
    name: "runtime type information",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        loader: "ts",
        contents: [readFileSync(path, "utf8"), ...statements(path)].join("\n"),
      })),
  };
}

/** The files with the types of the entry points and what these speak of; the others speak of packages that nobody has. */
function publicTypes() {
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (!fileName.startsWith(".")) continue;
      const target = resolve(dirname(file), fileName);
      visit(existsSync(`${target}.d.ts`) ? `${target}.d.ts` : join(target, "index.d.ts"));
    }
  };
  entryPoints.forEach((name) => visit(join(root, "lib", `${name}.d.ts`)));
  return files;
}

/** The licenses of the packages that are bundled. */
function licenses(inputs) {
  const folders = new Set(inputs.flatMap((input) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version } = readJson(folder, "package.json");
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} is bundled and has no file with its license`);
    return `${name} ${version}\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"=".repeat(80)}\n\n`);
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(root, ...path), "utf8"));
}
