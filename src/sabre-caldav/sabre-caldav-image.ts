import * as path from "node:path";
import { ContainerImage } from "../docker";
import { problemError } from "../internal/problems";
import { validateOptions } from "../internal/schema";
import { show } from "../internal/words";
import { CalDavApiGeneration } from "./api-generation";
import { checkoutSchema, gitOptionsSchema, imageOptionsSchema } from "./factories-schema";

/** Release 0.1.0 of La Suite Calendars: the first with `composer.lock`, without which a build is another one each day. */
const RELEASE = "83b4b194ea7d43c549ea2040513fb00654ceed9e";

/** More about an image of the CalDAV server. */
export interface SabreCalDavImageOptions {
  /**
   * The generation of its interface to the backend.
   *
   * @default CalDavApiGeneration.LS_HEADERS
   */
  readonly generation?: CalDavApiGeneration;
}

/** More about an image that is built from a commit. */
export interface SabreCalDavGitOptions extends SabreCalDavImageOptions {
  /**
   * The repository, as an `https://` URL. It must offer archives below `/archive/<commit>.tar.gz`.
   *
   * @default "https://github.com/suitenumerique/calendars"
   */
  readonly repository?: string;

  /**
   * The image on which it is built: PHP with Apache, as the official images have it.
   *
   * @default "php:8.5.9-apache-bookworm"
   */
  readonly base?: string;

  /**
   * Where the CalDAV server lies in the repository.
   *
   * @default "src/caldav"
   */
  readonly directory?: string;
}

/**
 * An image of the CalDAV server of La Suite Calendars: built on the host, or pulled from a registry.
 */
export class SabreCalDavImage {
  /**
   * Built on the host from release 0.1.0.
   */
  public static release(): SabreCalDavImage {
    return SabreCalDavImage.fromGit(RELEASE);
  }

  /**
   * Built on the host from one commit. Take one with a `composer.lock`: without it the build takes whatever versions are
   * newest that day, and older generations no longer run with those.
   *
   * @param commit - the full id of the commit, 40 hexadecimal digits: a branch or tag can move
   * @param options - where the repository is, and the generation
   * @throws an error when the commit or the repository is of another form
   */
  public static fromGit(commit: string, options: SabreCalDavGitOptions = {}): SabreCalDavImage {
    validateOptions("SabreCalDavImage.fromGit", gitOptionsSchema, options);
    const { repository = "https://github.com/suitenumerique/calendars", directory = "src/caldav", base } = options;
    requireCommit(commit);
    const image = ContainerImage.bundled("sabre-caldav", {
      buildArgs: { REPOSITORY: repository, COMMIT: commit, DIRECTORY: directory, ...(base ? { BASE: base } : {}) },
    });
    return new SabreCalDavImage(image, generationOf(options));
  }

  /**
   * Built on the host from a checkout, by the Dockerfile in it.
   *
   * @param directory - the root of the checkout
   * @param options - the generation
   * @throws an error when there is no `src/caldav/Dockerfile` in it
   */
  public static fromCheckout(directory: string, options: SabreCalDavImageOptions = {}): SabreCalDavImage {
    validateOptions("SabreCalDavImage.fromCheckout", checkoutSchema, { directory });
    validateOptions("SabreCalDavImage.fromCheckout", imageOptionsSchema, options);
    const image = ContainerImage.fromBuild(path.join(directory, "src", "caldav"), { name: "sabre-caldav" });
    return new SabreCalDavImage(image, generationOf(options));
  }

  /**
   * Pulled from a registry to which somebody pushed it.
   *
   * @param reference - its full name, with an exact tag
   * @param options - the generation
   * @throws an error when that is no name of an image
   */
  public static fromRegistry(reference: string, options: SabreCalDavImageOptions = {}): SabreCalDavImage {
    validateOptions("SabreCalDavImage.fromRegistry", imageOptionsSchema, options);
    return new SabreCalDavImage(ContainerImage.fromRegistry(reference), generationOf(options));
  }

  private constructor(
    /** The image. */
    public readonly image: ContainerImage,
    /** The generation of its interface to the backend. */
    public readonly generation: CalDavApiGeneration,
  ) {}
}

function generationOf({ generation }: SabreCalDavImageOptions): CalDavApiGeneration {
  return generation ?? CalDavApiGeneration.LS_HEADERS;
}

function requireCommit(commit: unknown): void {
  if (typeof commit === "string" && /^[0-9a-f]{40}$/.test(commit)) return;
  throw problemError("SabreCalDavImage.fromGit", {
    name: "commit",
    what: "does not name one commit of a repository",
    got: show(commit),
    expected: "the full id of a commit, 40 hexadecimal digits",
    fix: "copy the id from `git log`: a branch, a tag or a short id can come to mean something else",
  });
}
