import type { z } from "zod";
import type { NetworkAttachment } from "../docker";
import { namedIn, networksAreDifferent } from "../docker/container-leaves-schema";
import { contradiction } from "../internal/schema";
import { Size } from "../units";
import { CalDavApiGeneration } from "./api-generation";
import { RESERVED, isReadFromFile } from "./backend-environment";
import type { CalendarsBackendProps, ExistingCalendarsBackendProps } from "./calendars-backend-props";
import type { SabreCalDavProps } from "./sabre-caldav-props";

/*
 * What props of the CalDAV server and of its backend say that each is right for itself, and wrong together.
 */

/** Where the tables are is a setting of newer images alone. */
export function databaseSchemaIsKnown(
  { image, databaseSchema = "public" }: Pick<SabreCalDavProps, "image" | "databaseSchema">,
  context: z.RefinementCtx,
): void {
  if (image?.generation !== CalDavApiGeneration.API_KEY_HEADERS || databaseSchema === "public") return;
  contradiction(context, {
    path: ["databaseSchema"],
    what: "is unknown to images of this generation, which use `public`",
    got: databaseSchema,
    expected: '"public"',
    fix: "leave `databaseSchema` out, or take a newer `image`",
  });
}

/** The container has the memory that one request may use. */
export function memoryOfRequests(
  { memory, phpMemory = Size.mebibytes(512) }: Pick<SabreCalDavProps, "memory" | "phpMemory">,
  context: z.RefinementCtx,
): void {
  if (!memory || memory.toBytes() >= phpMemory.toBytes()) return;
  contradiction(context, {
    path: ["memory"],
    what: "is less than one request may use",
    got: memory.toString(),
    expected: `at least ${phpMemory.toString()}, which is \`phpMemory\``,
    fix: "give `memory` more, or `phpMemory` less",
  });
}

/** What is said of a network is said once. */
export function attachmentsAreDifferent(
  { networks }: Pick<SabreCalDavProps, "networks">,
  context: z.RefinementCtx,
): void {
  networksAreDifferent(namedIn("networks", networks?.map(networkOf)), context);
}

/** `network` stands beside `networks`. */
export function networksOfBackendAreDifferent(
  { network, networks }: Pick<CalendarsBackendProps, "network" | "networks">,
  context: z.RefinementCtx,
): void {
  const further = namedIn("networks", networks?.map(networkOf));
  networksAreDifferent([{ network, path: ["network"] }, ...further], context);
}

function networkOf({ network }: NetworkAttachment) {
  return network;
}

type Variables = Pick<CalendarsBackendProps, "environment" | "secretEnvironment">;

/** Variables that a prop sets are set by it alone. */
export function variablesAreFree(props: Variables, context: z.RefinementCtx): void {
  for (const group of ["environment", "secretEnvironment"] as const) {
    for (const name of Object.keys(props[group] ?? {})) {
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
}

/** A variable is a secret or it is not; where it is read from a file, the name of that file is no secret. */
export function variablesAreSetOnce(
  { environment = {}, secretEnvironment = {} }: Variables,
  context: z.RefinementCtx,
): void {
  for (const name of Object.keys(secretEnvironment)) {
    const names = isReadFromFile(name) ? [name, `${name}_FILE`] : [name];
    const twice = names.find((own) => Object.hasOwn(environment, own));
    if (twice === undefined) continue;
    contradiction(context, {
      path: ["secretEnvironment", name],
      what: "is also in `environment`",
      got: `environment.${twice}`,
      expected: "each variable once",
      fix: "remove it from one of them",
    });
  }
}

/** What only a shell can export must be exported before the image's own command runs, which is not known here. */
export function startOfBackendIsKnown(
  { command, secretEnvironment = {} }: Pick<CalendarsBackendProps, "command" | "secretEnvironment">,
  context: z.RefinementCtx,
): void {
  const exported = Object.keys(secretEnvironment).filter((name) => !isReadFromFile(name));
  if (exported.length === 0 || command) return;
  contradiction(context, {
    path: ["command"],
    what: `is required: ${exported.join(", ")} must be exported from a file before the image's own command runs`,
    expected: "the whole start command, the image's entry point included",
    fix: "pass `command`, as `docker inspect` of the image shows Entrypoint and Cmd",
  });
}

/** A backend that somebody else runs answers somewhere. */
export function backendIsReachable(
  { ipv4Address, alias }: Pick<ExistingCalendarsBackendProps, "ipv4Address" | "alias">,
  context: z.RefinementCtx,
): void {
  if (ipv4Address !== undefined || alias !== undefined) return;
  contradiction(context, {
    path: ["ipv4Address"],
    what: "is missing, and so is `alias`: nothing says where the backend is",
    expected: "`ipv4Address`, or an `alias` that no other container on the network has",
    fix: "pass `ipv4Address`",
  });
}
