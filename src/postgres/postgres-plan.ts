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
  data: "/var/lib/postgresql",
  socket: "/cdktf-groupware/socket",
  config: "/cdktf-groupware/config",
  superuser: "/cdktf-groupware/superuser",
} as const;

/** The file with the superuser's password in its volume. */
export const PASSWORD_FILE = "password";

/** The port of every server of this library, in its container. */
export const PORT = 5432;

/** A database that every server has, and that belongs to nobody in particular. */
export const MAINTENANCE_DATABASE = "postgres";

/** All that follows from the props of a server. */
export interface PostgresPlan {
  readonly image: PostgresImage;
  readonly alias: string;
  readonly superuser: string;
  readonly dataDirectory: string;
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
  const dataDirectory = dataDirectoryOf(props.dataPath ?? `${image.majorVersion}/docker`);
  const initdbArguments = initdbArgumentsOf(props).join(" ");
  const memoryLimit = props.memory ?? Size.mebibytes(512);
  const maxConnections = props.maxConnections ?? 100;
  const memory = planMemory(memoryLimit, maxConnections, memoryOf(props));
  return {
    image,
    alias: props.alias ?? dockerName([id]).replace(/[^a-z0-9.-]/g, "-"),
    superuser,
    dataDirectory,
    initdbArguments,
    environment: {
      ...image._environment,
      PGDATA: dataDirectory,
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

function dataDirectoryOf(dataPath: string): string {
  return dataPath === "." ? PATHS.data : `${PATHS.data}/${dataPath}`;
}

function memoryOf({ tuning = {} }: PostgresWithExtensionsProps): Partial<MemoryPlan> {
  const { sharedBuffers, effectiveCacheSize, workMemory, maintenanceWorkMemory } = tuning;
  return { sharedBuffers, effectiveCacheSize, workMemory, maintenanceWorkMemory };
}
