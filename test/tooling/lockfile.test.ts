import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface LockedPackage {
  readonly optionalDependencies?: Record<string, string>;
  readonly resolved?: string;
}

const lock = JSON.parse(readFileSync(resolve(__dirname, "../../package-lock.json"), "utf8"));
const packages: [string, LockedPackage][] = Object.entries(lock.packages);

describe("the lock file", () => {
  test("records no download addresses", () => {
    const addressed = packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path);

    expect(addressed).toEqual([]);
  });

  test("has the packages of every platform, without which `npm ci` refuses it", () => {
    const locked = new Set(packages.map(([path]) => path.split("node_modules/").at(-1)));

    const missing = packages
      .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
      .filter((name) => !locked.has(name));

    expect(missing).toEqual([]);
  });
});
