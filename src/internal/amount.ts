import { problemError } from "./problems";
import { show } from "./words";

/**
 * The amount in the smallest unit.
 *
 * @param factory - the call, as the error names it
 * @param amount - what was passed, which in JavaScript can be anything
 * @param unit - how many of the smallest unit one of its own is
 * @param smallest - what the smallest unit is called
 * @throws an error when it is no number, negative, or finer than the smallest unit
 */
export function amountIn(factory: string, amount: unknown, unit: number, smallest: string): number {
  const inSmallest = typeof amount === "number" ? amount * unit : NaN;
  if (Number.isSafeInteger(inSmallest) && inSmallest >= 0) return inSmallest;
  throw problemError(factory, {
    name: "amount",
    what: "has a value that does not fit",
    got: show(amount),
    expected: `a number, zero or more, in whole ${smallest}s`,
    fix: `pass such a number, as in ${factory}(30)`,
  });
}
