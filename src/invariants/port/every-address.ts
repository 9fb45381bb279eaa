import { formatAddress, parseAddress } from "../../internal/ip";

/** Addresses that stand for all of their family. */
const WILDCARDS = new Set(["", "0.0.0.0", "::", "[::]"]);

/** Whether a port that is published there is open on every address of the host. */
export function isEveryAddress(address: string): boolean {
  return WILDCARDS.has(inOneSpelling(address));
}

/** Whether the address is one of IPv6. */
export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** The address in the one spelling that all of its spellings share. */
export function inOneSpelling(address: string): string {
  const parsed = parseAddress(address);
  return parsed ? formatAddress(parsed.family, parsed.value) : address;
}
