import type { IConstruct } from "constructs";
import { handle, ipAddress, ipv4Address, serviceNetwork, userAndGroup } from "../internal/leaves";
import { ABSOLUTE_PATH, DOCKER_NAME, ENVIRONMENT_NAME, HOST_NAME } from "../internal/names";
import {
  consistent,
  dictionary,
  flag,
  instance,
  integer,
  leaf,
  list,
  oneOf,
  struct,
  text,
  tokenOr,
} from "../internal/schema";
import { Duration } from "../units/duration";
import { Size } from "../units/size";
import { commonContradictions, jobContradictions, serviceContradictions } from "./container-contradictions-schema";
import { ContainerImage } from "./container-image";
import { duration } from "./duration-schema";
import { HealthCheck } from "./health-check";
import type { IServiceNetwork } from "./network";
import { Secret } from "./secret";
import type { IStartsBefore } from "./starts-before";
import type { VolumeMount } from "./volume-mount";

const word = leaf<string>("text", (value) => typeof value === "string");

const absolutePath = text("an absolute path without `.`, `..` and trailing slash", ABSOLUTE_PATH);

const attachment = struct({
  network: serviceNetwork<IServiceNetwork>(),
  aliases: list(tokenOr(text("a host name such as calendars-backend", HOST_NAME))).optional(),
  ipv4Address: tokenOr(ipv4Address("172.29.0.30")).optional(),
});

const temporaryDirectory = struct({
  path: absolutePath,
  size: instance("Size", () => Size, "Size.mebibytes(64)").optional(),
  mode: text("an octal number of four digits, such as 0755", /^[0-7]{4}$/).optional(),
  executable: flag().optional(),
});

const publishedPort = struct({
  containerPort: integer(1, 65_535),
  hostPort: tokenOr(integer(1, 65_535)),
  address: tokenOr(ipAddress("an IP address of the host, such as 127.0.0.1")).optional(),
  protocol: oneOf(["tcp", "udp"]).optional(),
});

const variableName = text("a name that a shell can export", ENVIRONMENT_NAME);

const environmentValue = leaf<string>(
  (value) =>
    value instanceof Secret
      ? "text; a secret belongs into a file of a ConfigVolume, from where `environmentFromFiles` exports it"
      : "text",
  (value) => typeof value === "string",
);

/** The props that everything has that runs in a container. */
export const containerOptions = {
  image: instance("ContainerImage", () => ContainerImage, 'ContainerImage.fromRegistry("postgres:16.13-bookworm")'),
  containerName: tokenOr(text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME)).optional(),
  entrypoint: list(word).optional(),
  command: list(
    leaf<string>("text that is not empty", (value) => typeof value === "string" && value !== ""),
  ).optional(),
  environment: dictionary(variableName, environmentValue).optional(),
  environmentFromFiles: dictionary(variableName, absolutePath).optional(),
  user: userAndGroup("999:999").optional(),
  workingDirectory: absolutePath.optional(),
  networks: list(attachment).optional(),
  volumes: list(handle<VolumeMount>("what `mountAt` of a volume returns", "volume")).optional(),
  temporaryDirectories: list(temporaryDirectory).optional(),
  startsAfter: list(handle<IStartsBefore>("a service or a job", "container")).optional(),
  memory: instance("Size", () => Size, "Size.mebibytes(256)").optional(),
  sharedMemory: instance("Size", () => Size, "Size.mebibytes(256)").optional(),
  openFiles: integer(64, 1_048_576).optional(),
  capabilities: list(text("a Linux capability such as CAP_CHOWN", /^CAP_[A-Z_]+$/)).optional(),
  writableRoot: flag().optional(),
  newPrivileges: flag().optional(),
  sysctls: dictionary(
    text("a name such as net.ipv4.ip_unprivileged_port_start", /^[a-z0-9_]+(\.[a-z0-9_-]+)+$/),
    word,
  ).optional(),
  revision: word.optional(),
};

export const containerServiceSchema = consistent(
  struct({
    ...containerOptions,
    healthCheck: instance("HealthCheck", () => HealthCheck, 'HealthCheck.command(["pg_isready"])'),
    startTimeout: duration(Duration.seconds(1), Duration.minutes(20), "Duration.minutes(2)").optional(),
    // Without any, the provider kills at once, and cannot tell the engine otherwise.
    stopGrace: duration(Duration.seconds(1), Duration.hours(1), "Duration.seconds(30)").optional(),
    stopSignal: text("a signal such as SIGTERM", /^SIG[A-Z0-9+-]+$/).optional(),
    publish: list(publishedPort).optional(),
    hostname: tokenOr(text("a host name", HOST_NAME)).optional(),
    domainName: tokenOr(text("a domain such as example.org", HOST_NAME)).optional(),
    init: flag().optional(),
    replicasOf: handle<IConstruct>("a construct", "node").optional(),
  }),
  commonContradictions,
  serviceContradictions,
);

export const oneShotJobSchema = consistent(
  struct({ ...containerOptions, script: word.optional() }),
  commonContradictions,
  jobContradictions,
);
