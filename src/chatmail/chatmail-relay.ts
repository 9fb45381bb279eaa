import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { IMountableVolume, ITlsService, TlsNeeds, VolumeMount } from "../docker";
import { ContainerService, DataVolume, DockerHost, HealthCheck } from "../docker";
import { validate } from "../internal/schema";
import { Invariants } from "../invariants";
import type { DnsRecordNode, MailServerNode } from "../topology";
import { DnsNeed, Topology } from "../topology";
import { renderZone } from "../topology/zone-view";
import { Duration, Size } from "../units";
import { ChatmailPackaging } from "./chatmail-image";
import type { ChatmailPlan } from "./chatmail-plan";
import { CERTIFICATES, planChatmail } from "./chatmail-plan";
import type { ChatmailRelayProps } from "./chatmail-relay-props";
import { ChatmailTlsMode } from "./chatmail-tls";
import type { ChatmailTraefik } from "./chatmail-traefik";
import { HEALTH_COMMAND, KEPT_CERTIFICATE, LEGACY_COMMAND, legacyEntrypoint } from "./container-files";
import { CertificateSource, relayRecords } from "./dns-records";
import { HostPreflight } from "./host-preflight";
import type { HostRequirements } from "./host-requirements";
import { MailDomainKind } from "./mail-domain";
import { RecordsJob } from "./records-job";
import { chatmailRelaySchema } from "./schema";
import { readSeedEnvironment } from "./seed-environment";
import { dumperCommand, relayNames, renderTraefikConfiguration } from "./traefik-files";

/**
 * A chatmail relay: a mail server for encrypted chats, on which accounts are made by using them. It takes mail from
 * other servers and from its users, and relays for nobody else: services send through a `PostfixRelay`.
 *
 * It runs systemd in one container, as its makers ship it, best on a host of its own. Mailboxes, keys and certificates
 * are in protected volumes.
 */
export class ChatmailRelay extends Construct implements ITlsService {
  /**
   * Props of what stands in an environment file of the first packaging. What it cannot mean is refused, all of it at
   * once.
   *
   * @param environment - the variables, with the upper-case names that the guide lists
   * @throws an error that lists all variables that do not fit
   */
  public static propsFromEnvironment(environment: { [name: string]: string }): ChatmailRelayProps {
    return readSeedEnvironment(environment);
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** What an ingress needs to hand its connections on, where `tls` says that one does. */
  public readonly tls: TlsNeeds;

  /** The relay in the topology. */
  public readonly serverNode: MailServerNode;

  /** What the host must have. The preflight job looks for it before the relay exists. */
  public readonly hostRequirements: HostRequirements;

  /** All DNS records that it needs; what only the running relay knows has no value yet. */
  public readonly dnsRecords: DnsRecordNode[];

  /**
   * The value of the DNS record of its DKIM key, which exists when the relay runs, as a Terraform expression; nothing
   * under an address, where mail is not signed.
   */
  public readonly dkimRecord?: string;

  /** What Traefik must be told, where it stands in front. */
  public readonly traefik?: ChatmailTraefik;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its domain, and what is other than chatmail has it
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ChatmailRelayProps) {
    super(scope, id);
    validate(this, chatmailRelaySchema, props);
    const plan = planChatmail(props);
    const { image } = plan.image;
    const dkim = this.volume("Dkim", props.state?.dkim).mountAt("/etc/dkimkeys");

    this.hostRequirements = plan.requirements;
    this.tls = { port: 443, challengePort: plan.certificateSource === CertificateSource.ACME ? 80 : undefined };
    this.service = new ContainerService(this, "Service", {
      image,
      systemd: true,
      ...startOf(plan),
      environment: plan.environment,
      uploads: plan.uploads,
      healthCheck: HealthCheck.command(HEALTH_COMMAND, {
        interval: Duration.seconds(10),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.minutes(3),
      }),
      ...(props.network
        ? { networks: [{ network: props.network, aliases: [id] }], publish: plan.publish }
        : { hostNetwork: { listens: plan.listens } }),
      dnsServers: plan.dnsServers,
      sysctls: plan.sysctls,
      volumes: [dkim, ...this.stateOf(props, plan), ...customMounts(props)],
      startsAfter: this.preflightOf(props, plan),
      memory: props.memory ?? Size.gibibytes(2),
      startTimeout: plan.startTimeout,
      stopGrace: props.stopGrace ?? Duration.seconds(90),
    });

    const isSigned = plan.kind !== MailDomainKind.ADDRESS;
    const records = isSigned ? new RecordsJob(this, "Records", { image, relay: this.service, dkim }) : undefined;
    this.dkimRecord = records?.dkim;
    this.traefik = plan.isBehindTraefik ? this.traefikOf(props, plan) : undefined;
    this.serverNode = this.declareServer(props, plan);
    this.dnsRecords = this.declareRecords(props, plan, records?.dkimOutput);
    new TerraformOutput(this, "SysctlFile", {
      value: plan.requirements.sysctlFile,
      description: "text for /etc/sysctl.d/99-inotify.conf on the host, which no container can set",
    });
    this.acknowledge(props);
  }

