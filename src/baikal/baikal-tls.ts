import type { Secret } from "../docker";
import { validateOptions } from "../internal/schema";
import type { AuthorityOptions } from "../traefik";
import { IngressCertificates } from "../traefik";
import { certificateSchema } from "./factories-schema";

/** A certificate for HTTPS in the container itself. */
export interface BaikalCertificate {
  /** The certificate with its chain, in PEM form, the own one first. */
  readonly certificate: Secret;

  /** Its private key, in PEM form, without a password. */
  readonly privateKey: Secret;
}

/** How a server of its own comes by HTTPS. Behind an ingress that it shares with others, it needs none of this. */
export class BaikalTls {
  /**
   * A certificate in the container itself, which somebody else renews. Port 8443 then speaks TLS, and nobody outside of
   * the container reaches a port that does not.
   *
   * @param files - the certificate and its key
   * @throws an error that lists all that does not fit
   */
  public static fromCertificate(files: BaikalCertificate): BaikalTls {
    validateOptions("BaikalTls.fromCertificate", certificateSchema, files);
    return new BaikalTls(files);
  }

  /**
   * An ingress of its own, on ports 80 and 443 of the host, with a certificate of Let's Encrypt that renews itself: for a
   * host on which nothing else is served. Otherwise make one `Traefik`, and let it `route` to each service.
   *
   * @param email - whom the authority may write to
   * @param options - more about the authority
   * @throws an error that lists all options that do not fit
   */
  public static letsEncrypt(email: string, options?: AuthorityOptions): BaikalTls {
    return new BaikalTls(undefined, IngressCertificates.letsEncrypt(email, options));
  }

  private constructor(
    /**
     * The certificate in the container itself.
     *
     * @internal
     */
    public readonly _certificate?: BaikalCertificate,
    /**
     * The certificates of an ingress of its own.
     *
     * @internal
     */
    public readonly _ingress?: IngressCertificates,
  ) {}
}
