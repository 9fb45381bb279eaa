import type { z } from "zod";
import { leaf, text, tokenOr } from "../internal/schema";
import { parseCidr } from "../internal/ip";

/** A name of DNS with at least one dot, optionally with `*` as its first label. */
export const NAME_OR_WILDCARD =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** A name by which the internet reaches a service. */
export const publicHost: z.ZodType<string> = tokenOr(
  text("a name such as calendar.example.org, or *.example.org", NAME_OR_WILDCARD),
);

/** A path without what a rule or a template would read: letters, digits and `_.~-`, from the root. */
export const publicPath: z.ZodType<string> = text(
  "a path such as /caldav, of letters, digits and _.~-",
  /^\/([A-Za-z0-9_~-][A-Za-z0-9_.~-]*\/?)*$/,
);

/** A URL with TLS. */
export const httpsUrl: z.ZodType<string> = text("a URL that starts with https://", /^https:\/\/[^\s{}]+$/);

/** A network of addresses. */
export const cidr: z.ZodType<string> = leaf(
  "a CIDR such as 192.0.2.0/24",
  (value) => typeof value === "string" && parseCidr(value) !== undefined,
);
