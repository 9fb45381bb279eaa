import { Construct } from "constructs";
import { DockerHost } from "../docker";
import { resolveText } from "../internal/resolve-text";
import { validate } from "../internal/schema";
import type { MailRelayNode } from "../topology";
import { ContainerKind, Topology } from "../topology";
import type { ExistingMailRelayProps } from "./existing-mail-relay-props";
import type { IMailRelay, MailClient } from "./mail-route";
import { MailRoute } from "./mail-route";
import { existingMailRelaySchema } from "./schema";
import { senderDomainsOf } from "./sender-domains";

/** A relay that somebody else runs. Who may send through it is decided there; here it is only compared. */
export class ExistingMailRelay extends Construct implements IMailRelay {
  public readonly relayNode: MailRelayNode;
  private readonly port: number;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingMailRelayProps,
  ) {
    super(scope, id);
    validate(this, existingMailRelaySchema, props);
    this.port = props.port ?? (props.credentials ? 587 : 25);
    this.relayNode = this.declare();
  }

  public allow(client: MailClient): MailRoute {
    const { network, hostName, credentials, implicitTls = this.port === 465 } = this.props;
    return new MailRoute({
      relay: this.relayNode,
      client,
      host: hostName,
      port: this.port,
      network,
      senderDomains: senderDomainsOf(this.node.path, client),
      usesTls: this.props.tls ?? (implicitTls || credentials !== undefined),
      usesImplicitTls: implicitTls,
      credentials,
    });
  }

  private declare(): MailRelayNode {
    const { network, hostName, senderDomains, maxMessage } = this.props;
    const container = Topology.of(this).declareContainer({
      construct: this,
      host: DockerHost.of(this).hostNode,
      name: resolveText(this, hostName),
      kind: ContainerKind.EXTERNAL,
    });
    container.join({ network: network.networkNode });
    return Topology.of(this).declareMailRelay({
      construct: this,
      container,
      ports: [this.port],
      senderDomains,
      maxMessageBytes: maxMessage?.toBytes(),
      isAdopted: true,
    });
  }
}
