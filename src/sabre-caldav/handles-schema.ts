import { Secret } from "../docker";
import { serviceNetwork, startsBefore } from "../docker/handles-schema";
import { handle } from "../internal/leaves";
import type { IPostgresDatabase } from "../postgres";
import { ContainerNode, DatabaseNode } from "../topology";
import { CalDavKeys } from "./caldav-keys";
import type { ICalendarsBackend } from "./calendars-backend-handle";

/** A database with its owner. */
export const postgresDatabase = handle<IPostgresDatabase>(
  "what `postgres.addDatabase(…)` returns",
  ({ databaseNode, ownerPassword, network, ready, requireSchema }) =>
    databaseNode instanceof DatabaseNode &&
    ownerPassword instanceof Secret &&
    serviceNetwork.safeParse(network).success &&
    startsBefore.safeParse(ready).success &&
    typeof requireSchema === "function",
);

/** A Django backend, ours or that of somebody else. */
export const calendarsBackend = handle<ICalendarsBackend>(
  "a CalendarsBackend, or what CalendarsBackend.fromExisting returns",
  ({ containerNode, keys, network, baseUrl, useCalDav }) =>
    containerNode instanceof ContainerNode &&
    keys instanceof CalDavKeys &&
    serviceNetwork.safeParse(network).success &&
    typeof baseUrl === "string" &&
    typeof useCalDav === "function",
);
