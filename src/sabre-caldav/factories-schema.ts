import { Secret } from "../docker";
import { instance, line, oneOf, struct, text } from "../internal/schema";
import { CalDavApiGeneration } from "./api-generation";

/*
 * What the factories of `CalDavKeys` and `SabreCalDavImage` take.
 */

const key = instance("Secret", () => Secret, 'Secret.fromVariable("caldav_key")');

export const oneKeySchema = struct({ key });

export const keySetSchema = struct({ inbound: key, outbound: key, internal: key });

const generation = oneOf(Object.values(CalDavApiGeneration)).optional();

export const imageOptionsSchema = struct({ generation });

export const gitOptionsSchema = struct({
  generation,
  repository: text("an https:// URL without a slash at its end", /^https:\/\/[^\s#?]+[^\s#?/]$/).optional(),
  base: line().optional(),
  directory: text("a path from the root of the repository", /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[^\0\s]+$/).optional(),
});

export const checkoutSchema = struct({ directory: line() });
