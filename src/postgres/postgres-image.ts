import type { TemporaryDirectory } from "../docker";
import { ContainerImage } from "../docker";
import { problemError } from "../internal/problems";
import { validateOptions, withBeside } from "../internal/schema";
import { show } from "../internal/words";
import type { AvailableExtension } from "../topology";
import { Size } from "../units/size";
import type { ImageFamily } from "./extension-catalogue";
import { PUBLISHED, catalogueEntry, extensionsOf } from "./extension-catalogue";
import { customImageSchema, officialImageSchema } from "./factories-schema";
import { MAJORS, PostgresSuite, VERSION, exactVersion, majorOf } from "./postgres-version";

/** What is known of an image that the library does not know. */
export interface CustomPostgresImageProps {
  /** The version of PostgreSQL in it: `16` or `16.13`. */
  readonly version: string;

  /**
   * The extensions that it carries besides those that come with PostgreSQL.
   *
   * @default - not known: the job that creates an extension says whether it is there
   */
  readonly extensions?: string[];

  /**
   * The user and group of the server in it, as numbers.
   *
   * @default "999:999", those of the official image on Debian
   */
  readonly user?: string;
}

/** What is known of an image. */
interface PostgresImageProfile {
  readonly image: ContainerImage;
  readonly majorVersion: number;
  readonly user: string;
  readonly extensions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What Debian packages can be added to; nothing for an image of another system. */
  readonly debian?: { readonly family: ImageFamily; readonly packages: readonly string[] };
}

const DEBIAN_USER = "999:999";
const ALPINE_USER = "70:70";

/**
 * An image of a PostgreSQL server, with what must be known of it: its major version, the user of the server, and the
 * extensions that it carries.
 *
 * All of them keep the contract of the official image, by which a server is configured and first made.
 */
export class PostgresImage {
  /**
   * The official image. It carries all extensions that come with PostgreSQL.
   *
   * @param version - a major, `16`, which stands for one exact version in each release of this library, or an exact one
   * @param suite - the system in it; PostgresSuite.BOOKWORM unless given. Data stays with the suite that made it
   * @throws an error when the version or the suite is not known
   */
  public static official(version: string, suite: PostgresSuite = PostgresSuite.BOOKWORM): PostgresImage {
    const exact = typeof version === "string" && VERSION.test(version) ? exactVersion(version) : undefined;
    if (!exact) throw noVersion("PostgresImage.official", version);
    validateOptions("PostgresImage.official", officialImageSchema, { suite });
    const majorVersion = majorOf(exact);
    const isAlpine = suite.startsWith("alpine");
    return new PostgresImage({
      image: ContainerImage.fromRegistry(`${PUBLISHED.official.repository}:${exact}-${suite}`),
      majorVersion,
      user: isAlpine ? ALPINE_USER : DEBIAN_USER,
      extensions: extensionsOf("official", majorVersion),
      debian: isAlpine ? undefined : { family: "official", packages: [] },
    });
  }

  /**
   * The image of the pgvector project: the official one on Debian with `vector`.
   *
   * @param tag - its tag, with the version, the major and the suite, such as `0.8.1-pg16-bookworm`
   * @throws an error when the tag does not name a major version
   */
  public static pgvector(tag: string): PostgresImage {
    return published("pgvector", tag, /-pg(\d+)(-|$)/, DEBIAN_USER);
  }

  /**
   * The image of the PostGIS project: the official one on Debian with `postgis` and its companions.
   *
   * @param tag - its tag, with the major and the version, such as `16-3.5`
   * @throws an error when the tag does not name a major version
   */
  public static postgis(tag: string): PostgresImage {
    return published("postgis", tag, /^(\d+)-/, String(tag).endsWith("-alpine") ? ALPINE_USER : DEBIAN_USER);
  }

  /**
   * The image of the Timescale company: the official one on Alpine with `timescaledb`.
   *
   * @param tag - its tag, with the version and the major, such as `2.25.0-pg16`
   * @throws an error when the tag does not name a major version
   */
  public static timescaledb(tag: string): PostgresImage {
    // Its tuning at the first boot goes by the memory of the host, not by that of the container.
    return published("timescaledb", tag, /-pg(\d+)/, ALPINE_USER, { NO_TS_TUNE: "true" });
  }

