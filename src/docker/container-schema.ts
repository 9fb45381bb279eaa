import { hostAddress, hostPort, ipAddress, portNumber, userAndGroup } from "../internal/leaves";
import { DOCKER_NAME, HOST_NAME } from "../internal/names";
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
import { Size } from "../units/size";
import { commonContradictions, jobContradictions, serviceContradictions } from "./container-contradictions-schema";
import { ContainerImage } from "./container-image";
import {
  absolutePath,
  environmentValue,
  memory,
  nameServer,
  networkAttachment,
  sharedMemory,
  startTimeout,
  stopGrace,
  variableName,
} from "./container-leaves-schema";
import { anyConstruct, startsBefore, volumeMount } from "./handles-schema";
import { HealthCheck } from "./health-check";
import { size } from "./size-schema";

const word = leaf<string>("text", (value) => typeof value === "string" && !value.includes("\0"));

const temporaryDirectory = struct({
  path: absolutePath,
  // None would be no limit.
  size: size("Size.mebibytes(64)", Size.kibibytes(4)).optional(),
  mode: text("an octal number of four digits, such as 0755", /^[0-7]{4}$/).optional(),
  executable: flag().optional(),
});

const publishedPort = struct({
  containerPort: portNumber,
  hostPort,
  address: hostAddress.optional(),
  protocol: oneOf(["tcp", "udp"]).optional(),
});

const octalMode = text("an octal number of four digits that starts with 0, such as 0644", /^0[0-7]{3}$/);

const uploadedFile = struct({
  path: absolutePath,
  // The provider cannot tell an empty file from none.
  content: leaf<string>("text that is not empty", (value) => typeof value === "string" && /^[^\0]+$/.test(value)),
  mode: octalMode.optional(),
});

const hostNetwork = struct({
  listens: list(
    struct({
      port: portNumber,
      protocol: oneOf(["tcp", "udp"]).optional(),
      address: ipAddress("an IP address of the host, such as 127.0.0.1").optional(),
    }),
  ).optional(),
});

/** The props that everything has that runs in a container. */
export const containerOptions = {
  image: instance("ContainerImage", () => ContainerImage, 'ContainerImage.fromRegistry("postgres:16.13-bookworm")'),
  containerName: tokenOr(text("letters, digits, `_`, `.` and `-`, a letter or digit first", DOCKER_NAME)).optional(),
  entrypoint: list(word).optional(),
  command: list(
    leaf<string>("text that is not empty", (value) => typeof value === "string" && /^[^\0]+$/.test(value)),
  ).optional(),
  environment: dictionary(
    variableName,
    environmentValue("a file of a ConfigVolume, from where `environmentFromFiles` exports it"),
  ).optional(),
  environmentFromFiles: dictionary(variableName, absolutePath).optional(),
  user: userAndGroup("999:999").optional(),
  workingDirectory: absolutePath.optional(),
  networks: list(networkAttachment).optional(),
  hostNetwork: hostNetwork.optional(),
  dnsServers: list(nameServer).optional(),
  volumes: list(volumeMount).optional(),
  temporaryDirectories: list(temporaryDirectory).optional(),
  startsAfter: list(startsBefore).optional(),
  memory: memory.optional(),
  sharedMemory: sharedMemory.optional(),
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
    startTimeout: startTimeout.optional(),
    stopGrace: stopGrace.optional(),
    stopSignal: text("a signal such as SIGTERM", /^SIG[A-Z0-9+-]+$/).optional(),
    publish: list(publishedPort).optional(),
    hostname: tokenOr(text("a host name", HOST_NAME)).optional(),
    domainName: tokenOr(text("a domain such as example.org", HOST_NAME)).optional(),
    init: flag().optional(),
    uploads: list(uploadedFile).optional(),
    systemd: flag().optional(),
    replicasOf: anyConstruct.optional(),
  }),
  ...commonContradictions,
  ...serviceContradictions,
);

export const oneShotJobSchema = consistent(
  struct({ ...containerOptions, script: word.optional() }),
  ...commonContradictions,
  ...jobContradictions,
);
