import type { TemporaryDirectory } from "../docker";
import { dockerName } from "../internal/names";
import { Size } from "../units/size";
import type { HbaPlan } from "./host-based-authentication";
import { HbaRule } from "./host-based-authentication";
import type { MemoryPlan } from "./memory-plan";
import { planMemory } from "./memory-plan";
import { PostgresImage } from "./postgres-image";
import { PostgresLocale } from "./postgres-locale";
import type { PostgresWithExtensionsProps } from "./postgres-props";
import type { ServerCommandPlan } from "./server-command";

/** Where things are in the container: each volume at a path of its own. */
export const PATHS = {
  socket: "/cdktf-groupware/socket",
  config: "/cdktf-groupware/config",
  superuser: "/cdktf-groupware/superuser",
} as const;

/** Where data lies in the official images: the home of the server's user. */
const HOME = "/var/lib/postgresql";

/** The file with the superuser's password in its volume. */
export const PASSWORD_FILE = "password";

/** The port of every server of this library, in its container. */
export const PORT = 5432;

/** A database that every server has, and that belongs to nobody in particular. */
export const MAINTENANCE_DATABASE = "postgres";

/** Where the data lies. */
export interface StoragePlan {
  /** Where the volume appears in the container. */
  readonly mountPath: string;
  /** The directory of the data in the volume. */
  readonly dataPath: string;
  /** The directory of the data in the container. */
  readonly dataDirectory: string;
  /** What hides the volume that the image declares for itself, where ours is not mounted there. */
  readonly coverings: readonly TemporaryDirectory[];
}

/** All that follows from the props of a server. */
export interface PostgresPlan {
  readonly image: PostgresImage;
  readonly alias: string;
  readonly superuser: string;
  readonly storage: StoragePlan;
  readonly initdbArguments: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryLimit: Size;
  readonly memory: MemoryPlan;
  readonly sharedMemory: Size;
  readonly maxConnections: number;
  readonly hba: HbaPlan;
  readonly command: Omit<ServerCommandPlan, "preloadLibraries" | "cronDatabase">;
}

/** What the props mean, with all that they leave out. */
export function planPostgres(id: string, props: PostgresWithExtensionsProps): PostgresPlan {
  const image = props.image ?? PostgresImage.official(props.version ?? "");
  const superuser = props.superuser ?? "postgres";
  const storage = planStorage(image, props.dataPath ?? `${image.majorVersion}/docker`);
  const initdbArguments = initdbArgumentsOf(props).join(" ");
  const memoryLimit = props.memory ?? Size.mebibytes(512);
  const maxConnections = props.maxConnections ?? 100;
  const memory = planMemory(memoryLimit, maxConnections, memoryOf(props));
  return {
    image,
    alias: props.alias ?? dockerName([id]).replace(/[^a-z0-9.-]/g, "-"),
    superuser,
    storage,
    initdbArguments,
    environment: {
      ...image._environment,
      PGDATA: storage.dataDirectory,
      POSTGRES_USER: superuser,
      POSTGRES_DB: MAINTENANCE_DATABASE,
      POSTGRES_PASSWORD_FILE: `${PATHS.superuser}/${PASSWORD_FILE}`,
      POSTGRES_INITDB_ARGS: initdbArguments,
    },
    memoryLimit,
    memory,
    sharedMemory: props.sharedMemory ?? Size.mebibytes(256),
    maxConnections,
    hba: { rules: props.hba ?? [HbaRule.password()], requiresTls: props.tls?.required ?? false },
    command: {
      hbaFile: `${PATHS.config}/pg_hba.conf`,
      socketDirectory: PATHS.socket,
      maxConnections,
      timeZone: props.timeZone ?? "Etc/UTC",
      memory,
      tuning: props.tuning ?? {},
      tls: props.tls && { certificateFile: `${PATHS.config}/tls.crt`, keyFile: `${PATHS.config}/tls.key` },
      settings: props.settings ?? {},
    },
  };
}

/** With checksums for every version, as 18 has them by itself: an upgrade asks for the same on both sides. */
function initdbArgumentsOf({ locale, initdbArguments = [] }: PostgresWithExtensionsProps): string[] {
  const { _initdbArguments } = locale ?? PostgresLocale.libc("en_US.utf8");
  return ["--data-checksums", "--encoding=UTF8", ..._initdbArguments, ...initdbArguments];
}

/**
 * One layout for all versions, which the images from 18 on have by themselves: the volume on the home directory, and the
 * data by its major version in it. Data at the root of a volume is that of an older image, and is mounted as there.
 */
function planStorage(image: PostgresImage, dataPath: string): StoragePlan {
  const mountPath = dataPath === "." ? `${HOME}/data` : HOME;
  const dataDirectory = dataPath === "." ? mountPath : `${mountPath}/${dataPath}`;
  const coverings = image._coverings.filter(({ path }) => path !== mountPath);
  return { mountPath, dataPath, dataDirectory, coverings };
}

function memoryOf({ tuning = {} }: PostgresWithExtensionsProps): Partial<MemoryPlan> {
  const { sharedBuffers, effectiveCacheSize, workMemory, maintenanceWorkMemory } = tuning;
  return { sharedBuffers, effectiveCacheSize, workMemory, maintenanceWorkMemory };
}
