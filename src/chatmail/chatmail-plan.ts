import type { HostPort, PublishedPort, UploadedFile } from "../docker";
import { Duration, Size } from "../units";
import { renderChatmailIni } from "./chatmail-ini";
import { ChatmailPackaging, ChatmailImage } from "./chatmail-image";
import type { ChatmailRelayProps } from "./chatmail-relay-props";
import { ChatmailTls, ChatmailTlsMode } from "./chatmail-tls";
import type { FilesPlan } from "./container-files";
import { containerFiles, ownCertificate } from "./container-files";
import { CertificateSource } from "./dns-records";
import type { HostRequirements } from "./host-requirements";
import { inotifyRequirements } from "./host-requirements";
import { environmentKey, furtherOf, settingsOf } from "./ini-environment";
import type { ChatmailIni } from "./ini-props";
import { legacyEnvironment } from "./legacy-environment";
import { MailDomainKind, kindOf } from "./mail-domain";
import { listenedPorts, publishedPorts } from "./relay-ports";

/** Where files of a certificate that somebody else renews appear in the container. */
export const CERTIFICATES = "/etc/chatmail-tls";

/** Who has a certificate, and where. */
const SOURCES: Readonly<Record<ChatmailTlsMode, CertificateSource>> = {
  [ChatmailTlsMode.ACME]: CertificateSource.ACME,
  [ChatmailTlsMode.TRAEFIK_PASSTHROUGH]: CertificateSource.ACME,
  [ChatmailTlsMode.SELF_SIGNED]: CertificateSource.SELF_SIGNED,
  [ChatmailTlsMode.EXTERNAL]: CertificateSource.EXTERNAL,
  [ChatmailTlsMode.TRAEFIK_DUMPED]: CertificateSource.EXTERNAL,
};

/** What follows from the props; nothing of it depends on the construct. */
export interface ChatmailPlan {
  readonly image: ChatmailImage;
  readonly kind: MailDomainKind;
  readonly tls: ChatmailTls;
  readonly certificateSource: CertificateSource;
  readonly isBehindTraefik: boolean;
  readonly ini: ChatmailIni;
  readonly files: FilesPlan;
  readonly uploads: UploadedFile[];
  readonly environment: Record<string, string>;
  readonly listens: HostPort[];
  readonly publish: PublishedPort[];
  readonly dnsServers: string[];
  readonly sysctls?: Record<string, string>;
  readonly requirements: HostRequirements;
  readonly startTimeout: Duration;
}

/** Plans a relay. */
export function planChatmail(props: ChatmailRelayProps): ChatmailPlan {
  const { mailDomain, image = ChatmailImage.release(), network } = props;
  const kind = kindOf(mailDomain);
  const tls = props.tls ?? (kind === MailDomainKind.PUBLIC ? ChatmailTls.acme() : ChatmailTls.selfSigned());
  const certificateSource = SOURCES[tls.mode];
  const hasIpv6 = network === undefined || network.networkNode.ipv6Subnet !== undefined;
  const stated = { ...props.ini, ...settingsOf(props.env ?? {}) };
  const ini = { ...stated, ...(hasIpv6 ? {} : { disableIpv6: stated.disableIpv6 ?? true }) };
  const isBehindTraefik = [ChatmailTlsMode.TRAEFIK_PASSTHROUGH, ChatmailTlsMode.TRAEFIK_DUMPED].includes(tls.mode);
  const ports = { ini, usesAcme: certificateSource === CertificateSource.ACME, usesIpv6: ini.disableIpv6 !== true };
  const listens = listenedPorts(ports);
  const publish = publishedPorts(props.publishAddress ?? "0.0.0.0", isBehindTraefik);
  const files = filesPlan(props, image.packaging, tls, certificateSource);
  return {
    image,
    kind,
    tls,
    certificateSource,
    isBehindTraefik,
    ini,
    files,
    uploads: uploadsOf(props, ini, files),
    environment:
      image.packaging === ChatmailPackaging.OFFICIAL
        ? { MAIL_DOMAIN: mailDomain }
        : legacyEnvironment({ ...props, ini, usesForeignCertificate: files.awaitsCertificate }),
    listens,
    publish,
    dnsServers: props.dnsServers ?? (network === undefined ? ["127.0.0.1", "9.9.9.9"] : ["9.9.9.9"]),
    // Without IPv6, the engine takes ::1 from the container too, on which unbound insists unless it is told otherwise.
    sysctls: !hasIpv6 && ini.disableIpv6 === false ? { "net.ipv6.conf.lo.disable_ipv6": "0" } : undefined,
    requirements: requirementsOf(props, kind, network === undefined ? listens : publish.map(asHostPort)),
    startTimeout:
      props.startTimeout ??
      (image.packaging === ChatmailPackaging.LEGACY ? Duration.minutes(20) : Duration.minutes(10)),
  };
}

