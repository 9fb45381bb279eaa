// What every command of this repository starts with: the dependencies that the lock file names, and a compiled library.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const stampFile = join(root, "lib", ".sources");

// Words that other languages reserve, and the wish for a peer's oldest release as our own dependency.
const silenced = ["reserved-word", "metadata/missing-dev-dependency"].map((name) => `--silence-warnings=${name}`);

/** Installs and compiles what is missing or stale. Everything it prints goes to stderr. */
export async function prepare() {
  await install();
  if (!isCompiled()) {
    await compile();
  }
}

/** Installs what the lock file names, if anything of it is not there. */
export async function install() {
  if (!isInstalled()) {
    await run("npm", ["ci"]);
  }
}

/** Compiles src/ to lib/: jsii checks it and makes the types and its assembly, esbuild makes the JavaScript. */
export async function compile() {
  const sources = hashOfSources();
  await run(process.execPath, [join(root, "node_modules/jsii/bin/jsii"), ...silenced], {
    // jsii warns of a Node release from its end of life on; we support one a little longer.
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20" },
  });
  // Not before everything is installed.
  const { bundle } = await import("./bundle.mjs");
  await bundle();
  writeFileSync(stampFile, sources);
}

/** Runs a command in the repository with its stdout on our stderr; ends this process with its exit code if it fails. */
export async function run(command, args, options = {}) {
  const code = await new Promise((resolve, reject) => {
    // npm is a .cmd file there, which only a shell runs.
    const shell = command === "npm" && process.platform === "win32";
    spawn(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell, ...options })
      .on("error", reject)
      .on("close", (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== 0) {
    process.exit(code);
  }
}

/** Compares what npm says it installed with the lock file; packages for other platforms may be absent. */
function isInstalled() {
  const installed = readLock(join("node_modules", ".package-lock.json"));
  const wanted = readLock("package-lock.json");
  return Object.entries(wanted).every(
    ([path, { version, integrity, optional }]) =>
      path === "" ||
      (optional && !installed[path]) ||
      (installed[path]?.version === version && installed[path]?.integrity === integrity),
  );
}

function readLock(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

function isCompiled() {
  return (
    existsSync(join(root, ".jsii")) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === hashOfSources()
  );
}

/** By content, because a checkout gives every file a new time. */
function hashOfSources() {
  const hash = createHash("sha256");
  for (const file of [
    ...filesBelow("src"),
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "scripts/bundle.mjs",
  ]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Their paths from the root. */
export function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
