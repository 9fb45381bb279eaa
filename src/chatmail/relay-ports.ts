import type { HostPort, PublishedPort } from "../docker";
import type { ChatmailIni } from "./ini-props";
import { LOOPBACK_PORTS } from "./ini-keys";

/** Ports that the internet reaches: mail in, web, clients. */
const MAIL = [25, 143, 465, 587, 993];
const WEB = [80, 443];

/** What the ports depend on. */
export interface PortsPlan {
  readonly ini: ChatmailIni;
  /** Whether acmetool answers the authority on a port of its own. */
  readonly usesAcme: boolean;
  readonly usesIpv6: boolean;
}

/** All ports on which a relay on the network of the host listens, those on loopback included. */
export function listenedPorts({ ini, usesAcme, usesIpv6 }: PortsPlan): HostPort[] {
  const isOwnIroh = ini.irohRelay === undefined;
  const everywhere = [...MAIL, ...WEB, ...(isOwnIroh ? [3340] : [])].flatMap((port) => onAll(port, usesIpv6));
  const loopback = [
    ...(usesAcme ? [402] : []),
    8443,
    ...(isOwnIroh ? [9092] : []),
    ...Object.entries(LOOPBACK_PORTS).map(([name, port]) => ini[name as "filtermailSmtpPort"] ?? port),
  ];
  const { mtailAddress } = ini;
  return [
    ...everywhere,
    ...onAll(3478, usesIpv6).map((port) => ({ ...port, protocol: "udp" })),
    ...["tcp", "udp"].flatMap((protocol) => [
      { port: 53, protocol, address: "127.0.0.1" },
      ...(usesIpv6 ? [{ port: 53, protocol, address: "::1" }] : []),
    ]),
    ...loopback.map((port) => ({ port, address: "127.0.0.1" })),
    ...(mtailAddress === undefined ? [] : [3903, 3904].map((port) => ({ port, address: mtailAddress }))),
  ];
}

/**
 * The ports that the host passes on to a relay behind the engine's address translation. The TURN server is not among
 * them: it tells clients the address of the container.
 */
export function publishedPorts(address: string, isBehindProxy: boolean): PublishedPort[] {
  return [...MAIL, ...(isBehindProxy ? [] : WEB)].map((port) => ({ containerPort: port, hostPort: port, address }));
}

function onAll(port: number, usesIpv6: boolean): HostPort[] {
  return [{ port, address: "0.0.0.0" }, ...(usesIpv6 ? [{ port, address: "::" }] : [])];
}
