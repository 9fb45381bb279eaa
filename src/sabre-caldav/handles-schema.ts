import { serviceNetwork } from "../docker/handles-schema";
import { handle } from "../internal/leaves";
import { ContainerNode } from "../topology";
import { CalDavKeys } from "./caldav-keys";
import type { ICalendarsBackend } from "./calendars-backend-handle";

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
