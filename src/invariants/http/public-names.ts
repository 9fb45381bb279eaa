import { isUnknownText } from "../../internal/tokens";
import { parseBaseUrl } from "./base-url";

/** The name in a public URL; nothing where only Terraform knows it. */
export function hostOf(url: string): string | undefined {
  return isUnknownText(url) ? undefined : parseBaseUrl(url)?.host.toLowerCase();
}

/** Ends of names that no authority vouches for, as RFC 2606, 6761, 6762, 8375 and ICANN keep them apart. */
const PRIVATE_ENDS = ["test", "example", "invalid", "localhost", "local", "internal", "onion", "home.arpa", "lan"];

/** Whether an authority that the internet trusts could vouch for the name. */
export function isPublicName(name: string): boolean {
  const labels = name.split(".");
  if (labels.length < 2 || /^[\d.]+$/.test(name) || name.includes(":")) return false;
  return !PRIVATE_ENDS.some((end) => name === end || name.endsWith(`.${end}`));
}
