import { integer, leaf, struct } from "../internal/schema";
import { Duration } from "../units/duration";
import { duration } from "./duration-schema";

/** Nothing may be zero: the engine would take the image's own value instead. */
const time = (example: string) => duration(Duration.milliseconds(1), Duration.hours(24), example).optional();

export const healthCheckOptionsSchema = struct({
  interval: time("Duration.seconds(5)"),
  timeout: time("Duration.seconds(5)"),
  retries: integer(1, 1_000).optional(),
  startPeriod: time("Duration.seconds(30)"),
});

export const commandSchema = struct({
  command: leaf<string[]>(
    'the program and its arguments as a list, such as ["pg_isready", "-q"]',
    (value) => Array.isArray(value) && value.every((word) => typeof word === "string") && Boolean(value[0]),
  ),
});

export const lineSchema = struct({
  line: leaf<string>("a line for a shell, not empty", (value) => typeof value === "string" && value.trim() !== ""),
});
