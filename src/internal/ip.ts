import * as ipaddr from "ipaddr.js";

/** A range of IP addresses of one family, first and last included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

/** The range of a CIDR such as `172.29.0.0/24`, or nothing where the text is none. */
export function parseCidr(text: string): AddressRange | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  // The general parser tries IPv6 first, and fails for IPv4 by an error that costs more than all the rest.
  const [address, prefix] = text.includes(":") ? ipaddr.IPv6.parseCIDR(text) : ipaddr.IPv4.parseCIDR(text);
  const family = address.kind() === "ipv4" ? 4 : 6;
  const size = 1n << BigInt(bits(family) - prefix);
  const value = toNumber(address.toByteArray());
  const first = value - (value % size);
  return { family, first, last: first + size - 1n, prefix };
}

/** An address as a number with its family, or nothing where the text is none. */
export function parseAddress(text: string): { readonly family: 4 | 6; readonly value: bigint } | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return { family: address.kind() === "ipv4" ? 4 : 6, value: toNumber(address.toByteArray()) };
}

/** The CIDR as the engine writes it: host bits cleared, IPv6 in lower case and compressed. */
export function canonicalCidr(text: string): string | undefined {
  const range = parseCidr(text);
  return range && `${formatAddress(range.family, range.first)}/${range.prefix}`;
}

/** Whether the address lies in the range. */
export function contains(range: AddressRange, address: string): boolean {
  const parsed = parseAddress(address);
  return parsed?.family === range.family && parsed.value >= range.first && parsed.value <= range.last;
}

/** Whether the second range lies wholly in the first. */
export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && inner.first >= outer.first && inner.last <= outer.last;
}

/** Whether two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The first address that a host may have: the gateway, by custom. */
export function firstHost(range: AddressRange): string {
  return formatAddress(range.family, range.first + 1n);
}

/** The upper half of the range, as a CIDR: where the engine may hand out addresses by itself. */
export function upperHalf(range: AddressRange): string {
  const half = (range.last - range.first + 1n) / 2n;
  return `${formatAddress(range.family, range.first + half)}/${range.prefix + 1}`;
}

/** An address as text, IPv6 compressed. */
export function formatAddress(family: 4 | 6, value: bigint): string {
  const bytes = Array.from({ length: bits(family) / 8 }, (_, index) =>
    Number((value >> BigInt(bits(family) - 8 * (index + 1))) & 0xffn),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

function bits(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function toNumber(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Whether the internet reaches the address: not one of a private network, of the machine itself, or of documentation. */
export function isPublic(address: string): boolean {
  return parseAddress(address) !== undefined && ipaddr.process(address).range() === "unicast";
}
