import { ENVIRONMENT_NAME } from "../internal/names";
import { dictionary, leaf, struct, text } from "../internal/schema";
import { hasToken } from "../internal/tokens";

export const imageBuildSchema = struct({
  name: text("lower-case letters, digits, `.`, `_` and `-`", /^[a-z0-9]+([._-][a-z0-9]+)*$/).optional(),
  dockerfile: text("a path in the directory", /^(?!\/)(?!(.*\/)?\.{1,2}(\/|$))[^\0\r\n]+$/).optional(),
  buildArgs: dictionary(
    text("the name of an ARG", ENVIRONMENT_NAME),
    // The name of the image tells one build from another, so everything in it must be known.
    leaf<string>(
      "text that the program knows when it synthesizes",
      (value) => typeof value === "string" && !hasToken(value),
    ),
  ).optional(),
  target: text("the name of a stage", /^[A-Za-z0-9._-]+$/).optional(),
});
