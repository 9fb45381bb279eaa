import type { IConstruct } from "constructs";
import type { BackupDeclaration } from "./backups";
import { BackupNode } from "./backups";
import type { CalendarServerDeclaration } from "./calendar-servers";
import { CalendarServerNode } from "./calendar-servers";
import type { ContainerDeclaration } from "./containers";
import { ContainerNode } from "./containers";
import type {
  CallbackDeclaration,
  ContractDeclaration,
  DnsRecordDeclaration,
  HttpRouteDeclaration,
  MailRouteDeclaration,
} from "./contracts";
import { CallbackNode, ContractNode, DnsRecordNode, HttpRouteNode, MailRouteNode } from "./contracts";
import type { DatabaseServerDeclaration } from "./database-servers";
import { DatabaseServerNode } from "./database-servers";
import { declared } from "./declared";
import type { HostDeclaration } from "./hosts";
import { HostNode } from "./hosts";
import type { ImageDeclaration } from "./images";
import { ImageNode } from "./images";
import type { IngressDeclaration, TlsPassthroughDeclaration } from "./ingresses";
import { IngressNode, TlsPassthroughNode } from "./ingresses";
import { renderJson } from "./json-view";
import { renderMermaid } from "./mermaid-view";
import type { MailRelayDeclaration } from "./mail-relays";
import { MailRelayNode } from "./mail-relays";
import type { MailServerDeclaration } from "./mail-servers";
import { MailServerNode } from "./mail-servers";
import type { NetworkDeclaration } from "./networks";
import { NetworkNode } from "./networks";
import type { SecretAgreementDeclaration } from "./secrets";
import { SecretAgreementNode } from "./secrets";
import type { SoftwareDeclaration } from "./software";
import { SoftwareNode } from "./software";
import { renderText } from "./text-view";
import type { VolumeDeclaration } from "./volumes";
import { VolumeNode } from "./volumes";
import { renderZone } from "./zone-view";

const TOPOLOGY = Symbol.for("cdktf-groupware.Topology");

/**
 * What exists in an app and how it is joined: one plain model that the building blocks fill as they create things, and
 * that the rules, the views and other libraries read.
 *
 * A construct of your own takes part by declaring its containers, endpoints and contracts here.
 *
 * A text in it that holds `${…}` is known to Terraform only.
 */
export class Topology {
  /**
   * The topology of the app to which the construct belongs.
   *
   * @param scope - any construct of the app
   */
  public static of(scope: IConstruct): Topology {
    const root = scope.node.root as IConstruct & { [TOPOLOGY]?: Topology };
    const known = root[TOPOLOGY];
    if (known) return known;
    const made = new Topology();
    Object.defineProperty(root, TOPOLOGY, { value: made });
    return made;
  }

  /** Machines with a Docker engine. */
  public readonly hosts: HostNode[] = [];

  /** Networks of the engines. */
  public readonly networks: NetworkNode[] = [];

  /** Containers, those that somebody else runs included. */
  public readonly containers: ContainerNode[] = [];

  /** Places where data outlives its containers. */
  public readonly volumes: VolumeNode[] = [];

  /** Images, each once a host. */
  public readonly images: ImageNode[] = [];

  /** PostgreSQL servers. */
  public readonly databaseServers: DatabaseServerNode[] = [];

  /** What services agreed about secrets. */
  public readonly secretAgreements: SecretAgreementNode[] = [];

  /** Requests that containers make to one another by themselves. */
  public readonly callbacks: CallbackNode[] = [];

  /** Servers that take mail from containers and hand it on. */
  public readonly mailRelays: MailRelayNode[] = [];

  /** Servers with mailboxes. */
  public readonly mailServers: MailServerNode[] = [];

  /** Ways that mail takes out of containers. */
  public readonly mailRoutes: MailRouteNode[] = [];

  /** Servers of calendars. */
  public readonly calendarServers: CalendarServerNode[] = [];

