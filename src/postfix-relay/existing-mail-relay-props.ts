import type { IServiceNetwork } from "../docker";
import type { Size } from "../units";
import type { SmtpCredentials } from "./smarthost";

/** What is known of a relay that somebody else runs. */
export interface ExistingMailRelayProps {
  /** The network on which services reach it: its own where it is a container, else one with a way out of the host. */
  readonly network: IServiceNetwork;

  /** Its name on that network, or in DNS, or its address. */
  readonly hostName: string;

  /**
   * Its port.
   *
   * @default 587 with credentials, 25 without
   */
  readonly port?: number;

  /**
   * Whether the connection must be encrypted.
   *
   * @default - with credentials, or with implicit TLS
   */
  readonly tls?: boolean;

  /**
   * Whether the connection is encrypted from its first byte, instead of by STARTTLS.
   *
   * @default - true on port 465
   */
  readonly implicitTls?: boolean;

  /**
   * With what services log in.
   *
   * @default - no login: the relay knows the network
   */
  readonly credentials?: SmtpCredentials;

  /**
   * Domains of the envelope senders that it accepts. Services are checked against them.
   *
   * @default - not known
   */
  readonly senderDomains?: string[];

  /**
   * The largest message that it accepts, attachments included.
   *
   * @default - not known
   */
  readonly maxMessage?: Size;
}
