import type { IConstruct } from "constructs";
import type { IServiceNetwork } from "../docker";
import type { ContainerNode, MailRelayNode } from "../topology";
import { Topology } from "../topology";
import type { Size } from "../units";
import type { SmtpCredentials } from "./smarthost";

/** A service that wants to send mail. */
export interface MailClient {
  /** The construct that sends. */
  readonly construct: IConstruct;

  /**
   * The envelope senders that it uses: addresses such as `calendar@example.org`, or domains such as `example.org`. The
   * relay accepts their domains from then on.
   */
  readonly senders: string[];

  /**
   * Networks on which it is anyway; one that the relay has joined is then the one on which they meet.
   *
   * @default - none
   */
  readonly networks?: IServiceNetwork[];

  /**
   * The largest message that it sends, attachments included.
   *
   * @default - not known
   */
  readonly maxMessage?: Size;
}

/** A relay that services of this library can send through. */
export interface IMailRelay {
  /** The relay in the topology. */
  readonly relayNode: MailRelayNode;

  /**
   * Lets a service send through the relay: allows its senders, and tells how the relay is reached.
   *
   * @param client - who sends, and as whom
   */
  allow(client: MailClient): MailRoute;
}

/** What is known of a route. */
export interface MailRouteProps {
  /** The relay. */
  readonly relay: MailRelayNode;

  /** Who sends. */
  readonly client: MailClient;

  /** The host name of the relay on the network. */
  readonly host: string;

  /** The port of the relay. */
  readonly port: number;

  /** The network on which the two meet. */
  readonly network: IServiceNetwork;

  /** The domains of the envelope senders. */
  readonly senderDomains: string[];

  /**
   * Whether the connection must be encrypted.
   *
   * @default false
   */
  readonly usesTls?: boolean;

  /**
   * Whether it is encrypted from its first byte, instead of by STARTTLS.
   *
   * @default false
   */
  readonly usesImplicitTls?: boolean;

  /**
   * With what the service logs in.
   *
   * @default - no login: the relay knows the network
   */
  readonly credentials?: SmtpCredentials;
}

/** How a service reaches its relay. */
export class MailRoute {
  /** The host name of the relay. */
  public readonly host: string;

  /** The port of the relay. */
  public readonly port: number;

  /** The network that the service must join. */
  public readonly network: IServiceNetwork;

  /** The domains of the envelope senders. */
  public readonly senderDomains: string[];

  /** Whether the service must encrypt the connection; `PostfixRelay` wants that of no container. */
  public readonly usesTls: boolean;

  /** Whether it is encrypted from its first byte; where it is not, and `usesTls` is set, by STARTTLS. */
  public readonly usesImplicitTls: boolean;

  /** With what the service logs in; nothing where it does not, as at `PostfixRelay`. */
  public readonly credentials?: SmtpCredentials;

  /** The largest message that the relay accepts, in bytes; nothing where that is not known. */
  public readonly maxMessageBytes?: number;

  /** Made by `IMailRelay.allow`. */
  public constructor(private readonly route: MailRouteProps) {
    this.host = route.host;
    this.port = route.port;
    this.network = route.network;
    this.senderDomains = route.senderDomains;
    this.usesTls = route.usesTls ?? false;
    this.usesImplicitTls = route.usesImplicitTls ?? false;
    this.credentials = route.credentials;
    this.maxMessageBytes = route.relay.maxMessageBytes;
  }

  /**
   * Tells the topology which container sends, so that the rules can look at it.
   *
   * @param container - the container, which must have joined `network`
   */
  public connect(container: ContainerNode): void {
    const { client, relay } = this.route;
    Topology.of(client.construct).declareMailRoute({
      construct: client.construct,
      client: container,
      relay: relay.container,
      relayHost: this.host,
      relayPort: this.port,
      senderDomains: this.senderDomains,
      maxMessageBytes: client.maxMessage?.toBytes(),
      usesTls: this.usesTls,
      usesImplicitTls: this.usesImplicitTls,
      hasCredentials: this.credentials !== undefined,
    });
  }
}
