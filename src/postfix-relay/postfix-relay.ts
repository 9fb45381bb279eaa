import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { ContainerImage, IMountableVolume, PublishedPort, VolumeMount } from "../docker";
import { ConfigVolume, ContainerService, DataVolume } from "../docker";
import { resolveText } from "../internal/resolve-text";
import { validate } from "../internal/schema";
import type { MailRelayNode } from "../topology";
import { MailTlsLevel, Topology } from "../topology";
import { Duration, Size } from "../units";
import { bokyContract } from "./boky-contract";
import { DkimSigner } from "./dkim-signer";
import { eximContract } from "./exim-contract";
import type { ImageContract } from "./image-contract";
import { ExistingMailRelay } from "./existing-mail-relay";
import type { ExistingMailRelayProps } from "./existing-mail-relay-props";
import type { IMailRelay, MailClient } from "./mail-route";
import { MailRoute } from "./mail-route";
import { renderMyNetworks } from "./main-cf";
import { postfixContract, sendersTable } from "./postfix-contract";
import type { PostfixRelayProps } from "./postfix-relay-props";
import { QueueExporter } from "./queue-exporter";
import { RelayImage, RelayImageKind } from "./relay-image";
import type { RelayPlan } from "./relay-plan";
import { planRelay } from "./relay-plan";
import { postfixRelaySchema } from "./schema";
import { senderDomainsOf } from "./sender-domains";

const SUBMISSION_PORT = 587;

/**
 * An SMTP relay for the containers of one host: it takes mail from the networks that it is given, keeps it in a queue
 * that survives the container, and hands it to a smarthost.
 *
 * It is never an open relay. A client outside of its networks is refused, and so is the host itself, as which everybody
 * appears who comes through a published port; no prop changes that. Clients elsewhere log in at a port of their own.
 */
export class PostfixRelay extends Construct implements IMailRelay {
  /**
   * A relay that somebody else runs: nothing is created, and what is said of it is what the rules check.
   *
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - how it is reached, and what is known of it
   * @throws an error that lists all props that do not fit
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingMailRelayProps): IMailRelay {
    return new ExistingMailRelay(scope, id, props);
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The relay in the topology. */
  public readonly relayNode: MailRelayNode;

  /** The host name by which containers on its networks reach it. */
  public readonly hostName: string;

  /** The port on which containers on its networks reach it. */
  public readonly port: number;

  /**
   * The value of the DNS record of its DKIM key, which exists when the key does, as a Terraform expression; nothing where
   * it does not sign.
   */
  public readonly dkimRecord?: string;

