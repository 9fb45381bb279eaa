import type { IMountableVolume } from "../docker";
import { validateOptions, withBeside } from "../internal/schema";
import { certificateFilesSchema } from "./tls-schema";

/** Where the certificate of a relay comes from. */
export enum ChatmailTlsMode {
  /** The relay asks Let's Encrypt by itself, over port 80. */
  ACME = "acme",
  /** The relay makes its own. */
  SELF_SIGNED = "self-signed",
  /** Files that somebody else renews. */
  EXTERNAL = "external",
  /** As `ACME`, with Traefik in front, which passes connections on without opening them. */
  TRAEFIK_PASSTHROUGH = "traefik-passthrough",
  /** Traefik has the certificate, and a dumper writes it into files. */
  TRAEFIK_DUMPED = "traefik-dumped",
}

/** Files with a certificate. */
export interface CertificateFiles {
  /** The certificate with its chain, as a path from the root of the directory. */
  readonly certificate: string;

  /** Its private key, as a path from the root of the directory. */
  readonly privateKey: string;
}

/** Where the certificate of a relay comes from. */
export class ChatmailTls {
  /** Let's Encrypt, asked by the relay itself. Port 80 must reach it under three names. */
  public static acme(): ChatmailTls {
    return new ChatmailTls(ChatmailTlsMode.ACME);
  }

  /**
   * The relay makes its own certificate, for domains with a leading `_` and for addresses. Other relays accept it from
   * those alone.
   */
  public static selfSigned(): ChatmailTls {
    return new ChatmailTls(ChatmailTlsMode.SELF_SIGNED);
  }

  /**
   * Files that somebody else renews. The directory is mounted as a whole, because a single file would stay what it was
   * when somebody replaces it; where files are links, mount the directory that holds what they lead to.
   *
   * @param directory - the directory with the files
   * @param files - the paths of the files in it
   * @throws an error that lists all paths that do not fit
   */
  public static external(directory: IMountableVolume, files: CertificateFiles): ChatmailTls {
    const options = withBeside(files, { directory });
    const valid = validateOptions("ChatmailTls.external", certificateFilesSchema, options);
    return new ChatmailTls(ChatmailTlsMode.EXTERNAL, directory, valid);
  }

  /**
   * Traefik in front of the web port passes connections on by their name and opens none, so that clients can speak IMAP
   * and SMTP there; the relay gets its certificate by itself. `traefik.dynamicConfiguration` of the relay tells Traefik.
   */
  public static traefikPassthrough(): ChatmailTls {
    return new ChatmailTls(ChatmailTlsMode.TRAEFIK_PASSTHROUGH);
  }

  /**
   * Traefik in front of the web port has the certificate, and `traefik-certs-dumper` writes it into a directory, in one
   * subdirectory for each certificate. Clients cannot speak IMAP and SMTP on the web port then.
   *
   * @param directory - the directory into which the dumper writes
   */
  public static traefikDumped(directory: IMountableVolume): ChatmailTls {
    return new ChatmailTls(ChatmailTlsMode.TRAEFIK_DUMPED, directory);
  }

  private constructor(
    /** Where it comes from. */
    public readonly mode: ChatmailTlsMode,
    /** The directory with the files; nothing where the relay has it by itself. */
    public readonly directory?: IMountableVolume,
    /** The files in the directory; nothing where the relay has it by itself, or where the dumper names them. */
    public readonly files?: CertificateFiles,
  ) {}
}
