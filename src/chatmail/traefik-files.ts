/** What Traefik must know of a relay behind it. */
export interface TraefikTarget {
  readonly mailDomain: string;
  /** The host name by which Traefik reaches the relay. */
  readonly hostName: string;
  /** Whether Traefik has the certificate, instead of passing connections on. */
  readonly opensConnections: boolean;
  /** The resolver of Traefik that gets certificates. */
  readonly certificateResolver: string;
}

/** The names of a relay, the main one first: the certificate, and the directory of the dumper, are named after it. */
export function relayNames(mailDomain: string): string[] {
  return [mailDomain, `mta-sts.${mailDomain}`, `www.${mailDomain}`];
}

/** The file for Traefik's file provider, with the entry points `web` and `websecure`. */
export function renderTraefikConfiguration(target: TraefikTarget): string {
  return target.opensConnections ? renderOpened(target) : renderPassedOn(target);
}

/**
 * Connections are passed on by their name and stay encrypted, so that clients can still ask for IMAP and SMTP. The
 * questions of the authority come without encryption, and are passed on before anything is redirected.
 */
function renderPassedOn({ mailDomain, hostName }: TraefikTarget): string {
  const names = relayNames(mailDomain);
  return lines(
    "tcp:",
    "  routers:",
    "    chatmail:",
    "      entryPoints: [websecure]",
    `      rule: ${anyOf("HostSNI", names)}`,
    "      service: chatmail",
    "      tls:",
    "        passthrough: true",
    "  services:",
    "    chatmail:",
    "      loadBalancer:",
    "        servers:",
    `          - address: ${hostName}:443`,
    "http:",
    "  routers:",
    "    chatmail-acme:",
    "      entryPoints: [web]",
    `      rule: (${anyOf("Host", names)}) && PathPrefix(\`/.well-known/acme-challenge/\`)`,
    "      priority: 10000",
    "      service: chatmail-acme",
    "  services:",
    "    chatmail-acme:",
    "      loadBalancer:",
    "        servers:",
    `          - url: http://${hostName}:80`,
  );
}

/** The certificate of the relay is for its name, and Traefik asks for it by its address: it is not checked. */
function renderOpened({ mailDomain, hostName, certificateResolver }: TraefikTarget): string {
  return lines(
    "http:",
    "  routers:",
    "    chatmail:",
    "      entryPoints: [websecure]",
    `      rule: ${anyOf("Host", relayNames(mailDomain))}`,
    "      service: chatmail",
    "      tls:",
    `        certResolver: ${certificateResolver}`,
    "  services:",
    "    chatmail:",
    "      loadBalancer:",
    "        serversTransport: chatmail",
    "        servers:",
    `          - url: https://${hostName}:443`,
    "  serversTransports:",
    "    chatmail:",
    "      insecureSkipVerify: true",
  );
}

/**
 * What `traefik-certs-dumper` does: a directory for each certificate, named after its main domain. It waits by itself
 * for the first certificate, and empties nothing, because the relay reads the files meanwhile.
 *
 * @param source - the file in which Traefik keeps its certificates
 * @param destination - the directory that the relay gets
 */
export function dumperCommand(source: string, destination: string): string[] {
  return [
    "file",
    ...["--version", "v3"],
    "--watch",
    "--domain-subdir=true",
    "--clean=false",
    ...["--source", source],
    ...["--dest", destination],
  ];
}

function anyOf(matcher: string, names: readonly string[]): string {
  return names.map((name) => `${matcher}(\`${name}\`)`).join(" || ");
}

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}