  private readonly props: PostfixRelayProps;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - where its mail comes from and goes to
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: PostfixRelayProps) {
    super(scope, id);
    this.props = validate(this, postfixRelaySchema, props);
    const plan = planRelay(props);
    const { image, kind } = props.image ?? RelayImage.bundled();
    this.hostName = props.alias ?? id;

    const signer = plan.dkim && this.createSigner(plan.dkim, image);
    const contract = this.contractOf(kind, plan, signer);
    const queue: IMountableVolume = props.queue?.volume ?? new DataVolume(this, "Queue");
    const { config } = contract;
    this.port = contract.port;
    this.service = new ContainerService(this, "Service", {
      image,
      ...contract.container,
      environment: contract.environment,
      healthCheck: contract.healthCheck,
      temporaryDirectories: contract.temporaryDirectories,
      networks: [
        ...props.networks.map((network) => ({ network, aliases: [this.hostName] })),
        ...(signer && !props.networks.includes(signer.network) ? [{ network: signer.network }] : []),
      ],
      volumes: [queue.mountAt(contract.queuePath), ...(config ? [this.mountConfig(image, config)] : [])],
      startsAfter: signer && [signer.service],
      publish: this.publishedPorts(),
      memory: props.memory ?? Size.mebibytes(256),
      stopGrace: props.stopGrace ?? Duration.seconds(30),
    });
    this.dkimRecord = signer?.record;
    this.relayNode = this.declare(plan);
    this.relayNode.senderDomains.forEach((domain) => this.declareSenderPolicy(domain));
    if (props.exporterNetworks) {
      new QueueExporter(this, "Exporter", {
        image,
        networks: props.exporterNetworks,
        queue: queue.mountAt(contract.queuePath, { readOnly: true }),
        relay: this.service,
        alias: `${this.hostName}-exporter`,
      });
    }
  }

  /**
   * Lets a service send through the relay: allows the domains of its senders, and tells how the relay is reached. The
   * service joins `network` of the route, and calls `connect` with its container.
   *
   * @param client - who sends, and as whom
   * @throws an error when a sender is neither an address nor a domain
   */
  public allow(client: MailClient): MailRoute {
    const domains = senderDomainsOf(this.node.path, client);
    domains.forEach((domain) => this.allowSender(domain));
    const { networks } = this.props;
    return new MailRoute({
      relay: this.relayNode,
      client,
      host: this.hostName,
      port: this.port,
      network: networks.find((network) => client.networks?.includes(network)) ?? networks[0],
      senderDomains: domains,
    });
  }

  private createSigner(plan: NonNullable<RelayPlan["dkim"]>, image: ContainerImage): DkimSigner {
    const { key, network } = this.props.dkim ?? {};
    return new DkimSigner(this, "Dkim", { image, plan, key, network });
  }

  private mountConfig(
    image: ContainerImage,
    { path, owner, files }: NonNullable<ImageContract["config"]>,
  ): VolumeMount {
    return new ConfigVolume(this, "Config", { image, owner, files }).mountAt(path);
  }

  private contractOf(kind: RelayImageKind, plan: RelayPlan, signer: DkimSigner | undefined): ImageContract {
    const late = (text: (domains: string[]) => string): string =>
      Lazy.stringValue({ produce: () => text(this.relayNode.senderDomains) });
    switch (kind) {
      case RelayImageKind.BOKY:
        return bokyContract(
          plan,
          // With an empty list the image does not start.
          late((domains) => domains.join(" ") || plan.mailName),
        );
      case RelayImageKind.EXIM:
        return eximContract({ ...plan, smarthost: this.props.smarthost });
      case RelayImageKind.POSTFIX_RELAY:
        return postfixContract(plan, {
          senders: late(sendersTable),
          signerHost: signer?.hostName,
          submission: this.props.submission,
          warnAfter: this.props.queue?.warnAfter ?? Duration.minutes(30),
        });
    }
  }

  /** Only ever the port on which everybody must log in: the other one believes addresses, which the engine replaces. */
  private publishedPorts(): PublishedPort[] | undefined {
    const publish = this.props.submission?.publish;
    return publish && [{ containerPort: SUBMISSION_PORT, hostPort: SUBMISSION_PORT, ...publish }];
  }

  private declare({ clients, limits, dkim, mailName }: RelayPlan): MailRelayNode {
    const { smarthost, fallbackSmarthosts = [], senderSmarthosts = [], senderDomains = [mailName] } = this.props;
    // Exim of that image has no limit of its own, and encrypts where the smarthost offers it, whatever is asked.
    const isExim = this.props.image?.kind === RelayImageKind.EXIM;
    const smarthosts = [
      ...(smarthost ? [smarthost] : []),
      ...fallbackSmarthosts,
      ...senderSmarthosts.map((sender) => sender.smarthost),
    ];
    return Topology.of(this).declareMailRelay({
      construct: this,
      container: this.service.containerNode,
      ports: [this.port],
      loginPorts: this.props.submission ? [SUBMISSION_PORT] : [],
      clientNetworks: renderMyNetworks(clients)
        .split(", ")
        .map((text) => resolveText(this, text)),
      senderDomains,
      smarthosts: smarthosts.map(({ _declaration }) =>
        isExim ? { ..._declaration, tls: MailTlsLevel.MAY } : _declaration,
      ),
      signedDomains: dkim?.domains,
      localDomain: mailName,
      bounceAddress: this.props.rootAddress,
      maxMessageBytes: isExim ? undefined : limits.messageBytes,
    });
  }

  private allowSender(domain: string): void {
    const isNew = !this.relayNode.senderDomains.includes(domain);
    this.relayNode.allowSender(domain);
    if (isNew) this.declareSenderPolicy(domain);
  }

  /** Whoever delivers by itself is named in the SPF record of its senders; a smarthost names itself. */
  private declareSenderPolicy(domain: string): void {
    const addresses = this.relayNode.container.host.publicAddresses;
    if (!this.props.directDelivery || addresses.length === 0) return;
    const sources = addresses.map((address) => (address.includes(":") ? `ip6:${address}` : `ip4:${address}`));
    const value = ["v=spf1", ...sources, "-all"].join(" ");
    Topology.of(this).declareDnsRecord({ construct: this, name: domain, type: "TXT", value });
  }
}