  /** Software whose releases are known. */
  public readonly software: SoftwareNode[] = [];

  /** Public URLs. */
  public readonly httpRoutes: HttpRouteNode[] = [];

  /** What stands between the internet and the containers. */
  public readonly ingresses: IngressNode[] = [];

  /** Names whose TLS connections are handed on as they are. */
  public readonly tlsPassthroughs: TlsPassthroughNode[] = [];

  /** DNS records that must exist. */
  public readonly dnsRecords: DnsRecordNode[] = [];

  /** Backups. */
  public readonly backups: BackupNode[] = [];

  /** Promises that have no type of their own. */
  public readonly contracts: ContractNode[] = [];

  private constructor() {}

  /** Declares a machine with a Docker engine. */
  public declareHost(declaration: HostDeclaration): HostNode {
    return added(this.hosts, new HostNode(declared("Topology.declareHost", declaration, ["construct", "name"])));
  }

  /** Declares a network. */
  public declareNetwork(declaration: NetworkDeclaration): NetworkNode {
    return added(
      this.networks,
      new NetworkNode(declared("Topology.declareNetwork", declaration, ["construct", "host", "name"])),
    );
  }

  /** Declares a container; what it joins, mounts and publishes is then said to the node. */
  public declareContainer(declaration: ContainerDeclaration): ContainerNode {
    return added(
      this.containers,
      new ContainerNode(declared("Topology.declareContainer", declaration, ["construct", "host", "name", "kind"])),
    );
  }

  /** Declares a volume. */
  public declareVolume(declaration: VolumeDeclaration): VolumeNode {
    return added(
      this.volumes,
      new VolumeNode(declared("Topology.declareVolume", declaration, ["construct", "host", "name", "kind"])),
    );
  }

  /** Declares an image on a host. */
  public declareImage(declaration: ImageDeclaration): ImageNode {
    return added(
      this.images,
      new ImageNode(declared("Topology.declareImage", declaration, ["construct", "host", "reference", "source"])),
    );
  }

  /** Declares a PostgreSQL server. */
  public declareDatabaseServer(declaration: DatabaseServerDeclaration): DatabaseServerNode {
    return added(
      this.databaseServers,
      new DatabaseServerNode(
        declared("Topology.declareDatabaseServer", declaration, ["construct", "container", "superuser"]),
      ),
    );
  }

  /** Declares what several services agreed about a secret. */
  public declareSecretAgreement(declaration: SecretAgreementDeclaration): SecretAgreementNode {
    return added(
      this.secretAgreements,
      new SecretAgreementNode(
        declared("Topology.declareSecretAgreement", declaration, [
          "construct",
          "name",
          "relation",
          "consequence",
          "sides",
        ]),
      ),
    );
  }

  /** Declares a request that one container makes to another by itself. */
  public declareCallback(declaration: CallbackDeclaration): CallbackNode {
    return added(
      this.callbacks,
      new CallbackNode(
        declared("Topology.declareCallback", declaration, ["construct", "from", "to", "baseUrl", "path", "port"]),
      ),
    );
  }

  /** Declares a server that takes mail from containers and hands it on. */
  public declareMailRelay(declaration: MailRelayDeclaration): MailRelayNode {
    return added(
      this.mailRelays,
      new MailRelayNode(declared("Topology.declareMailRelay", declaration, ["construct", "container", "ports"])),
    );
  }

  /** Declares a server with mailboxes. */
  public declareMailServer(declaration: MailServerDeclaration): MailServerNode {
    return added(
      this.mailServers,
      new MailServerNode(declared("Topology.declareMailServer", declaration, ["construct", "container", "mailDomain"])),
    );
  }

  /** Declares the way that mail takes out of a container. */
  public declareMailRoute(declaration: MailRouteDeclaration): MailRouteNode {
    return added(
      this.mailRoutes,
      new MailRouteNode(
        declared("Topology.declareMailRoute", declaration, [
          "construct",
          "client",
          "relayHost",
          "relayPort",
          "senderDomains",
        ]),
      ),
    );
  }

