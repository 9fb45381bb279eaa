import type { IMountableVolume, IServiceNetwork, Secret } from "../docker";
import type { Duration, Size } from "../units";
import type { RelayImage } from "./relay-image";
import type { Smarthost } from "./smarthost";

/** A smarthost for the mail of one domain. */
export interface SenderSmarthost {
  /** The domain of the envelope senders, for example `events.example.org`. */
  readonly domain: string;

  /** The smarthost that takes their mail. */
  readonly smarthost: Smarthost;
}

/** What the relay changes in what it sends. */
export interface RewriteSettings {
  /**
   * The envelope sender of all mail, whatever the client says. The `From` that a reader sees stays.
   *
   * @default - what the client says
   */
  readonly envelopeSender?: string;

  /**
   * Addresses that are replaced on the way out, in envelope and headers: `{ "@a1b2c3": "calendar@example.org" }` for
   * what a container says that knows only its own id.
   *
   * @default - none
   */
  readonly addresses?: { [address: string]: string };

  /**
   * Domains of which only the name itself is left: `cal.example.org` becomes `example.org`.
   *
   * @default - none
   */
  readonly masqueradeDomains?: string[];

  /**
   * Whether addresses without a domain in the headers get that of the relay. In the envelope they always do.
   *
   * @default false
   */
  readonly completeHeaders?: boolean;
}

/** How much the relay accepts. */
export interface RelayLimits {
  /**
   * The largest message, attachments included. Let it be no more than the smarthost accepts: a larger one is taken and
   * sent back later.
   *
   * @default Size.bytes(10_240_000), as Postfix has it
   */
  readonly message?: Size;

  /**
   * How many recipients one message may have.
   *
   * @default 1000
   */
  readonly recipients?: number;

  /**
   * How many messages one client may send a minute. It bounds what somebody can do who has taken over a service.
   *
   * @default - no limit
   */
  readonly messagesPerMinute?: number;

  /**
   * How many connections one client may open a minute.
   *
   * @default - no limit
   */
  readonly connectionsPerMinute?: number;
}

/** How long mail waits, and where. */
export interface QueueSettings {
  /**
   * How long mail is tried before it is sent back: the longest outage of the smarthost that nobody notices.
   *
   * @default Duration.days(5)
   */
  readonly lifetime?: Duration;

  /**
   * How long a bounce is tried before it is dropped.
   *
   * @default - as `lifetime`
   */
  readonly bounceLifetime?: Duration;

  /**
   * After how long the sender is told that mail is late.
   *
   * @default - never
   */
  readonly delayWarning?: Duration;

  /**
   * The shortest time between two tries.
   *
   * @default Duration.minutes(5)
   */
  readonly minimalBackoff?: Duration;

  /**
   * The longest time between two tries.
   *
   * @default - 4000 seconds, or `minimalBackoff` where that is longer
   */
  readonly maximalBackoff?: Duration;

  /**
   * Since when mail must wait for the health output to warn of it. It never makes the container unhealthy.
   *
   * @default Duration.minutes(30)
   */
  readonly warnAfter?: Duration;

  /**
   * The volume of the queue. No two relays may share one.
   *
   * @default - a protected volume of the engine
   */
  readonly volume?: IMountableVolume;
}

/** How slowly mail is handed on, for a smarthost that counts. */
export interface DeliveryThrottle {
  /**
   * The pause between two messages to one smarthost or domain. With one, mail goes one by one.
   *
   * @default - none
   */
  readonly pause?: Duration;

  /**
   * How many connections to one smarthost or domain may be open.
   *
   * @default 20
   */
  readonly connections?: number;
}

/** What happens to mail while it cannot be signed. */
export enum DkimFailure {
  /** The client is told to come again, and no unsigned mail leaves. */
  TEMPFAIL = "tempfail",
  /** Mail leaves without a signature; with a strict DMARC policy, its recipients do not get it. */
  ACCEPT = "accept",
}

/** How mail is signed. */
export interface DkimSettings {
  /**
   * The name of the key in DNS: `<selector>._domainkey.<domain>`. Another one for another key, so that both can be there
   * while mail signed with the old one is under way.
   *
   * @default "mail"
   */
  readonly selector?: string;

  /**
   * The domains in the `From` of the mail that is signed.
   *
   * @default - the mail name
   */
  readonly domains?: string[];

  /**
   * The private key, in PEM form.
   *
   * @default - made once, on the host, into a protected volume
   */
  readonly key?: Secret;

  /**
   * What happens while the signer does not answer.
   *
   * @default DkimFailure.TEMPFAIL
   */
  readonly onFailure?: DkimFailure;

  /**
   * The network on which Postfix reaches the signer. Whoever else is on it can have anything signed.
   *
   * @default - one of its own, without a way out, for which the engine chooses the addresses
   */
  readonly network?: IServiceNetwork;
}

/** Somebody who may log in. */
export interface SubmissionUser {
  /** The name. */
  readonly name: string;

  /** The password. */
  readonly password: Secret;
}

/** Where the host passes on the port for logins. */
export interface PublishedSubmission {
  /**
   * The address of the host on which it is reachable.
   *
   * @default "127.0.0.1"
   */
  readonly address?: string;

