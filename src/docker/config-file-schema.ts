import { oneOf, line, struct, text } from "../internal/schema";
import { SecretForm } from "./config-file";

const mode = text("an octal number of four digits, such as 0440", /^[0-7]{4}$/).optional();

export const configFileOptionsSchema = struct({ mode });

/** Made late: this file and that of the enumeration load one another. */
export const secretFileOptionsSchema = () =>
  struct({ mode, form: oneOf(Object.values(SecretForm)).optional(), purpose: line().optional() });
