import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Linter } from "eslint";
import * as ts from "typescript";
import { parser } from "typescript-eslint";
import floors from "../../scripts/eslint/floors.cjs";

const root = resolve(__dirname, "../..");

function messages(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root });
  const config = {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { house: { rules: { floors } } },
    rules: { "house/floors": "error" },
  };
  return linter.verify(code, config as Linter.Config, join(root, file)).map((message) => message.message);
}

describe("the floors of the house", () => {
  test.each([
    ["src/docker/network.ts", 'import { Topology } from "../topology";'],
    ["src/docker/network.ts", 'import { Network } from "@cdktf/provider-docker/lib/network";'],
    ["src/docker/docker-host-schema.ts", 'import { z } from "zod";'],
    ["src/internal/schema.ts", 'import { Duration } from "../units/duration"; import { z } from "zod";'],
    ["src/units/size.ts", 'import { show } from "../internal/words";'],
    ["src/invariants/deferred.ts", 'import { TerraformVariable } from "cdktf";'],
    ["src/baikal/schema.ts", 'import { z } from "zod"; import { struct } from "../internal/schema";'],
    ["src/sabre-caldav/caldav.ts", 'import type { PostgresDatabase } from "../postgres/database";'],
    ["src/baikal/baikal-tls.ts", 'import { Traefik } from "../traefik";'],
    ["src/testing/index.ts", 'export { PostfixRelay } from "../postfix-relay";'],
    ["src/index.ts", 'export * from "./postgres"; export { Topology } from "./topology";'],
  ])("let %s say %s", (file, code) => {
    expect(messages(file, code)).toEqual([]);
  });

  test.each([
    [
      "src/topology/topology.ts",
      'import type { Finding } from "../invariants/finding";',
      "Imports go down only: src/topology must not import src/invariants, which stands above it.",
    ],
    [
      "src/internal/names.ts",
      'import { Topology } from "../topology";',
      "Imports go down only: src/internal must not import src/topology, which stands above it.",
    ],
    [
      "src/docker/network.ts",
      'export { Postgres } from "../postgres/postgres";',
      "Imports go down only: src/docker must not import src/postgres, which stands above it.",
    ],
    [
      "src/traefik/traefik.ts",
      'import type { BaikalService } from "../baikal";',
      "Imports go down only: src/traefik must not import src/baikal, which stands above it.",
    ],
    [
      "src/baikal/baikal.ts",
      'import { everything } from "..";',
      "Imports go down only: src/baikal must not import src/index.ts, which stands above it.",
    ],
    [
      "src/invariants/rule.ts",
      'const docker = await import("../docker/docker-host");',
      "Imports go down only: src/invariants must not import src/docker, which stands above it.",
    ],
    [
      "src/sabre-caldav/caldav.ts",
      'import { PostgresDatabase } from "../postgres/database";',
      "A service knows another one by its types only: write `import type`, or take an interface from a floor below.",
    ],
    [
      "src/topology/topology.ts",
      'import { Token } from "cdktf";',
      "src/topology must not import cdktf: units and the topology are plain data: take what you need from cdktf on a floor above.",
    ],
    [
      "src/postgres/postgres.ts",
      'import { Container } from "@cdktf/provider-docker/lib/container";',
      "src/postgres must not import @cdktf/provider-docker: only the building blocks of src/docker create resources: use one of them.",
    ],
    [
      "src/docker/container.ts",
      'import { container } from "@cdktf/provider-docker";',
      "Import a resource by its own path, such as @cdktf/provider-docker/lib/container: the barrel loads them all.",
    ],
    [
      "src/postgres/postgres.ts",
      'import { z } from "zod";',
      "src/postgres must not import zod: schemas stand in a file of their own, `schema.ts` or `<what>-schema.ts`, from src/docker upwards.",
    ],
    [
      "src/invariants/schema.ts",
      'import { z } from "zod";',
      "src/invariants must not import zod: schemas stand in a file of their own, `schema.ts` or `<what>-schema.ts`, from src/docker upwards.",
    ],
    [
      "src/docker/files.ts",
      'const extra = require("fs-extra");',
      "fs-extra is not a dependency of the published package.",
    ],
    [
      "src/docker/files.ts",
      'import { version } from "../../package.json";',
      "The library imports nothing of this repository from outside src.",
    ],
    ["src/docker/files.ts", 'import "cdktf-groupware";', "The library imports its own files by relative paths."],
    [
      "src/helpers/strings.ts",
      "export const empty = 0;",
      "src/helpers is on no floor: add it to scripts/eslint/floors.cjs.",
    ],
    ["src/index.ts", "export const version = 1;", "src/index.ts only re-exports."],
  ])("do not let %s say %s", (file, code, message) => {
    expect(messages(file, code)).toEqual([message]);
  });

  test("are an error for ESLint as it is configured here", () => {
    const eslint = join(root, "node_modules/eslint/bin/eslint.js");

    const config = execFileSync(process.execPath, [eslint, "--print-config", "src/index.ts"], { cwd: root });

    expect(JSON.parse(config.toString()).rules["house/floors"]).toEqual([2]);
  });

  test("keep cdktf and zod away from the topology, also by way of the ground", () => {
    const found = packagesReachedFrom(join(root, "src/topology"));

    expect([...found].filter((name) => ["cdktf", "zod"].includes(name))).toEqual([]);
  });
});

/** The packages that load when the modules of a folder load. Types load nothing. */
function packagesReachedFrom(folder: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const source of importsOf(file)) {
      if (!source.startsWith(".")) packages.add(source);
      else visit(moduleFile(resolve(dirname(file), source)));
    }
  };
  readdirSync(folder).forEach((name) => visit(join(folder, name)));
  return packages;
}

function importsOf(file: string): string[] {
  const options = { module: ts.ModuleKind.Node20, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: false };
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options, fileName: file });
  return [...outputText.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, source]) => source);
}

function moduleFile(path: string): string {
  return ts.sys.fileExists(`${path}.ts`) ? `${path}.ts` : join(path, "index.ts");
}
