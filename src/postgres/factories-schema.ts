import { ContainerImage } from "../docker";
import { parseCidr } from "../internal/ip";
import { userAndGroup } from "../internal/leaves";
import { flag, instance, leaf, line, list, oneOf, struct, text } from "../internal/schema";
import { PostgresSuite, VERSION } from "./postgres-version";

/*
 * What the factories of `HbaRule` and `PostgresImage` take.
 */

const names = list(line()).optional();

export const hbaRuleSchema = struct({
  databases: names,
  roles: names,
  address: leaf<string>(
    "a network such as 172.29.0.0/24, or nothing for all",
    (value) => typeof value === "string" && parseCidr(value) !== undefined,
  ).optional(),
  onlyTls: flag().optional(),
});

export const officialImageSchema = struct({ suite: oneOf(Object.values(PostgresSuite)) });

export const customImageSchema = struct({
  image: instance("ContainerImage", () => ContainerImage, 'ContainerImage.fromRegistry("postgres:16.13-bookworm")'),
  version: text("a version that the library knows, such as 16 or 16.13", VERSION),
  extensions: list(line()).optional(),
  user: userAndGroup("999:999").optional(),
});
