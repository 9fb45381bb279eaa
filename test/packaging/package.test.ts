import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const bin = join(root, "node_modules/.bin");

jest.setTimeout(300_000);

let directory: string;
let tarball: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cdktf-groupware-package-"));
  run(root, "npm", "pack", "--pack-destination", directory);
  tarball = join(directory, readdirSync(directory)[0]);
});

afterAll(() => rmSync(directory, { recursive: true }));

describe("the package", () => {
  test("is at most 1.5 MB", () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(1_500_000);
  });

  test("holds what a user needs, and neither sources nor tests", () => {
    const files = run(directory, "tar", "--list", "--file", tarball).trim().split("\n");

    const tops = new Set(files.map((file) => file.split("/")[1]));

    const text = ["CHANGELOG.md", "LICENSE", "NOTICE", "README.md"];
    expect([...tops].sort()).toEqual([".jsii", ...text, "docs", "images", "lib", "package.json"]);
    const library = files.filter((file) => file.startsWith("package/lib/") && !file.endsWith(".d.ts"));
    const bundle = ["cli/main.js", "index.js", "licenses.txt", "shared.js", "testing/index.js"];
    expect(library.sort()).toEqual(bundle.map((file) => `package/lib/${file}`));
  });

  test("has the code of zod that it uses, with the texts of one language", () => {
    const code = fileOfTarball("lib/index.js") + fileOfTarball("lib/shared.js");

    expect(code.match(/\blocaleError: /g)).toHaveLength(1);
  });

  test("names whose code it has, with their licenses", () => {
    const licensed = fileOfTarball("lib/licenses.txt").match(/^\S+(?= \d+\.\d+\.\d+$)/gm);
    const noticed = Array.from(fileOfTarball("NOTICE").matchAll(/^- (\S+),/gm), ([, name]) => name);

    expect(licensed).toEqual(["@balena/dockerignore", "@leichtgewicht/ip-codec", "dns-packet", "ipaddr.js", "zod"]);
    expect(noticed.sort()).toEqual(licensed);
    expect(fileOfTarball("lib/licenses.txt")).toContain("Colin McDonnell");
  });

  test("is put together as publint wants it", () => {
    expect(run(directory, join(bin, "publint"), "--strict", tarball)).toContain("All good!");
  });

  test("has types that every module resolution finds", () => {
    // The assembly of jsii is data, which no module resolution finds.
    expect(run(directory, join(bin, "attw"), tarball, "--exclude-entrypoints", "./.jsii")).toContain(
      "No problems found",
    );
  });
});

describe.each(["5.9", "6.0"])("a new project with TypeScript %s", (version) => {
  let project: string;

  beforeAll(() => {
    project = mkdtempSync(join(directory, "project-"));
    ["main.ts", "tsconfig.json"].forEach((file) => copyFileSync(join(__dirname, "project", file), join(project, file)));
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "website", private: true }));
    run(project, "npm", "install", tarball, `typescript@${version}`, "@types/node@20");
  });

  test("compiles a stack, the library's types included, and synthesizes it", () => {
    run(project, join(project, "node_modules/.bin/tsc"));
    run(project, process.execPath, "out/main.js");

    const synthesized = readFileSync(join(project, "cdktf.out/stacks/website/cdk.tf.json"), "utf8");
    expect(Object.values(JSON.parse(synthesized).resource.docker_container)).toMatchObject([
      { image: "nginx:1.29.3", memory: 256, destroy_grace_seconds: 30 },
    ]);
  });

  test("has the command, which lists what the services of the project need in DNS", () => {
    const command = join(project, "node_modules/.bin/cdktf-groupware");

    expect(run(project, command, "help")).toContain("Usage: cdktf-groupware dns");
    expect(run(project, command, "dns", "verify")).toBe("No DNS records are needed.\n");
  });

  test("loads two files of the package, because each more would delay every program", () => {
    const program = `
      require("cdktf-groupware");
      const own = require("node:path").join("node_modules", "cdktf-groupware", "/");
      console.log(Object.keys(require.cache).flatMap((file) => file.split(own)[1] ?? []).sort().join());`;

    expect(run(project, process.execPath, "--eval", program)).toBe("lib/index.js,lib/shared.js\n");
  });

  test("loads the helpers for its own tests, which know the classes of the library", () => {
    const program = `
      const { ContainerImage, Topology } = require("cdktf-groupware");
      const { refusalOf, synthesized, testApp } = require("cdktf-groupware/testing");
      console.log(synthesized(testApp()).topology instanceof Topology);
      console.log(refusalOf(() => ContainerImage.fromRegistry("none?")).split("\\n")[0]);`;

    expect(run(project, process.execPath, "--eval", program)).toBe("true\nContainerImage.fromRegistry: 1 problem\n");
  });

  test.each(["cdktf-groupware", "cdktf-groupware/testing"])("may import all of %s by name from a module", (name) => {
    const program = `
      import { createRequire } from "node:module";
      import * as module from "${name}";
      const names = Object.keys(createRequire(import.meta.url)("${name}"));
      console.log(names.length > 0, names.filter((name) => !(name in module)));`;

    expect(run(project, process.execPath, "--input-type=module", "--eval", program)).toBe("true []\n");
  });

  test("finds the images that the package brings", () => {
    const program = 'console.log(require("cdktf-groupware").ContainerImage.bundled("sabre-caldav").reference)';

    expect(run(project, process.execPath, "--eval", program)).toMatch(/^localhost\/cdktf-groupware\/sabre-caldav:/);
  });

  test("has classes that know their names and their types, as the runtime of jsii wants it", () => {
    const program = `
      const library = require("cdktf-groupware");
      const { readFileSync } = require("node:fs");
      const { types } = JSON.parse(readFileSync(require.resolve("cdktf-groupware/.jsii"), "utf8"));
      const classes = Object.values(types).filter(({ kind }) => kind === "class");
      const rtti = Symbol.for("jsii.rtti");
      const isKnown = (type, { name, fqn }) =>
        type.name === name && Object.hasOwn(type, rtti) && type[rtti].fqn === fqn;
      console.log(classes.length > 0, classes.filter((type) => !isKnown(library[type.name], type)));`;

    expect(run(project, process.execPath, "--eval", program)).toBe("true []\n");
  });
});

describe("the compiled library in its own repository", () => {
  test("shows frames of the program in errors, and none of its own", () => {
    const file = join(root, "examples", "main.js");
    const program = `
      globalThis.library = require("cdktf-groupware");
      const { Script } = require("node:vm");
      try {
        new Script('library.ContainerImage.fromRegistry("none?")', { filename: process.argv[1] }).runInThisContext();
      } catch ({ stack }) {
        console.log(stack);
      }`;

    const stack = run(root, process.execPath, "--eval", program, file);

    const frames = stack.split("\n").filter((line) => /^ +at /.test(line) && !line.includes("[eval]"));
    expect(frames).toEqual([`    at ${file}:1:24`]);
  });
});

function fileOfTarball(file: string): string {
  return run(directory, "tar", "--extract", "--to-stdout", "--file", tarball, `package/${file}`);
}

/** Runs a program, and fails with all that it printed. */
function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}