  /**
   * An image on Debian with further packages, built on the engine: with `pg_cron`, `pgaudit`, `pg_partman` or another
   * extension that no published image carries.
   *
   * @param base - an image on Debian
   * @param packages - Debian packages, such as `postgresql-16-cron`, best with their version: `postgresql-16-cron=1.6.7-2.pgdg12+1`
   * @throws an error when the base is no image on Debian, or when a name is no name of a package
   */
  public static withPackages(base: PostgresImage, packages: string[]): PostgresImage {
    if (!(base instanceof PostgresImage)) throw noBase(base);
    const { debian, majorVersion, image } = base.profile;
    const isList = Array.isArray(packages) && packages.length > 0;
    if (!debian || !isList || !packages.every(isPackage)) {
      throw problemError("PostgresImage.withPackages", {
        name: debian ? "packages" : "base",
        what: debian ? "is no list of Debian packages" : "is no image to which Debian packages can be added",
        got: debian ? show(isList ? packages.find((name) => !isPackage(name)) : packages) : image.reference,
        expected: debian
          ? `names such as postgresql-${majorVersion}-cron`
          : "an official, pgvector or PostGIS image on Debian",
        fix: debian
          ? "name the packages that carry the extensions"
          : "start from PostgresImage.official with a suite of Debian",
      });
    }
    const added = [...new Set([...debian.packages, ...packages])].sort();
    return new PostgresImage({
      ...base.profile,
      image: ContainerImage.bundled("postgres-extensions", {
        buildArgs: { BASE: image.reference, PACKAGES: packages.join(" ") },
      }),
      extensions: base.profile.extensions && [
        ...new Set([...base.profile.extensions, ...extensionsOf(debian.family, majorVersion, added)]),
      ],
      debian: { ...debian, packages: added },
    });
  }

  /**
   * Any other image with the contract of the official one.
   *
   * @param image - the image
   * @param props - what is in it
   * @throws an error that lists all that does not fit
   */
  public static custom(image: ContainerImage, props: CustomPostgresImageProps): PostgresImage {
    validateOptions("PostgresImage.custom", customImageSchema, withBeside(props, { image }));
    const majorVersion = majorOf(props.version);
    return new PostgresImage({
      image,
      majorVersion,
      user: props.user ?? DEBIAN_USER,
      extensions: props.extensions && [...extensionsOf("official", majorVersion), ...props.extensions],
      debian: { family: "official", packages: [] },
    });
  }

  /**
   * An image of which all is known.
   *
   * @internal
   */
  public static _of(profile: PostgresImageProfile): PostgresImage {
    return new PostgresImage(profile);
  }

  private constructor(private readonly profile: PostgresImageProfile) {}

  /** The image. */
  public get image(): ContainerImage {
    return this.profile.image;
  }

  /** The major version of PostgreSQL in it. */
  public get majorVersion(): number {
    return this.profile.majorVersion;
  }

  /** The user and group of the server in it, as numbers. */
  public get user(): string {
    return this.profile.user;
  }

  /** The extensions that it carries; nothing where that is not known. */
  public get extensions(): AvailableExtension[] | undefined {
    return this.profile.extensions?.map((name) => ({ name, preloadLibrary: catalogueEntry(name)?.preloadLibrary }));
  }

  /**
   * What it must be told besides what every image is told.
   *
   * @internal
   */
  public get _environment(): Readonly<Record<string, string>> {
    return this.profile.environment ?? {};
  }

  /**
   * Debian packages with extensions that were added to it.
   *
   * @internal
   */
  public get _packages(): readonly string[] {
    return this.profile.debian?.packages ?? [];
  }

  /**
   * A directory in memory over the volume that the image declares: without it, the engine would make one without a name
   * for each container, which nobody ever removes.
   *
   * @internal
   */
  public get _coverings(): readonly TemporaryDirectory[] {
    const path = this.majorVersion >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
    return [{ path, size: Size.mebibytes(1), mode: "0700" }];
  }

  /**
   * Whether it carries an extension; nothing where that is not known.
   *
   * @internal
   */
  public _carries(extension: string): boolean | undefined {
    return this.profile.extensions?.includes(extension);
  }
}

function published(
  family: ImageFamily,
  tag: string,
  major: RegExp,
  user: string,
  environment?: Readonly<Record<string, string>>,
): PostgresImage {
  const majorVersion = typeof tag === "string" ? Number(major.exec(tag)?.[1]) : NaN;
  if (!MAJORS.includes(majorVersion)) throw noVersion(PUBLISHED[family].example.replace(/\(.*/, ""), tag);
  return PostgresImage._of({
    image: ContainerImage.fromRegistry(`${PUBLISHED[family].repository}:${tag}`),
    majorVersion,
    user,
    extensions: extensionsOf(family, majorVersion),
    environment,
    debian: user === DEBIAN_USER ? { family, packages: [] } : undefined,
  });
}

function isPackage(name: unknown): boolean {
  return typeof name === "string" && /^[a-z0-9][a-z0-9.+-]+(=[A-Za-z0-9.+:~-]+)?$/.test(name);
}

function noBase(got: unknown): Error {
  return problemError("PostgresImage.withPackages", {
    name: "base",
    what: "is no image to which Debian packages can be added",
    got: show(got),
    expected: "an official, pgvector or PostGIS image on Debian",
    fix: "start from PostgresImage.official with a suite of Debian",
  });
}

function noVersion(factory: string, got: unknown): Error {
  return problemError(factory, {
    name: "version",
    what: "names no version of PostgreSQL that the library knows",
    got: show(got),
    expected: `one of ${MAJORS.join(", ")}, or a minor version of one, such as 16.13`,
    fix: "name the major version, or the exact one",
  });
}