  /** The records that must exist before the first start. */
  public get initialDnsRecords(): DnsRecordNode[] {
    return this.dnsRecords.filter(({ need }) => need === DnsNeed.BEFORE_START);
  }

  /** Its DNS records as a zone file. `Topology.toZoneFile` has those of all services. */
  public get zoneFile(): string {
    return renderZone(this.dnsRecords);
  }

  private volume(id: string, stated: IMountableVolume | undefined): IMountableVolume {
    return stated ?? new DataVolume(this, id);
  }

  private stateOf({ state = {}, legacy }: ChatmailRelayProps, plan: ChatmailPlan): VolumeMount[] {
    const { certificateSource, tls, files } = plan;
    const usesAcme = certificateSource === CertificateSource.ACME;
    return [
      this.volume("Mail", state.mail).mountAt("/home/vmail"),
      ...(usesAcme ? [this.volume("Acme", state.acme).mountAt("/var/lib/acme")] : []),
      ...(files.keepsCertificate ? [this.volume("SelfSigned", state.selfSigned).mountAt(KEPT_CERTIFICATE)] : []),
      ...(state.queue ? [state.queue.mountAt("/var/spool/postfix")] : []),
      ...(tls.directory ? [tls.directory.mountAt(CERTIFICATES, { readOnly: true })] : []),
      ...(legacy?.checkout ? [legacy.checkout.mountAt("/opt/chatmail")] : []),
    ];
  }

  private preflightOf({ preflight = {}, mailDomain }: ChatmailRelayProps, { requirements }: ChatmailPlan) {
    if (preflight.enabled === false) return undefined;
    return [new HostPreflight(this, "Preflight", requirements, mailDomain).job];
  }

  private traefikOf({ mailDomain }: ChatmailRelayProps, { tls }: ChatmailPlan): ChatmailTraefik {
    const opensConnections = tls.mode === ChatmailTlsMode.TRAEFIK_DUMPED;
    return {
      names: relayNames(mailDomain),
      dynamicConfiguration: renderTraefikConfiguration({
        mailDomain,
        hostName: this.node.id,
        opensConnections,
        certificateResolver: "letsEncrypt",
      }),
      dumperCommand: opensConnections ? dumperCommand("/data/acme.json", "/certificates") : undefined,
    };
  }

  private declareServer({ mailDomain }: ChatmailRelayProps, plan: ChatmailPlan): MailServerNode {
    const isProxied = plan.tls.mode === ChatmailTlsMode.TRAEFIK_PASSTHROUGH;
    return Topology.of(this).declareMailServer({
      construct: this,
      container: this.service.containerNode,
      mailDomain,
      imageArchitecture: plan.requirements.architecture,
      connectionsBehindProxy: isProxied ? Math.floor((plan.ini.maxSmtpConnections ?? 1_000) / 5) : undefined,
    });
  }

  private declareRecords(
    { mailDomain, publicAddresses, mtaStsId }: ChatmailRelayProps,
    { certificateSource: certificate }: ChatmailPlan,
    dkimOutput: string | undefined,
  ): DnsRecordNode[] {
    const addresses = publicAddresses ?? DockerHost.of(this).hostNode.publicAddresses;
    return relayRecords({ mailDomain, addresses, certificate, mtaStsId, dkimOutput }).map((record) =>
      Topology.of(this).declareDnsRecord({ ...record, construct: this }),
    );
  }

  /** What rules ask of others, and a mail server is made for. */
  private acknowledge({ network, publishAddress = "0.0.0.0" }: ChatmailRelayProps): void {
    const rules = Invariants.of(this.service);
    if (network === undefined) {
      rules.acknowledge("port/host-network", "a mail server needs many ports, and the addresses of its clients");
    } else if (["0.0.0.0", "::"].includes(publishAddress)) {
      rules.acknowledge("port/not-everywhere", "a mail server is for everybody");
    }
  }
}

/** How the container starts: as the image does, but for the first packaging, whose entry point works once. */
function startOf({ files, image }: ChatmailPlan) {
  if (image.packaging === ChatmailPackaging.OFFICIAL) return {};
  return {
    entrypoint: legacyEntrypoint(files),
    command: LEGACY_COMMAND,
    // The image declares a volume there, of which only what is below is kept.
    temporaryDirectories: [{ path: "/home", size: Size.mebibytes(16) }],
  };
}

function customMounts({ customDirectories = [] }: ChatmailRelayProps): VolumeMount[] {
  return customDirectories.map(({ path, directory, readOnly }) => directory.mountAt(path, { readOnly }));
}