function filesPlan(
  { mailDomain, certificateMonitoring = {} }: ChatmailRelayProps,
  packaging: ChatmailPackaging,
  tls: ChatmailTls,
  source: CertificateSource,
): FilesPlan {
  const { enabled = true, interval = Duration.seconds(60) } = certificateMonitoring;
  return {
    packaging,
    mailDomain,
    certificate: certificateOf(mailDomain, tls),
    awaitsCertificate: source === CertificateSource.EXTERNAL,
    keepsCertificate: source === CertificateSource.SELF_SIGNED,
    watchSeconds: enabled ? interval.toSeconds() : undefined,
  };
}

function certificateOf(mailDomain: string, { mode, files }: ChatmailTls): FilesPlan["certificate"] {
  switch (mode) {
    case ChatmailTlsMode.ACME:
    case ChatmailTlsMode.TRAEFIK_PASSTHROUGH: {
      const live = `/var/lib/acme/live/${mailDomain}`;
      return { certificate: `${live}/fullchain`, privateKey: `${live}/privkey` };
    }
    case ChatmailTlsMode.SELF_SIGNED:
      return ownCertificate();
    case ChatmailTlsMode.TRAEFIK_DUMPED: {
      // The dumper names the directory after the main domain of the certificate, which the router lists first.
      const dumped = `${CERTIFICATES}/${mailDomain}`;
      return { certificate: `${dumped}/certificate.crt`, privateKey: `${dumped}/privatekey.key` };
    }
    case ChatmailTlsMode.EXTERNAL:
      return {
        certificate: `${CERTIFICATES}/${files?.certificate ?? ""}`,
        privateKey: `${CERTIFICATES}/${files?.privateKey ?? ""}`,
      };
  }
}

/**
 * The settings go into the file system of the container and not into a volume: beside them chatmail notes what it was
 * configured with, and a new container that found the note would configure nothing.
 */
function uploadsOf(props: ChatmailRelayProps, ini: ChatmailIni, files: FilesPlan): UploadedFile[] {
  const further = Object.fromEntries(
    Object.entries(furtherOf(props.env ?? {})).map(([name, value]) => [environmentKey(name), value]),
  );
  const settings: UploadedFile = {
    path: "/etc/chatmail/chatmail.ini",
    content: renderChatmailIni({
      mailDomain: props.mailDomain,
      ini,
      externalCertificate: files.awaitsCertificate ? files.certificate : undefined,
      further,
    }),
  };
  return [
    ...(files.packaging === ChatmailPackaging.OFFICIAL ? [settings] : []),
    ...containerFiles(files),
    ...(props.closedRegistration ? [{ path: "/etc/chatmail-nocreate", content: "closed\n" }] : []),
    ...(props.customFiles ?? []).map(({ path, content }) => ({ path, content })),
  ];
}

function requirementsOf(props: ChatmailRelayProps, kind: MailDomainKind, ports: HostPort[]): HostRequirements {
  const { preflight = {}, image } = props;
  const smtpProbe = preflight.smtpProbe ?? (kind === MailDomainKind.PUBLIC ? "gmail-smtp-in.l.google.com" : undefined);
  return {
    cgroupVersion: 2,
    architecture: image === undefined || image.version !== undefined ? "amd64" : undefined,
    ...inotifyRequirements(),
    ports,
    smtpProbe: smtpProbe === "" ? undefined : smtpProbe,
    memory: preflight.memory ?? Size.mebibytes(900),
    disk: preflight.disk ?? Size.gibibytes(10),
  };
}

function asHostPort({ hostPort, address, protocol }: PublishedPort): HostPort {
  return { port: hostPort, address, protocol };
}
