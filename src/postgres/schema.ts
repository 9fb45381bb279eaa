import { backupOptions, drillOptions } from "../backup/schema";
import { Secret } from "../docker";
import { memory, sharedMemory, startTimeout, stopGrace } from "../docker/container-leaves-schema";
import { mountableVolume, serviceNetwork } from "../docker/handles-schema";
import { handle, hostAddress, hostPort, portNumber } from "../internal/leaves";
import { HOST_NAME } from "../internal/names";
import { consistent, dictionary, flag, instance, integer, leaf, list, struct, text, tokenOr } from "../internal/schema";
import { DatabaseServerNode } from "../topology";
import { Duration } from "../units/duration";
import { Size } from "../units/size";
import { HbaRule } from "./host-based-authentication";
import { PostgresImage } from "./postgres-image";
import { PostgresLocale } from "./postgres-locale";
import { MAJORS, VERSION } from "./postgres-version";
import type { IPostgresServer } from "./server-handle";
import {
  memoryIsEnough,
  networksAreNamedOnce,
  settingsAreFree,
  startIsSeen,
  versionFitsData,
  versionFitsImage,
  versionIsKnown,
} from "./consistency-schema";

/** PostgreSQL cuts longer names off, with no more than a notice. */
const NAME_BYTES = 63;

const RESERVED_DATABASES = ["postgres", "template0", "template1"];

function isName(value: unknown): value is string {
  return (
    typeof value === "string" && value !== "" && !/\p{Cc}|[$%]\{/u.test(value) && Buffer.byteLength(value) <= NAME_BYTES
  );
}

const name = leaf<string>(
  `a name of 1 to ${NAME_BYTES} bytes without control characters, known to the program`,
  isName,
);

const roleName = leaf<string>(
  `a name of 1 to ${NAME_BYTES} bytes that does not start with pg_ and is not public or none`,
  (value) => isName(value) && !value.startsWith("pg_") && !["public", "none"].includes(value),
);

const databaseName = leaf<string>(
  `a name of 1 to ${NAME_BYTES} bytes, not ${RESERVED_DATABASES.join(", ")}`,
  (value) => isName(value) && !RESERVED_DATABASES.includes(value),
);

const schemaName = leaf<string>(
  `a name of 1 to ${NAME_BYTES} bytes that does not start with pg_ and is not information_schema`,
  (value) => isName(value) && !value.startsWith("pg_") && value !== "information_schema",
);

const secret = instance("Secret", () => Secret, 'Secret.fromVariable("postgres_password")');
const size = instance("Size", () => Size, "Size.mebibytes(512)");
const duration = instance("Duration", () => Duration, "Duration.seconds(120)");
const image = instance("PostgresImage", () => PostgresImage, 'PostgresImage.official("16")');
const hostName = tokenOr(text("a host name such as postgres", HOST_NAME));
const version = text(`a major version from ${MAJORS[0]} on, or a minor one such as 16.13`, VERSION);
const settingName = text("the name of a setting, in lower case", /^[a-z_][a-z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)?$/);
const fraction = leaf<number>("a number from 0 to 1", (value) => typeof value === "number" && value >= 0 && value <= 1);
const cost = leaf<number>("a number from 0 on", (value) => typeof value === "number" && value >= 0);

const tuning = struct({
  sharedBuffers: size.optional(),
  effectiveCacheSize: size.optional(),
  workMemory: size.optional(),
  maintenanceWorkMemory: size.optional(),
  walBuffers: size.optional(),
  minWalSize: size.optional(),
  maxWalSize: size.optional(),
  checkpointCompletionTarget: fraction.optional(),
  randomPageCost: cost.optional(),
  effectiveIoConcurrency: integer(0, 1_000).optional(),
  hugePages: flag().optional(),
  maxWorkerProcesses: integer(0, 262_143).optional(),
  maxParallelWorkers: integer(0, 1_024).optional(),
  maxParallelWorkersPerGather: integer(0, 1_024).optional(),
  idleInTransactionSessionTimeout: duration.optional(),
  statementTimeout: duration.optional(),
  logMinDurationStatement: duration.optional(),
  logConnections: flag().optional(),
});

export const postgresSchema = consistent(
  struct({
    network: serviceNetwork,
    furtherNetworks: list(serviceNetwork).optional(),
    version: version.optional(),
    image: image.optional(),
    alias: hostName.optional(),
    superuser: roleName.optional(),
    superuserPassword: secret.optional(),
    storage: mountableVolume.optional(),
    dataPath: text(
      "`.`, or a path from the root of the volume",
      /^(\.|(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*)$/,
    ).optional(),
    locale: instance("PostgresLocale", () => PostgresLocale, 'PostgresLocale.libc("en_US.utf8")').optional(),
    initdbArguments: list(
      text("an argument such as --wal-segsize=64", /^--[a-z][a-z0-9-]*(=[A-Za-z0-9_.,@:/+-]+)?$/),
    ).optional(),
    memory: memory.optional(),
    sharedMemory: sharedMemory.optional(),
    maxConnections: integer(4, 262_143).optional(),
    tuning: tuning.optional(),
    settings: dictionary(
      settingName,
      leaf<string>("text of one line", (value) => typeof value === "string" && /^[^\r\n\0]*$/.test(value)),
    ).optional(),
    preloadLibraries: list(text("the name of a library, such as auto_explain", /^[A-Za-z0-9_./$-]+$/)).optional(),
    hba: list(instance("HbaRule", () => HbaRule, "HbaRule.password()")).optional(),
    tls: struct({ certificate: secret, key: secret, required: flag().optional() }).optional(),
    publish: struct({ address: hostAddress.optional(), port: hostPort.optional() }).optional(),
    timeZone: text("a time zone such as Europe/Berlin", /^[A-Za-z][A-Za-z0-9_+/-]*$/).optional(),
    startTimeout: startTimeout.optional(),
    stopGrace: stopGrace.optional(),
  }),
  networksAreNamedOnce,
  startIsSeen,
  versionIsKnown,
  versionFitsData,
  memoryIsEnough,
  settingsAreFree,
);

export const existingPostgresSchema = consistent(
  struct({
    network: serviceNetwork,
    hostName,
    port: portNumber.optional(),
    superuser: name.optional(),
    superuserPassword: secret,
    maintenanceDatabase: name.optional(),
    version: version.optional(),
    image: image.optional(),
  }),
  versionFitsImage,
);

export const postgresBackupSchema = struct({
  ...backupOptions,
  server: handle<IPostgresServer>(
    "a PostgresWithExtensions, or what its fromExisting returns",
    ({ serverNode, backupParts }) => serverNode instanceof DatabaseServerNode && typeof backupParts === "function",
  ),
  drill: struct({ ...drillOptions, schedule: drillOptions.schedule.optional() }).optional(),
});

export const databaseSchema = struct({
  name: databaseName,
  owner: roleName.optional(),
  password: secret.optional(),
  extensions: list(name).optional(),
  schemas: list(schemaName).optional(),
  encoding: text("an encoding of PostgreSQL such as UTF8", /^[A-Za-z0-9_]+$/).optional(),
  locale: text("a locale such as en_US.utf8", /^[A-Za-z][A-Za-z0-9_.@-]*$/).optional(),
  connectionLimit: integer(1, 262_143).optional(),
  ownerCreatesDatabases: flag().optional(),
  takeOver: flag().optional(),
});

export const extensionSchema = struct({ name, schema: name.optional() });

export const schemaSchema = struct({ name: schemaName });
