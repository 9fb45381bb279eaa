import { parseAddress } from "../internal/ip";

/** What a mail domain means for chatmail. */
export enum MailDomainKind {
  /** A name in DNS: with certificates of an authority, and records that are checked. */
  PUBLIC = "public",
  /** A name with a leading `_`: with a certificate that the relay makes itself, and no look at DNS. */
  LOCAL = "local",
  /** An IPv4 address: as `LOCAL`, and mail is not signed. */
  ADDRESS = "address",
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** Characters that Dovecot takes in an address; no IPv6, which chatmail cannot do. */
const NAME = new RegExp(`^(?=.{1,253}$)_?${LABEL}(\\.${LABEL})+$`);

/** Whether chatmail can work under that name. */
export function isMailDomain(text: string): boolean {
  // Digits and dots alone are an address, or nothing.
  return /^[\d.]+$/.test(text) ? parseAddress(text)?.family === 4 : NAME.test(text);
}

/** What the domain means. */
export function kindOf(domain: string): MailDomainKind {
  if (/^[\d.]+$/.test(domain)) return MailDomainKind.ADDRESS;
  return domain.startsWith("_") ? MailDomainKind.LOCAL : MailDomainKind.PUBLIC;
}
