import * as fs from "node:fs";
import * as path from "node:path";
import type { ImageBuild } from "@cdktf/provider-docker/lib/image";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import { canonicalJson, digest } from "../internal/hash";
import { problemError } from "../internal/problems";
import { show } from "../internal/words";
import { ImageSource } from "../topology";
import { contextDigest } from "./build-context";
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

const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

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

export function buildRecipe(directory: string, options: ImageBuildOptions): ImageRecipe {
  const dockerfile = options.dockerfile ?? "Dockerfile";
  if (!fs.existsSync(path.join(directory, dockerfile))) {
    throw problemError("ContainerImage.fromBuild", {
      name: "directory",
      what: "has no such Dockerfile",
      got: path.join(directory, dockerfile),
      expected: "a directory with a Dockerfile",
      fix: "name the build context, and `dockerfile` relative to it",
    });
  }
  const build = buildOptions(options);
  const name = imageName(options.name ?? path.basename(path.resolve(directory)));
  const hash = digest(canonicalJson([contextDigest(directory), build]));
  return {
    reference: `${BUILT}/${name}:${hash}`,
    source: ImageSource.BUILD,
    build: (scope) => ({ ...build, context: contextOf(scope, directory, hash) }),
  };
}

function buildOptions({ dockerfile, buildArgs, target }: ImageBuildOptions): Omit<ImageBuild, "context"> {
  return { dockerfile: dockerfile ?? "Dockerfile", buildArgs, target };
}

/** The context as an asset: its path is relative to the stack, so that a clone at another place plans nothing. */
function contextOf(scope: Construct, directory: string, assetHash: string): string {
  const asset = new TerraformAsset(scope, "Context", {
    path: path.resolve(directory),
    type: AssetType.DIRECTORY,
    assetHash,
  });
  return asset.path;
}

function imageName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
