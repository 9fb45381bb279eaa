import { ContainerImage, Secret } from "../docker";
import {
  environmentValue,
  memory,
  memoryIsEnough,
  networkAttachment,
  stopGrace,
  variableName,
} from "../docker/container-leaves-schema";
import { postgresDatabase, serviceNetwork } from "../docker/handles-schema";
import { size } from "../docker/size-schema";
import { ipv4Address, portNumber, userAndGroup } from "../internal/leaves";
import { DOCKER_NAME, HOST_NAME } from "../internal/names";
import {
  atLeastOne,
  consistent,
  dictionary,
  flag,
  instance,
  line,
  list,
  oneOf,
  struct,
  text,
  tokenOr,
} from "../internal/schema";
import type { IPostgresDatabase } from "../postgres";
import { Size } from "../units";
import { CalDavApiGeneration } from "./api-generation";
import { CalDavKeys } from "./caldav-keys";
import {
  attachmentsAreDifferent,
  backendIsReachable,
  databaseSchemaIsKnown,
  memoryOfRequests,
  networksOfBackendAreDifferent,
  startOfBackendIsKnown,
  variablesAreFree,
  variablesAreSetOnce,
} from "./consistency-schema";
import { calendarsBackend } from "./handles-schema";
import { SabreCalDavImage } from "./sabre-caldav-image";

const alias = tokenOr(text("a host name such as calendars-backend", HOST_NAME));
const fixedAddress = tokenOr(ipv4Address("172.29.0.30"));
const keys = instance("CalDavKeys", () => CalDavKeys, "CalDavKeys.same(key)");
const generation = oneOf(Object.values(CalDavApiGeneration));
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("caldav_key")');
const url = text("scheme, host and port, such as http://caldav:80", /^https?:\/\/[^/\s]+$/);
const allowedHosts = list(
  tokenOr(text("a host name or address, optionally with a dot in front", /^\.?[A-Za-z0-9][A-Za-z0-9.-]*$/)),
);
const attachments = list(networkAttachment);

export const sabreCalDavSchema = consistent(
  struct({
    backend: calendarsBackend,
    database: postgresDatabase<IPostgresDatabase>(),
    image: instance("SabreCalDavImage", () => SabreCalDavImage, "SabreCalDavImage.release()").optional(),
    databaseSchema: text(
      "letters, digits and underscores, not a digit first",
      /^[A-Za-z_][A-Za-z0-9_]{0,62}$/,
    ).optional(),
    keys: keys.optional(),
    callbackBaseUrl: line().optional(),
    baseUri: text("a path that starts and ends with a slash, such as /caldav/", /^\/([A-Za-z0-9._-]+\/)*$/).optional(),
    alias: alias.optional(),
    networks: attachments.optional(),
    sanitizer: struct({
      stripBinaryAttachments: flag().optional(),
      maxDescription: size("Size.kibibytes(100)").optional(),
      maxResource: size("Size.mebibytes(1)").optional(),
    }).optional(),
    // PHP takes it in whole mebibytes, and starts with no less.
    phpMemory: size("Size.mebibytes(512)", Size.mebibytes(16)).optional(),
    memory: memory.optional(),
    stopGrace: stopGrace.optional(),
  }),
  databaseSchemaIsKnown,
  memoryIsEnough,
  memoryOfRequests,
  attachmentsAreDifferent,
);

const messages = struct({
  apiUrl: text("an http:// or https:// URL", /^https?:\/\/\S+$/),
  channelId: line(),
  apiKey: secret,
  scopes: list(line()),
});

export const calendarsBackendSchema = consistent(
  struct({
    image: instance(
      "ContainerImage",
      () => ContainerImage,
      'ContainerImage.fromRegistry("ghcr.io/suitenumerique/calendars-backend:0.1.0")',
    ),
    network: serviceNetwork,
    keys,
    ipv4Address: fixedAddress.optional(),
    alias: alias.optional(),
    networks: attachments.optional(),
    port: portNumber.optional(),
    allowedHosts: allowedHosts.optional(),
    caldavUrl: url.optional(),
    generation: generation.optional(),
    configuration: line().optional(),
    database: postgresDatabase<IPostgresDatabase>().optional(),
    secretKey: secret.optional(),
    messages: messages.optional(),
    environment: dictionary(variableName, environmentValue("`secretEnvironment`")).optional(),
    secretEnvironment: dictionary(variableName, secret).optional(),
    user: userAndGroup("1000:1000").optional(),
    command: atLeastOne(list(line())).optional(),
    memory: memory.optional(),
    stopGrace: stopGrace.optional(),
  }),
  variablesAreFree,
  variablesAreSetOnce,
  startOfBackendIsKnown,
  memoryIsEnough,
  networksOfBackendAreDifferent,
);

export const existingBackendSchema = consistent(
  struct({
    network: serviceNetwork,
    keys,
    containerName: text("the name of a container", DOCKER_NAME).optional(),
    ipv4Address: fixedAddress.optional(),
    alias: alias.optional(),
    port: portNumber.optional(),
    allowedHosts: allowedHosts.optional(),
    caldavUrl: url.optional(),
    generation: generation.optional(),
  }),
  backendIsReachable,
);
