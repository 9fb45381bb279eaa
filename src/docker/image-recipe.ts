import * as fs from "node:fs";
import * as path from "node:path";
import type { ImageBuild } from "@cdktf/provider-docker/lib/image";
import type { Construct } from "constructs";
import { canonicalJson, digest } from "../internal/hash";
import { PACKAGE_DIRECTORY } from "../internal/own-directories";
import { problemError } from "../internal/problems";
import { validateOptions } from "../internal/schema";
import { literal } from "../internal/tokens";
import { nearest, show } from "../internal/words";
import { ImageSource } from "../topology";
import { BuildContext, ContextFiles } from "./build-context";
import { imageBuildSchema } from "./image-build-schema";
import type { ImageBuildOptions } from "./container-image";

/** How an image gets onto an engine. */
export interface ImageRecipe {
  /** The name under which the engine knows it. */
  readonly reference: string;
  readonly source: ImageSource;
  /** Makes the `build` block, below the construct of the image; nothing for an image that is pulled. */
  readonly build?: (scope: Construct) => ImageBuild;
}

/*
 * Built images are named below `localhost`, which no engine ever pulls from: below any other name, an engine that lacks
 * the image would ask a public registry for it, where anybody could have put one.
 */
const BUILT = "localhost/cdktf-groupware";

/** The build contexts that the package brings. */
const BUNDLED = path.join(PACKAGE_DIRECTORY, "images");

const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** For an image that the engine pulls. */
export function registryRecipe(reference: string): ImageRecipe {
  if (typeof reference !== "string" || !REFERENCE.test(reference)) {
    throw problemError("ContainerImage.fromRegistry", {
      name: "reference",
      what: "is no name of an image",
      got: show(reference),
      expected: "repository:tag, optionally with @sha256:<64 hexadecimal digits>, such as postgres:16.13-bookworm",
      fix: "copy the full name from the registry",
    });
  }
  return { reference, source: ImageSource.REGISTRY };
}

/** For an image that the engine builds from a directory. */
export function buildRecipe(
  directory: string,
  options?: ImageBuildOptions,
  added?: Readonly<Record<string, string>>,
): ImageRecipe {
  const valid = validateOptions("ContainerImage.fromBuild", imageBuildSchema, options);
  const { name, dockerfile = "Dockerfile", buildArgs, target } = valid;
  requireDockerfile(directory, dockerfile);
  const files = new ContextFiles(path.resolve(directory), dockerfile, added);
  const hash = digest(canonicalJson([files.digest(), { dockerfile, buildArgs, target }]));
  return {
    reference: `${BUILT}/${name ?? nameOf(directory)}:${hash}`,
    source: ImageSource.BUILD,
    build: (scope) => ({
      dockerfile,
      buildArgs:
        buildArgs && Object.fromEntries(Object.entries(buildArgs).map(([key, value]) => [key, literal(value)])),
      target,
      context: new BuildContext(scope, "Context", files).path,
    }),
  };
}

/** For an image whose build context the package brings, with files from elsewhere by their paths in it. */
export function bundledRecipe(
  folder: string,
  options?: ImageBuildOptions,
  added?: Readonly<Record<string, string>>,
): ImageRecipe {
  const known = fs.existsSync(BUNDLED) ? fs.readdirSync(BUNDLED).sort() : [];
  if (!known.includes(folder)) {
    const meant = typeof folder === "string" ? nearest(folder, known) : undefined;
    throw problemError("ContainerImage.bundled", {
      name: "folder",
      what: "is no image of this library",
      got: show(folder),
      expected: known.length > 0 ? `one of ${known.join(", ")}` : "an image that the package brings",
      fix: meant ? `did you mean "${meant}"?` : "use ContainerImage.fromBuild for an image of your own",
    });
  }
  return buildRecipe(path.join(BUNDLED, folder), { name: folder, ...options }, added);
}

function requireDockerfile(directory: unknown, dockerfile: string): void {
  if (typeof directory === "string" && fs.existsSync(path.join(directory, dockerfile))) return;
  throw problemError("ContainerImage.fromBuild", {
    name: "directory",
    what: "has no such Dockerfile",
    got: typeof directory === "string" ? `${dockerfile} in ${path.resolve(directory)}` : show(directory),
    expected: "a directory with a Dockerfile; a relative path starts at the working directory of the program",
    fix: "name the build context, best by path.join(__dirname, …), and `dockerfile` relative to it",
  });
}

/** The name of the directory, as far as an image can have it. */
function nameOf(directory: string): string {
  const name = path.basename(path.resolve(directory)).toLowerCase();
  return name.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "image";
}
