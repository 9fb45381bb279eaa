import type { z } from "zod";
import type { IServiceNetwork } from "../docker";
import { healthIsSeenInTime } from "../docker/container-contradictions-schema";
import { namedIn, networksAreDifferent } from "../docker/container-leaves-schema";
import { contradiction } from "../internal/schema";
import type { Duration } from "../units/duration";
import { Size } from "../units/size";
import { catalogueEntry } from "./extension-catalogue";
import type { PostgresImage } from "./postgres-image";
import type { PostgresLocale } from "./postgres-locale";
import { majorOf } from "./postgres-version";
import { serverHealthCheck } from "./server-health-check";
import { OWNED_SETTINGS, TYPED_SETTINGS } from "./setting-names";

interface VersionProps {
  readonly version?: string;
  readonly image?: PostgresImage;
}

interface ServerProps extends VersionProps {
  readonly network: IServiceNetwork;
  readonly furtherNetworks?: IServiceNetwork[];
  readonly startTimeout?: Duration;
  readonly dataPath?: string;
  readonly locale?: PostgresLocale;
  readonly memory?: Size;
  readonly tuning?: { readonly sharedBuffers?: Size };
  readonly settings?: Readonly<Record<string, string>>;
  readonly preloadLibraries?: string[];
}

/** One of version and image must be there, and they must agree. */
export function versionIsKnown(props: VersionProps, context: z.RefinementCtx): void {
  if (props.version === undefined && props.image === undefined) {
    contradiction(context, {
      path: ["version"],
      what: "says nothing, and neither does `image`",
      expected: "the version that made the data, or that shall make it",
      fix: 'pass `version: "16"`, or `image`',
    });
  }
  versionFitsImage(props, context);
}

/** A version beside an image is that of the image. */
export function versionFitsImage({ version: stated, image: given }: VersionProps, context: z.RefinementCtx): void {
  // What is no image says no version; the error about the prop itself is enough.
  const inImage = given?.majorVersion;
  if (stated === undefined || inImage === undefined || majorOf(stated) === inImage) return;
  contradiction(context, {
    path: ["version"],
    what: "is not that of the image",
    got: `${stated}, and an image with ${inImage}`,
    expected: "the same major version",
    fix: "leave `version` out, or give another `image`",
  });
}

/** The version can do what is asked of it where data is made. */
export function versionFitsData(props: ServerProps, context: z.RefinementCtx): void {
  const major = props.image?.majorVersion ?? (props.version === undefined ? undefined : majorOf(props.version));
  if (major === undefined) return;
  if (props.locale && props.locale._since > major) {
    contradiction(context, {
      path: ["locale"],
      what: "is of a kind that this version does not have",
      got: `PostgreSQL ${major}`,
      expected: `PostgreSQL ${props.locale._since} or newer`,
      fix: "use PostgresLocale.libc, or a newer `version`",
    });
  }
  if (major < 18 && props.dataPath?.split("/")[0] === "data") {
    contradiction(context, {
      path: ["dataPath"],
      what: "lies where images before PostgreSQL 18 have a volume of their own, which would hide it",
      got: props.dataPath,
      expected: "another directory, or `.` for a volume that was mounted on /var/lib/postgresql/data",
      fix: "leave `dataPath` out for new data",
    });
  }
  if (props.dataPath === "." && major >= 18) {
    contradiction(context, {
      path: ["dataPath"],
      what: "is the root of the volume, where images from PostgreSQL 18 on refuse to have data",
      got: `. with PostgreSQL ${major}`,
      expected: "a directory in the volume",
      fix: "leave `dataPath` out",
    });
  }
}

/** `network` stands beside `furtherNetworks`. */
export function networksAreNamedOnce({ network, furtherNetworks }: ServerProps, context: z.RefinementCtx): void {
  networksAreDifferent([{ network, path: ["network"] }, ...namedIn("furtherNetworks", furtherNetworks)], context);
}

/** A deploy that waits for the server sees at least one probe of its health. */
export function startIsSeen({ startTimeout }: ServerProps, context: z.RefinementCtx): void {
  healthIsSeenInTime({ healthCheck: serverHealthCheck("postgres"), startTimeout }, context);
}

/** The memory suffices for a server, and for its sessions beside its cache. */
export function memoryIsEnough(props: ServerProps, context: z.RefinementCtx): void {
  const { memory = Size.mebibytes(512), tuning: given } = props;
  if (!(memory instanceof Size)) return;
  if (memory.toMebibytes() < 128) {
    contradiction(context, {
      path: ["memory"],
      what: "is less than a server needs",
      got: memory.toString(),
      expected: "at least 128 MiB",
      fix: "give `memory` more",
    });
  }
  const { sharedBuffers } = given ?? {};
  if (sharedBuffers instanceof Size && sharedBuffers.toBytes() * 2 > memory.toBytes()) {
    contradiction(context, {
      path: ["tuning", "sharedBuffers"],
      what: "leaves too little memory to the sessions: the engine would kill the server",
      got: `${sharedBuffers.toString()} of ${memory.toString()}`,
      expected: "at most half of `memory`, best a quarter",
      fix: "lower `tuning.sharedBuffers`, or raise `memory`",
    });
  }
}

/** Settings that a prop or the construct decides are not set a second time. */
export function settingsAreFree(props: ServerProps, context: z.RefinementCtx): void {
  const { settings = {}, preloadLibraries = [] } = props;
  for (const setting of Object.keys(settings)) {
    const typed = TYPED_SETTINGS.get(setting);
    const reason = OWNED_SETTINGS.get(setting);
    if (typed === undefined && reason === undefined) continue;
    contradiction(context, {
      path: ["settings", setting],
      what: reason ?? "has a prop of its own",
      got: settings[setting],
      expected: "settings that nothing else in this construct decides",
      fix: typed === undefined ? `leave \`${setting}\` out` : `use \`${typed}\``,
    });
  }
  preloadLibraries.forEach((library, index) => {
    if (catalogueEntry(library)?.preloadLibrary === undefined) return;
    contradiction(context, {
      path: ["preloadLibraries", index],
      what: "belongs to an extension, which brings it",
      got: library,
      expected: "modules without an extension",
      fix: `call \`requireExtension("${library}")\` on the database that uses it`,
    });
  });
}
