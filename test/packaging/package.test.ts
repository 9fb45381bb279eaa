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
    expect([...tops].sort()).toEqual([".jsii", ...text, "docs", "images", "lib", "node_modules", "package.json"]);
    expect(files.filter((file) => file.startsWith("package/lib/") && !/(\.d\.ts|\.js)$/.test(file))).toEqual([]);
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

  test("loads the helpers for its own tests", () => {
    const program = 'console.log(Object.keys(require("cdktf-groupware/testing")).length > 0)';

    expect(run(project, process.execPath, "--eval", program)).toBe("true\n");
  });
});

/** Runs a program, and fails with all that it printed. */
function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}
