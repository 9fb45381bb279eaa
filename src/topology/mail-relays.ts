import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import { TopologyNode } from "./node";

/** How strictly a mail server protects a connection to another one, in the words of Postfix. */
export enum MailTlsLevel {
  /** Never encrypted. */
  NONE = "none",
  /** Encrypted where the other side offers it. */
  MAY = "may",
  /** Always encrypted; whoever answers is believed. */
  ENCRYPT = "encrypt",
  /** Always encrypted, with a certificate for the name that DNS gives. */
  VERIFY = "verify",
  /** Always encrypted, with a certificate for the name that was configured. */
  SECURE = "secure",
  /** As the TLSA records of the other side want it; as `MAY` where it has none. */
  DANE = "dane",
  /** As the TLSA records of the other side want it; nothing is sent where it has none. */
  DANE_ONLY = "dane-only",
  /** Always encrypted, with a certificate of a known fingerprint. */
  FINGERPRINT = "fingerprint",
}

/** A mail server to which a relay hands its mail. */
export interface SmarthostDeclaration {
  /** Its host name or address. */
  readonly host: string;

  /** Its port. */
  readonly port: number;

  /** How strictly the connection is protected. */
  readonly tls: MailTlsLevel;

  /**
   * Whether the connection is encrypted from its first byte, instead of by STARTTLS.
   *
   * @default false
   */
  readonly usesImplicitTls?: boolean;

  /**
   * Whether the relay logs in there.
   *
   * @default false
   */
  readonly hasCredentials?: boolean;

  /**
   * Whether the host is a mail domain, whose servers DNS names.
   *
   * @default false
   */
  readonly usesMxLookup?: boolean;

  /**
   * The largest message that it accepts, in bytes.
   *
   * @default - not known
   */
  readonly maxMessageBytes?: number;
}

/** What a mail relay is known by. */
export interface MailRelayDeclaration {
  /** The construct that stands for the relay. */
  readonly construct: IConstruct;

  /** Its container. */
  readonly container: ContainerNode;

  /** Ports on which it accepts mail from its networks. */
  readonly ports: number[];

  /**
   * Ports on which it accepts mail from whoever logs in, wherever the client is.
   *
   * @default - none
   */
  readonly loginPorts?: number[];

  /**
   * Addresses from which it accepts mail without a login, in the order in which they are looked at: CIDRs, and addresses
   * or CIDRs with a leading `!` that it refuses.
   *
   * @default - none, or not known of a relay that somebody else runs
   */
  readonly clientNetworks?: string[];

  /**
   * Domains of the envelope senders that it accepts. More can be added by `MailRelayNode.allowSender`.
   *
   * @default - not known
   */
  readonly senderDomains?: string[];

  /**
   * Whether somebody else runs it and this program only sends through it.
   *
   * @default false
   */
  readonly isAdopted?: boolean;

  /**
   * Mail servers to which it hands its mail.
   *
   * @default - none: it delivers to the servers of the recipients
   */
  readonly smarthosts?: SmarthostDeclaration[];

  /**
   * Domains for which it signs with DKIM.
   *
   * @default - none
   */
  readonly signedDomains?: string[];

  /**
   * The domain of addresses without one.
   *
   * @default - not known
   */
  readonly localDomain?: string;

  /**
   * Who gets what could not be delivered.
   *
   * @default - not known
   */
  readonly bounceAddress?: string;

  /**
   * The largest message that it accepts, in bytes.
   *
   * @default - not known
   */
  readonly maxMessageBytes?: number;
}

/** A server that takes mail from containers and hands it on. */
export class MailRelayNode extends TopologyNode {
  /** Its container. */
  public readonly container: ContainerNode;

  /** Ports on which it accepts mail from its networks. */
  public readonly ports: number[];

  /** Ports on which it accepts mail from whoever logs in. */
  public readonly loginPorts: number[];

  /** Addresses from which it accepts mail without a login, and with a leading `!` those from which it does not. */
  public readonly clientNetworks: string[];

  /** Mail servers to which it hands its mail; none where it delivers by itself. */
  public readonly smarthosts: SmarthostDeclaration[];

  /** Domains for which it signs with DKIM. */
  public readonly signedDomains: string[];

  /** The domain of addresses without one; nothing where that is not known. */
  public readonly localDomain?: string;

  /** Who gets what could not be delivered; nothing where that is not known. */
  public readonly bounceAddress?: string;

  /** The largest message that it accepts, in bytes; nothing where that is not known. */
  public readonly maxMessageBytes?: number;

  /** Whether somebody else runs it. */
  public readonly isAdopted: boolean;

  /** Whether it is known which envelope senders it accepts. */
  public readonly knowsSenders: boolean;

  private readonly allowed: Set<string>;

  /** Made by `Topology.declareMailRelay`. */
  public constructor(declaration: MailRelayDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.ports = declaration.ports;
    this.loginPorts = declaration.loginPorts ?? [];
    this.clientNetworks = declaration.clientNetworks ?? [];
    this.smarthosts = declaration.smarthosts ?? [];
    this.signedDomains = declaration.signedDomains ?? [];
    this.localDomain = declaration.localDomain;
    this.bounceAddress = declaration.bounceAddress;
    this.maxMessageBytes = declaration.maxMessageBytes;
    this.isAdopted = declaration.isAdopted ?? false;
    this.knowsSenders = declaration.senderDomains !== undefined;
    this.allowed = new Set(declaration.senderDomains);
  }

  /** Domains of the envelope senders that it accepts, sorted; none where they are not known. */
  public get senderDomains(): string[] {
    return [...this.allowed].sort();
  }

  /**
   * Has it accept envelope senders of a further domain.
   *
   * @param domain - the part after the `@`
   */
  public allowSender(domain: string): void {
    this.allowed.add(domain);
  }
}
