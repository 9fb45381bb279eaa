import type { Secret } from "../docker";
import { withBeside, validateOptions } from "../internal/schema";
import { CertificateSource } from "../topology";
import { certificateFilesSchema, dnsChallengeSchema, letsEncryptSchema } from "./certificates-schema";

/** Let's Encrypt, whose certificates every client accepts. */
const PRODUCTION = "https://acme-v02.api.letsencrypt.org/directory";

/** Let's Encrypt for tests: no client accepts its certificates, and its limits are hardly ever reached. */
const STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";

/** More about an authority that is asked by ACME. */
export interface AuthorityOptions {
  /**
   * Whether the authority for tests is asked. Its certificates are accepted by nobody, but a mistake does not lock the
   * name out for a week.
   *
   * @default false
   */
  readonly staging?: boolean;

  /**
   * The directory of another authority than Let's Encrypt.
   *
   * @default - that of Let's Encrypt
   */
  readonly directoryUrl?: string;

  /**
   * Certificates, in the form of PEM, of those who may vouch for the server of the authority itself.
   *
   * @default - those that the image brings
   */
  readonly authorities?: string;
}

/** More about certificates that are asked for by records of DNS. */
export interface DnsChallengeOptions extends AuthorityOptions {
  /**
   * What logs in at the provider, by the names of its variables, such as `{ CF_DNS_API_TOKEN: token }`. Each is delivered
   * as a file.
   */
  readonly credentials: { [name: string]: Secret };

  /**
   * Further variables of the provider that are no secrets.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Servers that are asked whether the records are there, as `address:port`.
   *
   * @default - those of the container
   */
  readonly resolvers?: string[];
}

/** A certificate in files, and its key. */
export interface CertificateFile {
  /** The names in it; `*.example.org` stands for one label. */
  readonly hosts: string[];

  /** The certificate in the form of PEM, with those between it and its authority. */
  readonly certificate: Secret;

  /** Its key in the form of PEM. */
  readonly privateKey: Secret;
}

/**
 * Where the certificates of an ingress come from.
 *
 * There is no way to ask for TLS-ALPN-01: when it fails, Traefik tries again without a pause, until the authority locks
 * the names out.
 */
export class IngressCertificates {
  /**
   * Certificates of Let's Encrypt for the names of all routes, renewed by themselves. The authority asks for a file at
   * `http://<name>/`, so port 80 of every name must lead here.
   *
   * @param email - whom the authority may write to
   * @param options - more about the authority
   * @throws an error that lists all options that do not fit
   */
  public static letsEncrypt(email: string, options: AuthorityOptions = {}): IngressCertificates {
    validateOptions("IngressCertificates.letsEncrypt", letsEncryptSchema, withBeside(options, { email }));
    return new IngressCertificates(CertificateSource.HTTP_CHALLENGE, { email, ...authority(options) });
  }

  /**
   * Certificates of Let's Encrypt, for which the authority asks for records of DNS: for wildcards, and for hosts that the
   * internet does not reach.
   *
   * @param email - whom the authority may write to
   * @param provider - who serves the records, as Traefik calls it, such as `cloudflare`
   * @param options - what logs in at the provider, and more about the authority
   * @throws an error that lists all options that do not fit
   * @see https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/#providers
   */
  public static dnsChallenge(email: string, provider: string, options: DnsChallengeOptions): IngressCertificates {
    validateOptions("IngressCertificates.dnsChallenge", dnsChallengeSchema, withBeside(options, { email, provider }));
    const { credentials, environment = {}, resolvers = [] } = options;
    return new IngressCertificates(CertificateSource.DNS_CHALLENGE, {
      email,
      ...authority(options),
      dns: { provider, credentials, environment, resolvers },
    });
  }

  /**
   * Certificates that somebody else renews.
   *
   * @param certificates - the certificates
   * @throws an error that lists all that does not fit
   */
  public static fromFiles(certificates: CertificateFile[]): IngressCertificates {
    validateOptions("IngressCertificates.fromFiles", certificateFilesSchema, { certificates });
    return new IngressCertificates(CertificateSource.FILES, undefined, certificates);
  }

  private constructor(
    /** Where they come from. */
    public readonly source: CertificateSource,
    /**
     * Who makes them; nothing where that is somebody else's.
     *
     * @internal
     */
    public readonly _authority?: Authority,
    /**
     * Files with certificates.
     *
     * @internal
     */
    public readonly _files: CertificateFile[] = [],
  ) {}
}

/** Who makes certificates, and how it is convinced. */
interface Authority {
  readonly email: string;
  readonly directoryUrl: string;
  readonly isStaging: boolean;
  readonly authorities?: string;
  readonly dns?: {
    readonly provider: string;
    readonly credentials: { readonly [name: string]: Secret };
    readonly environment: { readonly [name: string]: string };
    readonly resolvers: readonly string[];
  };
}

function authority({ staging = false, directoryUrl, authorities }: AuthorityOptions) {
  const url = directoryUrl ?? (staging ? STAGING : PRODUCTION);
  return { directoryUrl: url, isStaging: url === STAGING, authorities };
}
