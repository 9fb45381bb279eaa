import type { Duration, Size } from "../units";

/**
 * What chatmail.ini says. A key that is left out keeps the value that the release of chatmail has for it, which is given
 * here for 1.12.
 */
export interface ChatmailIni {
  /**
   * How many mails a user may send a minute.
   *
   * @default 60
   */
  readonly maxUserSendPerMinute?: number;

  /**
   * How many mails a user may send at once before they are counted. Official packaging only.
   *
   * @default 10
   */
  readonly maxUserSendBurstSize?: number;

  /**
   * How much a mailbox may hold, in whole mebibytes.
   *
   * @default Size.mebibytes(500), and Size.mebibytes(100) in the legacy packaging
   */
  readonly maxMailboxSize?: Size;

  /**
   * The largest message.
   *
   * @default Size.mebibytes(30)
   */
  readonly maxMessageSize?: Size;

  /**
   * After how long mails are deleted, in whole days.
   *
   * @default Duration.days(20)
   */
  readonly deleteMailsAfter?: Duration;

  /**
   * After how long mails above 200 kB are deleted, in whole days.
   *
   * @default Duration.days(7)
   */
  readonly deleteLargeAfter?: Duration;

  /**
   * After how long without a login a user is deleted, with all mails, in whole days.
   *
   * @default Duration.days(90)
   */
  readonly deleteInactiveUsersAfter?: Duration;

  /**
   * How many characters the name of a user must have.
   *
   * @default 9
   */
  readonly usernameMinLength?: number;

  /**
   * How many characters the name of a user may have; names that the relay makes up have as many.
   *
   * @default 9
   */
  readonly usernameMaxLength?: number;

  /**
   * How many characters a password must have.
   *
   * @default 9
   */
  readonly passwordMinLength?: number;

  /**
   * Addresses that may send mail that is not encrypted, with one blank between them. Legacy packaging only: it is gone
   * since 1.11.
   *
   * @default - none
   */
  readonly passthroughSenders?: string;

  /**
   * Addresses, and domains with a leading `@`, to which mail that is not encrypted may be sent, with one blank between
   * them. Legacy packaging only: it is gone since 1.11.
   *
   * @default - two of chatmail's own
   */
  readonly passthroughRecipients?: string;

  /**
   * The load average of one minute above which nobody can register. A container sees that of the host. Official
   * packaging only.
   *
   * @default 5
   */
  readonly maxLoad1m?: number;

  /**
   * The free memory below which nobody can register, in whole mebibytes. Official packaging only.
   *
   * @default Size.mebibytes(200)
   */
  readonly minAvailableMemory?: Size;

  /**
   * The free space for mailboxes below which nobody can register, in whole mebibytes. Official packaging only.
   *
   * @default Size.gibibytes(1)
   */
  readonly minFreeDiskSpace?: Size;

  /**
   * How many IMAP connections there may be. Official packaging only.
   *
   * @default 10000
   */
  readonly maxImapConnections?: number;

  /**
   * How many connections each of the ports 465 and 587 takes. One address may have a fifth of them, which is all that
   * there is for everybody where a proxy hides the addresses. Official packaging only.
   *
   * @default 1000
   */
  readonly maxSmtpConnections?: number;

  /**
   * The directory in the container with the source of the website. One that does not exist means no website. Official
   * packaging only.
   *
   * @default "/opt/chatmail/www"
   */
  readonly wwwFolder?: string;

  /**
   * Whether the website says that this is an instance for development. Legacy packaging only.
   *
   * @default true
   */
  readonly isDevelopmentInstance?: boolean;

  /**
   * Whether the services leave IPv6 alone.
   *
   * @default - true on a bridge without IPv6, where some services would fail; false otherwise
   */
  readonly disableIpv6?: boolean;

  /**
   * Where the certificate authority writes to when something is wrong.
   *
   * @default - none
   */
  readonly acmeEmail?: string;

  /**
   * The Iroh relay that clients are told; `""` for none. With either, the relay runs none itself. Official packaging
   * only.
   *
   * @default - the relay runs one
   */
  readonly irohRelay?: string;

  /**
   * The address on which figures for Prometheus are served: one of the machine itself, or of a private network. Official
   * packaging only.
   *
   * @default - they are not served
   */
  readonly mtailAddress?: string;

  /**
   * Whether everything that clients say over IMAP is written down. The files grow without bound.
   *
   * @default false
   */
  readonly imapRawlog?: boolean;

  /**
   * Whether IMAP is compressed; idle connections then need more memory. Official packaging only.
   *
   * @default false
   */
  readonly imapCompress?: boolean;

  /**
   * The socket by which the TURN server hands out credentials. Official packaging only.
   *
   * @default "/run/chatmail-turn/turn.socket"
   */
  readonly turnSocketPath?: string;

  /**
   * The port on loopback of the filter for outgoing mail.
   *
   * @default 10080
   */
  readonly filtermailSmtpPort?: number;

  /**
   * The port on loopback of the filter for incoming mail.
   *
   * @default 10081
   */
  readonly filtermailSmtpPortIncoming?: number;

  /**
   * The port on loopback of the filter for mail that comes by HTTP. Official packaging only.
   *
   * @default 10082
   */
  readonly filtermailHttpPortIncoming?: number;

  /**
   * The port on loopback of the transport for outgoing mail. Official packaging only.
   *
   * @default 10083
   */
  readonly filtermailLmtpPortTransport?: number;

  /**
   * The port on loopback to which the filter hands outgoing mail back. It takes mail from everybody on the host.
   *
   * @default 10025
   */
  readonly postfixReinjectPort?: number;

  /**
   * The port on loopback to which the filter hands incoming mail back.
   *
   * @default 10026
   */
  readonly postfixReinjectPortIncoming?: number;

  /**
   * The postal address for questions of privacy, on the website.
   *
   * @default - none
   */
  readonly privacyPostal?: string;

  /**
   * The mail address for questions of privacy, on the website and in clients.
   *
   * @default - none
   */
  readonly privacyMail?: string;

  /**
   * The postal address of the data protection officer, on the website.
   *
   * @default - none
   */
  readonly privacyPdo?: string;

  /**
   * The authority that supervises data protection, on the website.
   *
   * @default - none
   */
  readonly privacySupervisor?: string;

  /**
   * Where mailboxes lie in the container: deprecated by chatmail, and not in a volume unless it is below `/home/vmail`.
   * Official packaging only.
   *
   * @default - /home/vmail/mail/<domain>
   */
  readonly mailboxesDir?: string;

  /**
   * Where the old file with passwords lies, from which chatmail migrates once. Official packaging only.
   *
   * @default "/home/vmail/passdb.sqlite"
   */
  readonly passdbPath?: string;
}
