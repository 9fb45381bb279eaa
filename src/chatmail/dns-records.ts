import { digest } from "../internal/hash";
import type { DnsRecordDeclaration } from "../topology";
import { DnsNeed } from "../topology";
import { MailDomainKind, kindOf } from "./mail-domain";

/** The name of chatmail's DKIM key, which it always has. */
const SELECTOR = "opendkim";

/** Who issues the certificate, as far as DNS has to do with it. */
export enum CertificateSource {
  /** Let's Encrypt, asked by the relay. */
  ACME = "acme",
  /** The relay itself. */
  SELF_SIGNED = "self-signed",
  /** Somebody else. */
  EXTERNAL = "external",
}

/** What the records of a relay depend on. */
export interface DnsPlan {
  readonly mailDomain: string;
  /** Addresses under which the internet reaches it; none where they are not known. */
  readonly addresses: readonly string[];
  readonly certificate: CertificateSource;
  /** The version of the policy by which others always encrypt; made of the domain where there is none. */
  readonly mtaStsId?: string;
  /** The Terraform output with the public key, which only the running relay knows. */
  readonly dkimOutput?: string;
}

/** A record, without the construct that declares it. */
export type RelayRecord = Omit<DnsRecordDeclaration, "construct">;

/** All records of a relay. Under an address there are none. */
export function relayRecords(plan: DnsPlan): RelayRecord[] {
  if (kindOf(plan.mailDomain) === MailDomainKind.ADDRESS) return [];
  return [...addressRecords(plan), ...webRecords(plan), ...mailRecords(plan), ...clientRecords(plan)];
}

function addressRecords({ mailDomain: name, addresses }: DnsPlan): RelayRecord[] {
  const need = DnsNeed.BEFORE_START;
  if (addresses.length === 0) return [{ name, type: "A", need }];
  return addresses.map((value) => ({ name, type: value.includes(":") ? "AAAA" : "A", value, need }));
}

/** Chatmail asks for both names before it asks for a certificate; they must be aliases, not addresses. */
function webRecords({ mailDomain, certificate }: DnsPlan): RelayRecord[] {
  const alias = (name: string, need: DnsNeed): RelayRecord => ({
    name: `${name}.${mailDomain}`,
    type: "CNAME",
    value: mailDomain,
    need,
  });
  switch (certificate) {
    case CertificateSource.ACME:
      return [alias("www", DnsNeed.BEFORE_START), alias("mta-sts", DnsNeed.BEFORE_START)];
    case CertificateSource.EXTERNAL:
      // Chatmail does not ask for it then, and serves the policy all the same.
      return [alias("www", DnsNeed.REQUIRED), alias("mta-sts", DnsNeed.RECOMMENDED)];
    case CertificateSource.SELF_SIGNED:
      return [alias("www", DnsNeed.REQUIRED)];
  }
}

function mailRecords(plan: DnsPlan): RelayRecord[] {
  const { mailDomain, certificate, mtaStsId = digest(mailDomain), dkimOutput } = plan;
  const policy: RelayRecord = {
    name: `_mta-sts.${mailDomain}`,
    type: "TXT",
    value: `v=STSv1; id=${mtaStsId}`,
    need: certificate === CertificateSource.ACME ? DnsNeed.REQUIRED : DnsNeed.RECOMMENDED,
  };
  return [
    { name: mailDomain, type: "MX", value: `10 ${mailDomain}`, need: DnsNeed.REQUIRED },
    ...(certificate === CertificateSource.SELF_SIGNED ? [] : [policy]),
    { name: `${SELECTOR}._domainkey.${mailDomain}`, type: "TXT", need: DnsNeed.REQUIRED, output: dkimOutput },
    { name: mailDomain, type: "TXT", value: "v=spf1 a ~all", need: DnsNeed.RECOMMENDED },
    {
      name: `_dmarc.${mailDomain}`,
      type: "TXT",
      value: "v=DMARC1;p=reject;adkim=s;aspf=s",
      need: DnsNeed.RECOMMENDED,
    },
    { name: `_adsp._domainkey.${mailDomain}`, type: "TXT", value: "dkim=discardable", need: DnsNeed.RECOMMENDED },
    ...(certificate === CertificateSource.ACME ? [{ name: mailDomain, type: "CAA", need: DnsNeed.RECOMMENDED }] : []),
  ];
}

/** Where clients find the services. */
function clientRecords({ mailDomain }: DnsPlan): RelayRecord[] {
  const services = [
    ["submission", 587],
    ["submissions", 465],
    ["imap", 143],
    ["imaps", 993],
  ] as const;
  return services.map(([service, port]) => ({
    name: `_${service}._tcp.${mailDomain}`,
    type: "SRV",
    value: `0 1 ${port} ${mailDomain}`,
    need: DnsNeed.RECOMMENDED,
  }));
}
