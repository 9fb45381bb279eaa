import type { z } from "zod";
import { parseAddress } from "./ip";
import { integer, leaf, numberTokenOr, text, tokenOr } from "./schema";

/*
 * Leaves that the schemas of several constructs have in common.
 */

/** An IPv4 address. */
export function ipv4Address(example: string): z.ZodType<string> {
  return leaf(
    `an IPv4 address such as ${example}`,
    (value) => typeof value === "string" && parseAddress(value)?.family === 4,
  );
}

/** An IP address of either family. */
export function ipAddress(expected: string): z.ZodType<string> {
  return leaf(expected, (value) => typeof value === "string" && parseAddress(value) !== undefined);
}

/** Who owns files or runs a process, as the engine takes it. */
export function userAndGroup(example: string): z.ZodType<string> {
  return text(`user and group as numbers, such as ${example}`, /^\d{1,10}:\d{1,10}$/);
}

/** A port. */
export const portNumber = integer(1, 65_535);

/** A port of the host. */
export const hostPort = numberTokenOr(portNumber);

/** An address of the host, on which it passes a port on. */
export const hostAddress = tokenOr(ipAddress("an IP address of the host, such as 127.0.0.1"));

/** A construct or handle that cannot be told by its class, because users may bring their own: what has these members. */
export function handle<T>(
  expected: string,
  has: (members: { readonly [Member in keyof T]?: unknown }) => boolean,
): z.ZodType<T> {
  return leaf<T>(expected, (value) => typeof value === "object" && value !== null && has(value));
}
