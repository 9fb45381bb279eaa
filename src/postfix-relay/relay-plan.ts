import type { Secret } from "../docker";
import type { ClientNetwork } from "./client-networks";
import { clientNetworks } from "./client-networks";
import type {
  DkimSettings,
  NotifyClass,
  PostfixRelayProps,
  RelayLimits,
  RewriteSettings,
  DeliveryThrottle,
} from "./postfix-relay-props";
import { NotifyClass as Notify, DkimFailure } from "./postfix-relay-props";
import type { Smarthost } from "./smarthost";
import { Duration, Size } from "../units";
import { MailTlsLevel } from "../topology";

/** The service of Postfix by which mail leaves: with STARTTLS, or encrypted from the first byte. */
export type Transport = "smtp" | "smtps";

/** Where the mail of one domain goes. */
export interface SenderRoute {
  readonly domain: string;
  readonly nextHop: string;
  readonly transport: Transport;
}

/** A login at a smarthost, or of a client. */
export interface Login {
  readonly user: string;
  /** What the secret is called below `/config/secrets`. */
  readonly secretName: string;
  readonly password: Secret;
}

/** A login at a smarthost, under the text by which Postfix looks it up. */
export interface SmarthostLogin extends Login {
  readonly nextHop: string;
}

/** How the connection to one smarthost is protected. */
export interface TlsPolicy {
  readonly nextHop: string;
  readonly level: MailTlsLevel;
  readonly accepted?: string[];
  /** What the file with the certificates of the authorities is called, and what is in it. */
  readonly authorities?: { readonly file: string; readonly content: string };
}

/** Times of the queue, in seconds. */
export interface QueueTimes {
  readonly lifetime: number;
  readonly bounceLifetime: number;
  readonly delayWarning: number;
  readonly minimalBackoff: number;
  readonly maximalBackoff: number;
}

/** How mail is signed. */
export interface DkimPlan {
  readonly selector: string;
  readonly domains: string[];
  readonly onFailure: DkimFailure;
}

/** Everything that the files of a relay say. */
export interface RelayPlan {
  readonly hostName: string;
  readonly mailName: string;
  readonly rootAddress: string;
  readonly clients: readonly ClientNetwork[];
  readonly usesIpv6: boolean;
  readonly transport: Transport;
  /** Next hops in the order in which they are tried; none with direct delivery. */
  readonly nextHops: readonly string[];
  readonly senderRoutes: readonly SenderRoute[];
  readonly smarthostLogins: readonly SmarthostLogin[];
  readonly tlsPolicies: readonly TlsPolicy[];
  readonly usesDane: boolean;
  readonly rewrite: RewriteSettings;
  readonly limits: RelayLimits & { readonly messageBytes: number };
  readonly queue: QueueTimes;
  readonly throttle: { readonly pauseSeconds?: number; readonly connections?: number };
  readonly dkim?: DkimPlan;
  readonly clientLogins?: readonly Login[];
  readonly notify: readonly NotifyClass[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** The largest message that Postfix accepts where nobody says otherwise. */
export const DEFAULT_MESSAGE = Size.bytes(10_240_000);

/** What follows from the props; nothing of it depends on the construct. */
export function planRelay(props: PostfixRelayProps): RelayPlan {
  const { mailName, rootAddress, networks, limits = {} } = props;
  const group = [...(props.smarthost ? [props.smarthost] : []), ...(props.fallbackSmarthosts ?? [])];
  const all = [...group, ...(props.senderSmarthosts ?? []).map(({ smarthost }) => smarthost)];
  const known = [...new Map(all.map((smarthost) => [smarthost.nextHop, smarthost])).values()];
  const clients = clientNetworks(networks);
  return {
    hostName: props.hostName ?? mailName,
    mailName,
    rootAddress,
    clients,
    usesIpv6: networks.some(({ networkNode }) => networkNode.ipv6Subnet !== undefined),
    transport: group.length > 0 ? transportOf(group[0]) : "smtp",
    nextHops: group.map(({ nextHop }) => nextHop),
    senderRoutes: (props.senderSmarthosts ?? []).map(({ domain, smarthost }) => ({
      domain,
      nextHop: smarthost.nextHop,
      transport: transportOf(smarthost),
    })),
    smarthostLogins: known.flatMap(loginOf),
    tlsPolicies: known.map(tlsPolicy),
    usesDane: known.some(({ tls }) => [MailTlsLevel.DANE, MailTlsLevel.DANE_ONLY].includes(tls.level)),
    rewrite: props.rewrite ?? {},
    limits: { ...limits, messageBytes: (limits.message ?? DEFAULT_MESSAGE).toBytes() },
    queue: queueTimes(props),
    throttle: throttleOf(props.throttle),
    dkim: props.dkim && dkimPlan(props.dkim, mailName),
    clientLogins: props.submission?.users.map(({ name, password }, index) => ({
      user: name,
      secretName: `client-${index}`,
      password,
    })),
    notify: props.notify ?? [Notify.RESOURCE, Notify.SOFTWARE],
    parameters: props.parameters ?? {},
  };
}

function transportOf({ usesImplicitTls }: Smarthost): Transport {
  return usesImplicitTls ? "smtps" : "smtp";
}

function loginOf({ nextHop, credentials }: Smarthost, index: number): SmarthostLogin[] {
  return credentials ? [{ nextHop, secretName: `smarthost-${index}`, ...credentials }] : [];
}

function tlsPolicy({ nextHop, tls }: Smarthost, index: number): TlsPolicy {
  const { level, accepted, authorities } = tls;
  const file = authorities === undefined ? undefined : { file: `authorities-${index}.pem`, content: authorities };
  return { nextHop, level, accepted, authorities: file };
}

function queueTimes({ queue = {} }: PostfixRelayProps): QueueTimes {
  const lifetime = (queue.lifetime ?? Duration.days(5)).toSeconds();
  const minimalBackoff = (queue.minimalBackoff ?? Duration.minutes(5)).toSeconds();
  return {
    lifetime,
    bounceLifetime: queue.bounceLifetime?.toSeconds() ?? lifetime,
    delayWarning: queue.delayWarning?.toSeconds() ?? 0,
    minimalBackoff,
    maximalBackoff: queue.maximalBackoff?.toSeconds() ?? Math.max(4000, minimalBackoff),
  };
}

function throttleOf({ pause, connections }: DeliveryThrottle = {}): RelayPlan["throttle"] {
  return { pauseSeconds: pause?.toSeconds(), connections };
}

function dkimPlan({ selector = "mail", domains, onFailure = DkimFailure.TEMPFAIL }: DkimSettings, mailName: string) {
  return { selector, domains: domains ?? [mailName], onFailure };
}
