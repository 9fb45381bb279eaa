import type { IMountableVolume, IServiceNetwork } from "../docker";
import type { Duration, Size } from "../units";
import type { ChatmailImage } from "./chatmail-image";
import type { ChatmailTls } from "./chatmail-tls";
import type { CustomFile } from "./custom-file";
import type { ChatmailIni } from "./ini-props";

/** How often the certificate is looked at. */
export interface CertificateMonitoring {
  /**
   * Whether it is looked at. It is then also told in the log when it has under 14 days.
   *
   * @default true. The guide of the first packaging says false, and its script true
   */
  readonly enabled?: boolean;

  /**
   * The time between two looks.
   *
   * @default Duration.seconds(60)
   */
  readonly interval?: Duration;
}

/** Where the relay keeps what must outlive its container. */
export interface ChatmailState {
  /**
   * Accounts and their mail.
   *
   * @default - a protected volume of the engine
   */
  readonly mail?: IMountableVolume;

  /**
   * The key with which mail is signed. With another one, others refuse its mail until DNS is changed.
   *
   * @default - a protected volume of the engine
   */
  readonly dkim?: IMountableVolume;

  /**
   * The account at the certificate authority, and the certificates. Without it, a record in DNS that names the account
   * forbids new certificates.
   *
   * @default - a protected volume of the engine, where the relay has certificates of an authority
   */
  readonly acme?: IMountableVolume;

  /**
   * The certificate that the relay made itself.
   *
   * @default - a protected volume of the engine, where the relay makes its certificate
   */
  readonly selfSigned?: IMountableVolume;

  /**
   * Mail that could not be delivered yet. Without a volume it is lost when the container is replaced; chatmail tries for
   * two days.
   *
   * @default - none
   */
  readonly queue?: IMountableVolume;
}

/** A directory of the relay that is other than in its image. */
export interface CustomDirectory {
  /** Where it appears in the container. */
  readonly path: string;

  /** The directory. A website with its source in it must be writable: the pages are made beside it. */
  readonly directory: IMountableVolume;

  /**
   * Whether the relay can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** What only the first packaging has. */
export interface LegacySettings {
  /**
   * The directory with the checkout of the source, as the container gets it at `/opt/chatmail`. Required but for a
   * pinned image.
   *
   * @default - none
   */
  readonly checkout?: IMountableVolume;

  /**
   * `DEBUG_COMMANDS_ENABLED`: runs commands before the installation. Upstream's script has none.
   *
   * @default false
   */
  readonly debugCommandsEnabled?: boolean;

  /**
   * `FORCE_REINIT_INI_FILE`: makes the file of settings anew at each start.
   *
   * @default false
   */
  readonly forceReinitIniFile?: boolean;

  /**
   * `RECREATE_VENV`: installs the installer anew at each start.
   *
   * @default false
   */
  readonly recreateVenv?: boolean;

  /**
   * `INI_FILE`: the file of settings, from the checkout. The guide says `./chatmail.ini`, which is the same.
   *
   * @default "chatmail.ini"
   */
  readonly iniFile?: string;
}

/** What is asked of the host before the relay exists. */
export interface PreflightSettings {
  /**
   * Whether a job looks at the host at all.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * A mail server on the internet whose port 25 must be reachable; `""` asks none.
   *
   * @default "gmail-smtp-in.l.google.com", and none for domains that are not in DNS
   */
  readonly smtpProbe?: string;

  /**
   * The memory that the host must have.
   *
   * @default Size.mebibytes(900), which a machine of one gigabyte has
   */
  readonly memory?: Size;

  /**
   * The space that must be free where the engine keeps its data.
   *
   * @default Size.gibibytes(10)
   */
  readonly disk?: Size;
}

/** Props of `ChatmailRelay`. */
export interface ChatmailRelayProps {
  /**
   * The domain of its mail, in lower case. With a leading `_`, or as an IPv4 address, the relay makes its certificate
   * itself, and nobody looks at DNS.
   */
  readonly mailDomain: string;

  /**
   * The image, which says how the relay is installed.
   *
   * @default ChatmailImage.release()
   */
  readonly image?: ChatmailImage;

  /**
   * What chatmail.ini says.
   *
   * @default - chatmail's own values
   */
  readonly ini?: ChatmailIni;

  /**
   * Settings that `ini` does not know yet, by the upper-case names of the first packaging. The official packaging gets
   * them in chatmail.ini, the first one in its environment.
   *
   * @default - none
   */
  readonly env?: { [name: string]: string };

  /**
   * Where the certificate comes from.
   *
   * @default - ChatmailTls.acme(), and ChatmailTls.selfSigned() for domains that are not in DNS
   */
  readonly tls?: ChatmailTls;

  /**
   * How often the certificate is looked at, so that a renewed one is used.
   *
   * @default - every minute
   */
  readonly certificateMonitoring?: CertificateMonitoring;

  /**
   * A network behind the engine's address translation, in place of the network of the host. The first packaging and one
   * behind Traefik need it. Calls do not work there: the TURN server would tell clients the address of the container.
   *
   * @default - the network of the host
   */
  readonly network?: IServiceNetwork;

  /**
   * The address of the host on which ports are published, on a `network`.
   *
   * @default "0.0.0.0"
   */
  readonly publishAddress?: string;

  /**
   * Addresses under which the internet reaches the relay, for the records in DNS.
   *
   * @default - those of the DockerHost
   */
  readonly publicAddresses?: string[];

  /**
   * Name servers. The relay brings one of its own, which the engine forgets at each restart unless it is named here.
   *
   * @default - 127.0.0.1 and 9.9.9.9 on the network of the host, 9.9.9.9 on another one
   */
  readonly dnsServers?: string[];

  /**
   * Where the relay keeps what must outlive its container.
   *
   * @default - protected volumes of the engine
   */
  readonly state?: ChatmailState;

  /**
   * Files that are other than in the image: pages of the website, the layout of the pages.
   *
   * @default - none
   */
  readonly customFiles?: CustomFile[];

  /**
   * Directories that are other than in the image.
   *
   * @default - none
   */
  readonly customDirectories?: CustomDirectory[];

  /**
   * Whether nobody can register any more.
   *
   * @default false
   */
  readonly closedRegistration?: boolean;

  /**
   * What only the first packaging has.
   *
   * @default - its own values
   */
  readonly legacy?: LegacySettings;

  /**
   * The version of the policy by which others always encrypt: letters and digits. Another one for another policy.
   *
   * @default - made of the domain, of which the policy is made too
   */
  readonly mtaStsId?: string;

  /**
   * What is asked of the host before the relay exists.
   *
   * @default - everything
   */
  readonly preflight?: PreflightSettings;

  /**
   * The most memory that it may use.
   *
   * @default Size.gibibytes(2)
   */
  readonly memory?: Size;

  /**
   * How long a deploy waits until the relay is configured and its services run. At most 20 minutes: the provider gives
   * up then.
   *
   * @default Duration.minutes(10), and Duration.minutes(20) where it installs itself
   */
  readonly startTimeout?: Duration;

  /**
   * How long it may take to stop, at least 30 seconds.
   *
   * @default Duration.seconds(90)
   */
  readonly stopGrace?: Duration;
}
