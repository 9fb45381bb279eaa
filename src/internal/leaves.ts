import type { z } from "zod";
import { parseAddress } from "./ip";
import { leaf, text } from "./schema";

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

/** A construct or handle that cannot be told by its class, because users may bring their own: what has this member. */
export function handle<T>(expected: string, member: string): z.ZodType<T> {
  return leaf<T>(expected, (value) => typeof value === "object" && value !== null && member in value);
}

/** A network of an engine, made by the program or by others. */
export function serviceNetwork<T>(): z.ZodType<T> {
  return handle<T>("a ServiceNetwork, or what ServiceNetwork.fromExisting returns", "networkNode");
}
