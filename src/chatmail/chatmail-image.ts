import type { ImageBuildOptions } from "../docker";
import { ContainerImage } from "../docker";
import { problemError } from "../internal/problems";
import { validateOptions } from "../internal/schema";
import { show } from "../internal/words";
import { imageOptionsSchema } from "./factories-schema";

/** What an image expects to be told, and how. */
export enum ChatmailPackaging {
  /** Installed when the image is built; a start configures what changed. Reads chatmail.ini. */
  OFFICIAL = "official",
  /** Installs itself from a checkout at every start. Reads its environment. */
  LEGACY = "legacy",
  /** A legacy container that was committed as an image after its installation. Installs nothing. */
  PINNED = "pinned",
}

const REPOSITORY = "ghcr.io/chatmail/docker";

/** The release with which this library is written. */
const RELEASE = "1.12.0";

/** The image of a relay, and what kind of image it is. */
export class ChatmailImage {
  /**
   * A release of the official image. It is made for amd64.
   *
   * @param version - the release, for example `1.12.0`. An older one cannot get certificates from Let's Encrypt
   * @param digest - its digest, `sha256:…`, for exactly one content
   * @throws an error when one of them is none
   */
  public static release(version = RELEASE, digest?: string): ChatmailImage {
    const isRelease = typeof version === "string" && /^\d+\.\d+\.\d+$/.test(version);
    if (!isRelease) {
      throw problemError("ChatmailImage.release", {
        name: "version",
        what: "is no release",
        got: show(version),
        expected: `three numbers, such as ${RELEASE}; tags such as main, 1.12 and sha-… move or disappear`,
        fix: "name a release of https://github.com/chatmail/relay/releases, or use ChatmailImage.fromRegistry",
      });
    }
    const reference = `${REPOSITORY}:${version}${digest === undefined ? "" : `@${digest}`}`;
    return new ChatmailImage(ContainerImage.fromRegistry(reference), ChatmailPackaging.OFFICIAL, version);
  }

  /**
   * An image with the official packaging from another registry, or of another commit.
   *
   * @param reference - its full name
   * @throws an error when that is no name of an image
   */
  public static fromRegistry(reference: string): ChatmailImage {
    return new ChatmailImage(ContainerImage.fromRegistry(reference), ChatmailPackaging.OFFICIAL);
  }

  /**
   * An image with the official packaging that the engine builds from a directory, for other architectures say.
   *
   * @param directory - the build context, such as a checkout of chatmail/relay with chatmail/docker in `docker/`
   * @param options - how it is built
   * @throws an error when the directory or its Dockerfile does not exist
   */
  public static fromBuild(directory: string, options?: ImageBuildOptions): ChatmailImage {
    return new ChatmailImage(ContainerImage.fromBuild(directory, options), ChatmailPackaging.OFFICIAL);
  }

  /**
   * An image of the first packaging, which installs itself at every start from a checkout of the source on the host.
   *
   * @param image - the image, such as `ContainerImage.fromBuild("relay/docker", { dockerfile:
   * "chatmail_relay.dockerfile" })`
   * @throws an error when that is no image
   */
  public static legacy(image: ContainerImage): ChatmailImage {
    validateOptions("ChatmailImage.legacy", imageOptionsSchema, { image });
    return new ChatmailImage(image, ChatmailPackaging.LEGACY);
  }

  /**
   * A container of the first packaging that was committed after its installation, as its guide tells: its services
   * start, and nothing is installed again. The engine must have the image, which no registry has.
   *
   * @param image - the image
   * @throws an error when that is no image
   */
  public static pinned(image: ContainerImage): ChatmailImage {
    validateOptions("ChatmailImage.pinned", imageOptionsSchema, { image });
    return new ChatmailImage(image, ChatmailPackaging.PINNED);
  }

  private constructor(
    /** The image. */
    public readonly image: ContainerImage,
    /** What kind of image it is. */
    public readonly packaging: ChatmailPackaging,
    /** The release of the official image; nothing where it is another image. */
    public readonly version?: string,
  ) {}
}
