import type { z } from "zod";
import { leaf } from "../internal/schema";
import { Duration } from "../units/duration";

/** A duration within bounds, both included; `example` shows how one is made. */
export function duration(min: Duration, max: Duration, example: string): z.ZodType<Duration> {
  return leaf(
    `a Duration from ${min.toString()} to ${max.toString()}, such as ${example}`,
    (value) =>
      value instanceof Duration &&
      value.toMilliseconds() >= min.toMilliseconds() &&
      value.toMilliseconds() <= max.toMilliseconds(),
  );
}
