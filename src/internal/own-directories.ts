import * as fs from "node:fs";
import * as path from "node:path";

/** The directory of this package, wherever in it the code runs: in a file of its own or in a bundle. */
export const PACKAGE_DIRECTORY = nearestPackage(__dirname);

/** The directory of all our code: `src`, or `lib` once it is compiled. */
export const CODE_DIRECTORY = path.join(
  PACKAGE_DIRECTORY,
  path.relative(PACKAGE_DIRECTORY, __dirname).split(path.sep, 1)[0],
);

function nearestPackage(directory: string): string {
  const parent = path.dirname(directory);
  return parent === directory || fs.existsSync(path.join(directory, "package.json"))
    ? directory
    : nearestPackage(parent);
}
