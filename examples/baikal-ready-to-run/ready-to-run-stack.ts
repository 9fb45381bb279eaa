import { TerraformStack } from "cdktf";
import {
  BackupRepository,
  BaikalBackup,
  BaikalImage,
  BaikalService,
  DataVolume,
  DockerHost,
  IngressCertificates,
  PostfixRelay,
  Secret,
  ServiceNetwork,
  Smarthost,
  Traefik,
} from "cdktf-groupware";
import type { Construct } from "constructs";

/** A calendar server of one organization. */
interface CalendarProps {
  readonly domain: string;
  readonly timeZone: string;
  /** Who may log in, as the part of the address before the `@`. */
  readonly people: readonly string[];
  /** When its backup runs, on a disk that holds the other one's too. */
  readonly backupSchedule: string;
}

/** Two calendar servers of one image on one host, as a small shop runs them for itself and for a customer. */
export class ReadyToRunStack extends TerraformStack {
  private readonly host = new DockerHost(this, "host");
  private readonly network = new ServiceNetwork(this.host, "network", { subnet: "172.30.1.0/24" });
  private readonly image = BaikalImage.bundled();

  private readonly relay = new PostfixRelay(this.host, "relay", {
    networks: [this.network],
    mailName: "mail.example.org",
    smarthost: Smarthost.of("smtp.example.org"),
    rootAddress: "postmaster@example.org",
  });

  private readonly ingress = new Traefik(this.host, "ingress", {
    networks: [this.network],
    certificates: IngressCertificates.letsEncrypt("postmaster@example.org"),
  });

  public constructor(scope: Construct, id: string) {
    super(scope, id);

    this.addCalendar("shop", {
      domain: "calendar.example.org",
      timeZone: "Europe/Paris",
      people: ["anna", "ben"],
      backupSchedule: "30 2 * * *",
    });
    this.addCalendar("customer", {
      domain: "calendar.example.net",
      timeZone: "America/New_York",
      people: ["carol"],
      backupSchedule: "0 3 * * *",
    });
  }

  private addCalendar(id: string, { domain, timeZone, people, backupSchedule }: CalendarProps): void {
    const { host, network, image, relay } = this;
    const mailDomain = domain.replace(/^calendar\./, "");
    const baikal = new BaikalService(host, id, {
      image,
      domain,
      publicUrl: `https://${domain}/`,
      networks: [network],
      trustedProxies: ["172.30.1.0/24"],
      relay,
      inviteAddress: `invitations@${mailDomain}`,
      timeZone,
      users: people.map((name) => ({
        name: `${name}@${mailDomain}`,
        password: Secret.fromVariable(`${name}_password`),
      })),
    });
    this.ingress.route(baikal, { host: domain });

    const disk = DataVolume.hostDirectory(host, `${id}-repository`, `/mnt/backup/${id}`, { owner: "0:0" });
    new BaikalBackup(host, `${id}-backup`, {
      baikal,
      repository: BackupRepository.volume(disk),
      password: Secret.fromVariable(`${id}_backup_password`),
      schedule: backupSchedule,
      timeZone: "Europe/Paris",
      retention: { daily: 7, weekly: 5, monthly: 12 },
      drill: {
        schedule: "30 4 * * sun",
        timeZone: "Europe/Paris",
        questions: [
          {
            part: `${id}-data`,
            database: "db/db.sqlite",
            sql: `SELECT count(*) >= ${people.length} FROM calendarinstances`,
            answer: "1",
          },
        ],
      },
    });
  }
}
