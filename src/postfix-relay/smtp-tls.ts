import { validateOptions } from "../internal/schema";
import { MailTlsLevel } from "../topology";
import { certificateCheckSchema, fingerprintSchema } from "./smarthost-schema";

/** How the certificate of a smarthost is checked. */
export interface CertificateCheck {
  /**
   * Names of which the certificate must bear one.
   *
   * @default - the host of the smarthost
   */
  readonly names?: string[];

  /**
   * Certificates of the authorities that may have signed it, in PEM form, one after another. They are no secret.
   *
   * @default - the authorities that the image trusts, which are those of Debian
   */
  readonly authorities?: string;
}

/**
 * How strictly the connection to a smarthost is protected.
 *
 * @see https://www.postfix.org/TLS_README.html#client_tls_levels
 */
export class SmtpTls {
  /** No encryption: for a smarthost on a network of the same host. */
  public static off(): SmtpTls {
    return new SmtpTls(MailTlsLevel.NONE);
  }

  /** Encrypted where the smarthost offers it. Whoever controls the way can read along and change what is sent. */
  public static opportunistic(): SmtpTls {
    return new SmtpTls(MailTlsLevel.MAY);
  }

  /** Always encrypted; mail waits where the smarthost offers no encryption. Whoever answers is believed. */
  public static encrypted(): SmtpTls {
    return new SmtpTls(MailTlsLevel.ENCRYPT);
  }

  /**
   * Always encrypted, with a certificate for the name of the host, as DNS gives it.
   *
   * @param check - the names and authorities that are accepted
   * @throws an error that lists all that does not fit
   */
  public static verified(check: CertificateCheck = {}): SmtpTls {
    validateOptions("SmtpTls.verified", certificateCheckSchema, check);
    return new SmtpTls(MailTlsLevel.VERIFY, check);
  }

  /**
   * Always encrypted, with a certificate for the name that the program gives: what DNS says is not believed. It differs
   * from `verified` where the smarthost is a mail domain.
   *
   * @param check - the names and authorities that are accepted
   * @throws an error that lists all that does not fit
   */
  public static secure(check: CertificateCheck = {}): SmtpTls {
    validateOptions("SmtpTls.secure", certificateCheckSchema, check);
    return new SmtpTls(MailTlsLevel.SECURE, check);
  }

  /**
   * As the TLSA records of the smarthost want it; as `opportunistic` where it has none. The resolver of the host must
   * validate DNSSEC and say so.
   */
  public static dane(): SmtpTls {
    return new SmtpTls(MailTlsLevel.DANE);
  }

  /** As the TLSA records of the smarthost want it; mail waits where it has none. */
  public static daneOnly(): SmtpTls {
    return new SmtpTls(MailTlsLevel.DANE_ONLY);
  }

  /**
   * Always encrypted, with a certificate of a known fingerprint: for a smarthost that signed its own.
   *
   * @param digests - SHA-256 digests of the certificate or its public key, as pairs of hexadecimal digits with colons;
   *   several while the certificate is being changed
   * @throws an error when there is none, or one of another form
   */
  public static fingerprint(digests: string[]): SmtpTls {
    validateOptions("SmtpTls.fingerprint", fingerprintSchema, { digests });
    return new SmtpTls(MailTlsLevel.FINGERPRINT, { names: digests });
  }

  private constructor(
    /** The level, as Postfix calls it. */
    public readonly level: MailTlsLevel,
    private readonly check: CertificateCheck = {},
  ) {}

  /** What the certificate must match: names, or digests; nothing where that is the host of the smarthost. */
  public get accepted(): string[] | undefined {
    return this.check.names;
  }

  /** Certificates of the authorities, in PEM form; nothing where those of the image count. */
  public get authorities(): string | undefined {
    return this.check.authorities;
  }

  /** Whether nothing is ever sent in the clear. */
  public get isMandatory(): boolean {
    return ![MailTlsLevel.NONE, MailTlsLevel.MAY, MailTlsLevel.DANE].includes(this.level);
  }
}
