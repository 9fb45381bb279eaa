import { isUnknownText } from "../../internal/tokens";
import { allOf, areDistinct, isOneOf, matches } from "../expression";
import { inOneSpelling, isEveryAddress, isIpv6 } from "./every-address";

/** Whether two published ports of one number are in each other's way. */
export enum Meeting {
  /** On one address at least. */
  ALWAYS,
  /** There is room for both. */
  NEVER,
  /** Terraform knows. */
  UNKNOWN,
}

/** Whether two ports of one number would be in each other's way on these addresses. */
export function whetherTheyMeet(a: string, b: string): Meeting {
  if (a === b) return Meeting.ALWAYS;
  if (isUnknownText(a) || isUnknownText(b)) return Meeting.UNKNOWN;
  const meet =
    isIpv6(a) === isIpv6(b) && (isEveryAddress(a) || isEveryAddress(b) || inOneSpelling(a) === inOneSpelling(b));
  return meet ? Meeting.ALWAYS : Meeting.NEVER;
}

/** True where no two of the addresses are the same, and none that only Terraform knows stands for all. */
export function areApart(addresses: readonly string[]): string {
  const unknown = addresses.filter(isUnknownText);
  return allOf([
    areDistinct(addresses),
    ...unknown.map((address) => `!${isOneOf(address, ["", "0.0.0.0", "::"])}`),
    ...addresses.filter(isEveryAddress).flatMap((every) => unknown.map(beside(every))),
  ]);
}

/** Beside all addresses of one family, there is room for those of the other one only. */
function beside(every: string): (address: string) => string {
  return (address) => `${isIpv6(every) ? "!" : ""}${matches(address, ":")}`;
}
