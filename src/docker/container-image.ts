import type { IConstruct } from "constructs";
import type { ImageNode } from "../topology";
import { DockerHost } from "./docker-host";
import type { ImageRecipe } from "./image-recipe";
import { buildRecipe, bundledRecipe, registryRecipe } from "./image-recipe";

/** How an image is built from a directory. */
export interface ImageBuildOptions {
  /**
   * What the image is called, in front of the digest of its content.
   *
   * @default - the name of the directory
   */
  readonly name?: string;

  /**
   * The Dockerfile, relative to the directory.
   *
   * @default "Dockerfile"
   */
  readonly dockerfile?: string;

  /**
   * Values for the `ARG`s of the Dockerfile. They stay visible in the image: never a secret.
   *
   * @default - the defaults of the Dockerfile
   */
  readonly buildArgs?: { [name: string]: string };

  /**
   * The stage of the Dockerfile to build.
   *
   * @default - the last
   */
  readonly target?: string;
}

/**
 * An image for containers, and how it gets onto the engine.
 */
export class ContainerImage {
  /**
   * An image that the engine pulls.
   *
   * Name an exact tag, better with a digest: a tag that moves is not pulled again, so two hosts would run different
   * software under one name.
   *
   * @param reference - the full name, for example `postgres:16.13-bookworm` or `postgres:16.13-bookworm@sha256:…`
   * @throws an error when that is no name of an image
   */
  public static fromRegistry(reference: string): ContainerImage {
    return new ContainerImage(registryRecipe(reference));
  }

  /**
   * An image that the engine builds from a directory of the machine that synthesizes. Its name carries the digest of the
   * content: a changed file makes another image, and the containers that use it are replaced.
   *
   * `.git` and what `.dockerignore` names do not count, and are not copied into `cdktf.out`.
   *
   * @param directory - the build context; a relative path starts at the working directory of the program
   * @param options - how it is built
   * @throws an error when the directory or its Dockerfile does not exist
   */
  public static fromBuild(directory: string, options?: ImageBuildOptions): ContainerImage {
    return new ContainerImage(buildRecipe(directory, options));
  }

  /**
   * An image that this library authors, built on the engine from the context that the package brings.
   *
   * @param folder - the folder below `images/`
   * @param options - how it is built; every Dockerfile of ours takes the `ARG` `BASE`
   * @throws an error when there is no such image
   */
  public static bundled(folder: string, options?: ImageBuildOptions): ContainerImage {
    return new ContainerImage(bundledRecipe(folder, options));
  }

  /**
   * The same with a file of the user's in the build context.
   *
   * @internal
   */
  public static _bundledWith(
    folder: string,
    options: ImageBuildOptions,
    added: { readonly [path: string]: string },
  ): ContainerImage {
    return new ContainerImage(bundledRecipe(folder, options, added));
  }

  private constructor(private readonly recipe: ImageRecipe) {}

  /** The name under which the engine knows it, or will. */
  public get reference(): string {
    return this.recipe.reference;
  }

  /**
   * Makes sure that the image is on the engine of the construct before any container is made there.
   *
   * @internal
   */
  public _require(user: IConstruct): ImageNode {
    return DockerHost.of(user)._images.require(user, this.recipe);
  }
}
