import { ContainerImage, Secret } from "../docker";
import { handle, ipv4Address, serviceNetwork, userAndGroup } from "../internal/leaves";
import { ENVIRONMENT_NAME, HOST_NAME } from "../internal/names";
import {
  consistent,
  contradiction,
  dictionary,
  flag,
  instance,
  integer,
  leaf,
  line,
  list,
  oneOf,
  struct,
  text,
  tokenOr,
} from "../internal/schema";
import { Duration, Size } from "../units";
import { CalDavApiGeneration } from "./api-generation";
import { RESERVED } from "./backend-environment";
import { CalDavKeys } from "./caldav-keys";
import { SabreCalDavImage } from "./sabre-caldav-image";

const network = serviceNetwork();
const database = handle("what `postgres.addDatabase(…)` returns", "databaseNode");
const alias = tokenOr(text("a host name such as calendars-backend", HOST_NAME));
const fixedAddress = tokenOr(ipv4Address("172.29.0.30"));
const keys = instance("CalDavKeys", () => CalDavKeys, "CalDavKeys.same(key)");
const generation = oneOf(Object.values(CalDavApiGeneration));
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("caldav_key")');
const size = instance("Size", () => Size, "Size.mebibytes(512)");
const duration = instance("Duration", () => Duration, "Duration.seconds(30)");
const port = integer(1, 65_535);
const allowedHosts = list(
  tokenOr(text("a host name or address, optionally with a dot in front", /^\.?[A-Za-z0-9][A-Za-z0-9.-]*$/)),
);
const attachments = list(handle("`{ network, aliases, ipv4Address }`", "network"));

export const sabreCalDavSchema = consistent(
  struct({
    backend: handle("a CalendarsBackend, or what CalendarsBackend.fromExisting returns", "containerNode"),
    database,
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
      maxDescription: size.optional(),
      maxResource: size.optional(),
    }).optional(),
    phpMemory: size.optional(),
    memory: size.optional(),
    stopGrace: duration.optional(),
  }),
  (props, context) => {
    if (
      props.image?.generation === CalDavApiGeneration.API_KEY_HEADERS &&
      (props.databaseSchema ?? "public") !== "public"
    ) {
      contradiction(context, {
        path: ["databaseSchema"],
        what: "is unknown to images of this generation, which use `public`",
        got: props.databaseSchema,
        expected: '"public"',
        fix: "leave `databaseSchema` out, or take a newer `image`",
      });
    }
    const { memory, phpMemory = Size.mebibytes(512) } = props;
    if (memory && memory.toBytes() < phpMemory.toBytes()) {
      contradiction(context, {
        path: ["memory"],
        what: "is less than one request may use",
        got: memory.toString(),
        expected: `at least ${phpMemory.toString()}, which is \`phpMemory\``,
        fix: "give `memory` more, or `phpMemory` less",
      });
    }
  },
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
    network,
    keys,
    ipv4Address: fixedAddress.optional(),
    alias: alias.optional(),
    networks: attachments.optional(),
    port: port.optional(),
    allowedHosts: allowedHosts.optional(),
    caldavUrl: text("scheme, host and port, such as http://caldav:80", /^https?:\/\/[^/\s]+$/).optional(),
    generation: generation.optional(),
    configuration: line().optional(),
    database: database.optional(),
    secretKey: secret.optional(),
    messages: messages.optional(),
    environment: dictionary(
      text("a name that a shell can export", ENVIRONMENT_NAME),
      leaf<string>("text", (value) => typeof value === "string"),
    ).optional(),
    secretEnvironment: dictionary(text("a name that a shell can export", ENVIRONMENT_NAME), secret).optional(),
    user: userAndGroup("1000:1000").optional(),
    command: list(line()).optional(),
    memory: size.optional(),
    stopGrace: duration.optional(),
  }),
  (props, context) => {
    for (const [group, names] of [
      ["environment", Object.keys(props.environment ?? {})],
      ["secretEnvironment", Object.keys(props.secretEnvironment ?? {})],
    ] as const) {
      for (const name of names) {
        const prop = Object.hasOwn(RESERVED, name) ? RESERVED[name] : undefined;
        if (!prop) continue;
        contradiction(context, {
          path: [group, name],
          what: "belongs to a prop, so that it agrees with what the other services are told",
          expected: `\`${prop}\``,
          fix: `pass \`${prop}\` in place of \`${group}.${name}\``,
        });
      }
    }
  },
);

export const existingBackendSchema = consistent(
  struct({
    network,
    keys,
    containerName: text("the name of a container", /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/).optional(),
    ipv4Address: fixedAddress.optional(),
    alias: alias.optional(),
    port: port.optional(),
    allowedHosts: allowedHosts.optional(),
    caldavUrl: text("scheme, host and port, such as http://caldav:80", /^https?:\/\/[^/\s]+$/).optional(),
    generation: generation.optional(),
  }),
  (props, context) => {
    if (props.ipv4Address === undefined && props.alias === undefined) {
      contradiction(context, {
        path: ["ipv4Address"],
        what: "is missing, and so is `alias`: nothing says where the backend is",
        expected: "`ipv4Address`, or an `alias` that no other container on the network has",
        fix: "pass `ipv4Address`",
      });
    }
  },
);
