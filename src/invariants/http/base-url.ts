import { parseAddress } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { CallbackNode } from "../../topology";

/** The parts of an address that one container is told of another. */
export interface BaseUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

/** What a base URL looks like, as a regular expression that Terraform knows too. */
export const BASE_URL = "^https?://(\\[[0-9A-Fa-f:]+\\]|[^\\[\\]/:?#@\\s]+)(:[0-9]{1,5})?$";

const PARTS = /^(https?):\/\/(\[[0-9a-f:]+\]|[^\][/:?#@\s]+)(?::(\d{1,5}))?(?=[/?#]|$)/i;

/** The parts of a URL, whatever follows them; nothing where it is none, or known to Terraform only. */
export function parseBaseUrl(url: string): BaseUrl | undefined {
  if (isUnknownText(url)) return undefined;
  const match = PARTS.exec(url);
  if (!match) return undefined;
  const [, scheme, host, port] = match;
  return {
    scheme: scheme.toLowerCase(),
    host,
    port: port ? Number(port) : scheme.toLowerCase() === "https" ? 443 : 80,
  };
}

/** Whether the text is an IP address, and no name. */
export function isAddress(host: string): boolean {
  return parseAddress(host.replace(/^\[|\]$/g, "")) !== undefined;
}

/** How a callback would be written with that host: the port that the scheme implies can be left out. */
export function baseUrlsFor({ port }: CallbackNode, host: string): string[] {
  return [`http://${host}:${port}`, ...(port === 80 ? [`http://${host}`] : [])];
}
