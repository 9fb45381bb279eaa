import type { z } from "zod";
import { leaf } from "../internal/schema";
import { Size } from "../units/size";

/** An amount, with the least that it may be; `example` shows how one is made. */
export function size(example: string, min: Size = Size.bytes(0)): z.ZodType<Size> {
  const bound = min.toBytes() === 0 ? "" : ` from ${min.toString()} on`;
  return leaf(
    `a Size${bound}, such as ${example}`,
    (value) => value instanceof Size && value.toBytes() >= min.toBytes(),
  );
}
