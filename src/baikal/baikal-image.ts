import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ContainerImage } from "../docker";
import { problemError } from "../internal/problems";
import { validateOptions } from "../internal/schema";
import { show } from "../internal/words";
import { archiveSchema, registrySchema, releaseSchema } from "./factories-schema";
import { BaikalImageProfile } from "./image-profile";

/** The release that the image has unless another one is asked for. */
const RELEASE = "0.12.1";

/** More about an archive. */
export interface BaikalArchiveOptions {
  /**
   * The release in it.
   *
   * @default - what its name says: `baikal-<version>.zip`
   */
  readonly version?: string;

  /**
   * The SHA-256 of the file, as its publisher states it.
   *
   * @default - whatever the file has
   */
  readonly sha256?: string;
}

/** More about an image in a registry. */
export interface BaikalRegistryOptions {
  /**
   * The release in it.
   *
   * @default - what its tag says
   */
  readonly version?: string;
}

/** An image of Baikal, and how its containers are told what to do. */
export class BaikalImage {
  /** Built on the host, with Baikal 0.12.1 from its publisher. */
  public static bundled(): BaikalImage {
    return new BaikalImage(ContainerImage.bundled("baikal"), BaikalImageProfile.BUNDLED, RELEASE);
  }

  /**
   * Built on the host, with another release.
   *
   * @param version - the release, for example `0.12.1`
   * @param sha256 - the SHA-256 of its archive `baikal-<version>.zip`: the build refuses any other
   * @throws an error that lists all that does not fit
   */
  public static release(version: string, sha256: string): BaikalImage {
    validateOptions("BaikalImage.release", releaseSchema, { version, sha256 });
    const buildArgs = { BAIKAL_VERSION: version, BAIKAL_SHA256: sha256.toLowerCase() };
    return new BaikalImage(ContainerImage.bundled("baikal", { buildArgs }), BaikalImageProfile.BUNDLED, version);
  }

  /**
   * Built on the host from an archive of this machine, for hosts that reach no internet.
   *
   * @param archivePath - the path of `baikal-<version>.zip`; a relative one starts at the working directory of the program
   * @param options - the release, and the checksum
   * @throws an error when there is no such file, or when its checksum is another
   */
  public static fromArchive(archivePath: string, options: BaikalArchiveOptions = {}): BaikalImage {
    validateOptions("BaikalImage.fromArchive", archiveSchema, options);
    const file = requireFile(archivePath);
    const version = options.version ?? requireVersion(archivePath);
    const sha256 = requireChecksum(file, options.sha256);
    const image = ContainerImage._bundledWith(
      "baikal",
      { buildArgs: { BAIKAL_VERSION: version, BAIKAL_SHA256: sha256 } },
      { "archive/baikal.zip": file },
    );
    return new BaikalImage(image, BaikalImageProfile.BUNDLED, version);
  }

  /**
   * Pulled from a registry: this library's image that you pushed there, or an image of somebody else. The latter are not
   * tested here, run as root with a writable root, and have fewer props.
   *
   * @param reference - its full name
   * @param profile - what kind of image it is
   * @param options - the release, where the tag does not say it
   * @throws an error when that is no name of an image, or when its PHP is too old for its Baikal
   */
  public static fromRegistry(
    reference: string,
    profile: BaikalImageProfile,
    options: BaikalRegistryOptions = {},
  ): BaikalImage {
    const image = ContainerImage.fromRegistry(reference);
    validateOptions("BaikalImage.fromRegistry", registrySchema, { ...options, profile });
    const tag = reference.split("@")[0].split("/").at(-1)?.split(":")[1] ?? "";
    const version = options.version ?? /^v?(\d+\.\d+\.\d+)/.exec(tag)?.[1];
    requirePhp(reference, tag, version);
    return new BaikalImage(image, profile, version);
  }

  private constructor(
    /** The image. */
    public readonly image: ContainerImage,
    /** What kind of image it is. */
    public readonly profile: BaikalImageProfile,
    /** The release of Baikal in it; nothing where that is not known. */
    public readonly version?: string,
  ) {}
}

function requireFile(archivePath: unknown): string {
  const file = typeof archivePath === "string" ? resolve(archivePath) : "";
  if (file !== "" && existsSync(file) && statSync(file).isFile()) return realpathSync(file);
  throw problemError("BaikalImage.fromArchive", {
    name: "archivePath",
    what: "is no file",
    got: file || show(archivePath),
    expected: "the archive of a release, baikal-<version>.zip",
    fix: "download it from the releases of sabre-io/Baikal, and name the file, best by path.join(__dirname, …)",
  });
}

function requireVersion(archivePath: string): string {
  const version = /baikal-(\d+\.\d+\.\d+)\.zip$/.exec(archivePath)?.[1];
  if (version !== undefined) return version;
  throw problemError("BaikalImage.fromArchive", {
    name: "version",
    what: "is not said by the name of the archive",
    got: show(archivePath),
    expected: "a name such as baikal-0.12.1.zip, or `version`",
    fix: "pass `version`",
  });
}

function requireChecksum(file: string, expected: string | undefined): string {
  const actual = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (expected === undefined || expected.toLowerCase() === actual) return actual;
  throw problemError("BaikalImage.fromArchive", {
    name: "sha256",
    what: `is not that of ${file}: the file is another one, or damaged`,
    got: actual,
    expected: expected.toLowerCase(),
    fix: "download the archive again, or correct `sha256`",
  });
}

/** Since 0.12 Baikal needs PHP 8.2, and shows a page about it with status 200 on anything older. */
function requirePhp(reference: string, tag: string, version: string | undefined): void {
  const [, major, minor] = /php(\d+)\.(\d+)/.exec(tag) ?? [];
  if (version === undefined || major === undefined) return;
  const isOldPhp = Number(major) * 100 + Number(minor) < 802;
  const [, release] = version.split(".").map(Number);
  if (!isOldPhp || (version.startsWith("0.") && release < 12)) return;
  throw problemError("BaikalImage.fromRegistry", {
    name: "reference",
    what: `has a PHP that is too old for Baikal ${version}`,
    got: reference,
    expected: "PHP 8.2 or newer",
    fix: "take another tag of the image",
  });
}