  /** Declares a server of calendars. */
  public declareCalendarServer(declaration: CalendarServerDeclaration): CalendarServerNode {
    return added(
      this.calendarServers,
      new CalendarServerNode(declared("Topology.declareCalendarServer", declaration, ["construct", "container"])),
    );
  }

  /** Declares which software runs in a container. */
  public declareSoftware(declaration: SoftwareDeclaration): SoftwareNode {
    return added(
      this.software,
      new SoftwareNode(declared("Topology.declareSoftware", declaration, ["construct", "container", "name"])),
    );
  }

  /** Declares a public URL. */
  public declareHttpRoute(declaration: HttpRouteDeclaration): HttpRouteNode {
    return added(
      this.httpRoutes,
      new HttpRouteNode(
        declared("Topology.declareHttpRoute", declaration, ["construct", "url", "target", "targetPort"]),
      ),
    );
  }

  /** Declares what stands between the internet and the containers. */
  public declareIngress(declaration: IngressDeclaration): IngressNode {
    return added(
      this.ingresses,
      new IngressNode(declared("Topology.declareIngress", declaration, ["construct", "container"])),
    );
  }

  /** Declares names whose TLS connections an ingress hands on as they are. */
  public declareTlsPassthrough(declaration: TlsPassthroughDeclaration): TlsPassthroughNode {
    return added(
      this.tlsPassthroughs,
      new TlsPassthroughNode(
        declared("Topology.declareTlsPassthrough", declaration, [
          "construct",
          "ingress",
          "hosts",
          "target",
          "targetPort",
        ]),
      ),
    );
  }

  /** Declares a DNS record that must exist. */
  public declareDnsRecord(declaration: DnsRecordDeclaration): DnsRecordNode {
    return added(
      this.dnsRecords,
      new DnsRecordNode(declared("Topology.declareDnsRecord", declaration, ["construct", "name", "type"])),
    );
  }

  /** Declares a backup. */
  public declareBackup(declaration: BackupDeclaration): BackupNode {
    return added(
      this.backups,
      new BackupNode(
        declared("Topology.declareBackup", declaration, [
          "construct",
          "container",
          "repository",
          "schedule",
          "volumes",
          "databaseServers",
        ]),
      ),
    );
  }

  /** Declares a promise between two constructs. */
  public declareContract(declaration: ContractDeclaration): ContractNode {
    return added(
      this.contracts,
      new ContractNode(
        declared("Topology.declareContract", declaration, [
          "construct",
          "provider",
          "subject",
          "needed",
          "given",
          "fix",
        ]),
      ),
    );
  }

  /** A summary for a person: host by host, each container with all that is joined to it. */
  public toText(): string {
    return renderText(this);
  }

  /**
   * Everything, for programs: what stands in `cdktf.out/topology.json`. It has a `schemaVersion` that changes when a
   * reader would have to. Where secrets come from stands in it, their values never do.
   */
  public toJson(): string {
    return renderJson(this);
  }

  /**
   * All DNS records of one zone, of whatever service, as a zone file that BIND and most providers read. What only the
   * running services know stands in it as a comment.
   *
   * @param zone - its name, for example `example.org`; everything without it
   */
  public toZoneFile(zone?: string): string {
    return renderZone(this.dnsRecords, zone);
  }

  /**
   * A diagram in the language of Mermaid, which GitHub and many editors draw. Jobs stand in the box of the service that
   * waits for them; those that only write files are left out, as are the volumes with such files.
   *
   * @see https://mermaid.js.org/syntax/flowchart.html
   */
  public toMermaid(): string {
    return renderMermaid(this);
  }
}

function added<T>(list: T[], node: T): T {
  list.push(node);
  return node;
}
