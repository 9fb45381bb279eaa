import type { Secret } from "../docker";
import { validateOptions } from "../internal/schema";
import type { SmarthostDeclaration } from "../topology";
import type { Size } from "../units";
import { smarthostSchema } from "./smarthost-schema";
import { SmtpTls } from "./smtp-tls";

/** With what the relay logs in at a smarthost. */
export interface SmtpCredentials {
  /** The name of the user. */
  readonly user: string;

  /** The password. */
  readonly password: Secret;
}

/** More about a smarthost. */
export interface SmarthostOptions {
  /**
   * Its port.
   *
   * @default 587 with credentials, 25 without
   */
  readonly port?: number;

  /**
   * How strictly the connection is protected.
   *
   * @default SmtpTls.encrypted() with credentials or implicit TLS, SmtpTls.opportunistic() without
   */
  readonly tls?: SmtpTls;

  /**
   * Whether the connection is encrypted from its first byte, instead of by STARTTLS. With the wrong one, both sides wait
   * for each other until they give up.
   *
   * @default - true on port 465
   */
  readonly implicitTls?: boolean;

  /**
   * With what the relay logs in.
   *
   * @default - no login: the smarthost knows the relay by its address
   */
  readonly credentials?: SmtpCredentials;

  /**
   * Whether the host is a mail domain whose servers DNS names (MX records), and no server itself.
   *
   * @default false
   */
  readonly mxLookup?: boolean;

  /**
   * The largest message that it accepts. The rule `mail/size-limits` then sees that the relay accepts no larger one, which
   * it could only send back.
   *
   * @default - not known
   */
  readonly maxMessage?: Size;
}

/** The mail server of an organization or provider, to which a relay hands its mail. */
export class Smarthost {
  /**
   * A smarthost.
   *
   * @param host - its host name or address, or with `mxLookup` a mail domain
   * @param options - how it is reached
   * @throws an error that lists all that does not fit
   */
  public static of(host: string, options: SmarthostOptions = {}): Smarthost {
    validateOptions("Smarthost.of", smarthostSchema, { host, ...options });
    return new Smarthost(host, options);
  }

  /** Its port. */
  public readonly port: number;

  /** How strictly the connection is protected. */
  public readonly tls: SmtpTls;

  /** Whether the connection is encrypted from its first byte. */
  public readonly usesImplicitTls: boolean;

  /** With what the relay logs in; nothing where it does not. */
  public readonly credentials?: SmtpCredentials;

  /** Whether the host is a mail domain whose servers DNS names. */
  public readonly usesMxLookup: boolean;

  /** The largest message that it accepts; nothing where that is not known. */
  public readonly maxMessage?: Size;

  private constructor(
    /** Its host name or address, or a mail domain. */
    public readonly host: string,
    options: SmarthostOptions,
  ) {
    const { credentials, port = credentials ? 587 : 25, implicitTls = port === 465 } = options;
    this.port = port;
    this.usesImplicitTls = implicitTls;
    this.credentials = credentials;
    this.tls = options.tls ?? (credentials || implicitTls ? SmtpTls.encrypted() : SmtpTls.opportunistic());
    this.usesMxLookup = options.mxLookup ?? false;
    this.maxMessage = options.maxMessage;
  }

  /**
   * How Postfix names it as the next hop. Passwords and TLS policies are looked up by this very text: one that differs in
   * a bracket is not found, and mail then goes out without a login.
   */
  public get nextHop(): string {
    const host = this.usesMxLookup ? this.host : `[${this.host}]`;
    return `${host}:${this.port}`;
  }

  /**
   * What the topology knows of it.
   *
   * @internal
   */
  public get _declaration(): SmarthostDeclaration {
    return {
      host: this.host,
      port: this.port,
      tls: this.tls.level,
      usesImplicitTls: this.usesImplicitTls,
      hasCredentials: this.credentials !== undefined,
      usesMxLookup: this.usesMxLookup,
      maxMessageBytes: this.maxMessage?.toBytes(),
    };
  }
}