  /**
   * The port on the host.
   *
   * @default 587
   */
  readonly hostPort?: number;
}

/** For clients outside of the networks of the relay: a port on which nothing is accepted without a login over TLS. */
export interface SubmissionSettings {
  /** Who may log in. */
  readonly users: SubmissionUser[];

  /** The certificate with its chain, in PEM form, the own one first. */
  readonly certificate: Secret;

  /** Its private key, in PEM form, without a password. */
  readonly privateKey: Secret;

  /**
   * Where the host passes it on. Without, only containers on the relay's networks reach it.
   *
   * @default - nowhere
   */
  readonly publish?: PublishedSubmission;
}

/** What the postmaster is told of. */
export enum NotifyClass {
  /** Every bounce, with the headers of the mail. */
  BOUNCE = "bounce",
  /** Every bounce that could not be delivered. */
  DOUBLE_BOUNCE = "2bounce",
  /** Mail that a recipient's server delays. */
  DELAY = "delay",
  /** Mail that was refused by the relay's own policy. */
  POLICY = "policy",
  /** Errors in the dialog with a client or server. */
  PROTOCOL = "protocol",
  /** Mail that could not be delivered for lack of resources, such as disk space. */
  RESOURCE = "resource",
  /** Mail that could not be delivered because of software problems. */
  SOFTWARE = "software",
}

/** Props of `PostfixRelay`. */
export interface PostfixRelayProps {
  /**
   * The networks from which it takes mail. Each needs a subnet, and one of them a way out of the host. Containers on
   * them may send, the host itself may not.
   */
  readonly networks: IServiceNetwork[];

  /**
   * The domain that is added to addresses without one, and that bounces come from: Debian's "mail name".
   */
  readonly mailName: string;

  /** Who gets mail to root and to the postmaster, as bounces and notices of the relay are. */
  readonly rootAddress: string;

  /**
   * The mail server to which it hands its mail. Needed unless `directDelivery` is set.
   *
   * @default - none
   */
  readonly smarthost?: Smarthost;

  /**
   * Smarthosts that are tried in this order when the first does not answer.
   *
   * @default - none
   */
  readonly fallbackSmarthosts?: Smarthost[];

  /**
   * Smarthosts for the mail of single domains.
   *
   * @default - all mail goes to `smarthost`
   */
  readonly senderSmarthosts?: SenderSmarthost[];

  /**
   * Whether it delivers to the servers of the recipients by itself. They believe it only where the public address of the
   * host has a name that leads back to it, is named in SPF, and is on no list of private lines.
   *
   * @default false
   */
  readonly directDelivery?: boolean;

  /**
   * The name with which it greets. With direct delivery it must be the one that the public address of the host has in DNS.
   *
   * @default - the mail name
   */
  readonly hostName?: string;

  /**
   * Domains of envelope senders that it accepts, besides those of services that are allowed by `allow`. Bounces, which
   * have no sender, always are.
   *
   * @default - the mail name
   */
  readonly senderDomains?: string[];

  /**
   * What it changes in what it sends.
   *
   * @default - envelope addresses without a domain get that of the relay
   */
  readonly rewrite?: RewriteSettings;

  /**
   * How much it accepts.
   *
   * @default - the limits of Postfix
   */
  readonly limits?: RelayLimits;

  /**
   * How long mail waits, and where.
   *
   * @default - five days, in a protected volume
   */
  readonly queue?: QueueSettings;

  /**
   * How slowly mail is handed on.
   *
   * @default - as fast as it goes
   */
  readonly throttle?: DeliveryThrottle;

  /**
   * How mail is signed with DKIM.
   *
   * @default - it is not signed; often the smarthost does
   */
  readonly dkim?: DkimSettings;

  /**
   * A port for clients outside of its networks, which must log in.
   *
   * @default - none
   */
  readonly submission?: SubmissionSettings;

  /**
   * What the postmaster is told of.
   *
   * @default - NotifyClass.RESOURCE and NotifyClass.SOFTWARE
   */
  readonly notify?: NotifyClass[];

  /**
   * Networks on which Prometheus finds an exporter of the queue, at port 9154 of the container `<relay>-exporter`.
   *
   * @default - no exporter
   */
  readonly exporterNetworks?: IServiceNetwork[];

  /**
   * Further parameters of `main.cf`. What a prop sets, and whatever could open the relay, is refused.
   *
   * @default - none
   * @see https://www.postfix.org/postconf.5.html
   */
  readonly parameters?: { [name: string]: string };

  /**
   * The image.
   *
   * @default RelayImage.bundled()
   */
  readonly image?: RelayImage;

  /**
   * The name under which others on its networks reach it.
   *
   * @default - the id of the construct
   */
  readonly alias?: string;

  /**
   * The most memory that the container may use.
   *
   * @default Size.mebibytes(256)
   */
  readonly memory?: Size;

  /**
   * How long it may take to stop. What it was sending then is sent again later.
   *
   * @default Duration.seconds(30)
   */
  readonly stopGrace?: Duration;
}
