import { integer, line, struct, text } from "../internal/schema";

export const variableSecretSchema = struct({ description: line().optional() });

export const hostFileSecretSchema = struct({ version: line().optional() });

export const generatedSecretSchema = struct({
  bytes: integer(16, 1_024).optional(),
  version: text("letters, digits, `.`, `_` and `-`", /^[A-Za-z0-9._-]{1,64}$/).optional(),
});
