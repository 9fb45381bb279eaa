import { Construct } from "constructs";
import type { ContainerService, IHttpService, ITlsService } from "../docker";
import { DockerHost } from "../docker";
import { problemError } from "../internal/problems";
import { validate } from "../internal/schema";
import { show } from "../internal/words";
import type { IngressNode, TlsPassthroughNode } from "../topology";
import { ContainerKind, Topology } from "../topology";
import { Duration } from "../units";
import type { Labels } from "./container-labels";
import { commonLabels, passthroughLabels, routeLabels } from "./container-labels";
import type { HttpRoute, IIngress, PassthroughOptions, RouteOptions } from "./ingress";
import { RouteBook } from "./route-book";
import { existingTraefikSchema } from "./schema";
import type { ExistingTraefikProps } from "./traefik-props";

/**
 * A Traefik that somebody else runs, and that asks the engine for labels of containers: routes become labels.
 *
 * What its own configuration must say stands in the report, because nobody here can see it.
 */
export class ExistingTraefik extends Construct implements IIngress {
  /** The ingress in the topology. */
  public readonly ingressNode: IngressNode;

  private readonly book: RouteBook;
  private readonly props: ExistingTraefikProps;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its release, and what its configuration calls its parts
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ExistingTraefikProps) {
    super(scope, id);
    this.props = validate(this, existingTraefikSchema, props);
    this.ingressNode = this.declare();
    this.book = new RouteBook(this.ingressNode, props.strictTransport ?? Duration.days(365));
  }

  /**
   * Leads a name and a path to a service, by labels on its container.
   *
   * @param service - the service, or `{ service, http }` for a container of your own
   * @param options - where the internet finds it
   * @throws an error when another route has the same name and path, and when options do not fit
   */
  public route(service: IHttpService, options: RouteOptions): HttpRoute {
    if (options?.responseTimeout !== undefined) {
      throw problemError(`${this.node.path}, route`, {
        name: "responseTimeout",
        what: "is no label: it belongs into the configuration of that Traefik",
        got: show(options.responseTimeout),
        expected: "nothing",
        fix: "leave `responseTimeout` out, and set `serversTransport.forwardingTimeouts` there",
      });
    }
    const { route, plan } = this.book.addRoute(service, options);
    this.label(service.service, routeLabels(this.labelPlan, plan));
    return route;
  }

  /**
   * Hands the TLS connections for some names to a service that ends TLS by itself, by labels on its container.
   *
   * @param service - the service, or `{ service, tls }` for a container of your own
   * @param options - the names
   * @throws an error when a route has one of the names, and when options do not fit
   */
  public passthrough(service: ITlsService, options: PassthroughOptions): TlsPassthroughNode {
    const { node, plan } = this.book.addPassthrough(service, options);
    this.label(service.service, passthroughLabels(this.labelPlan, plan, this.addressFor(service)));
    return node;
  }

  private get labelPlan() {
    const { network, entryPoint, httpEntryPoint, resolver, constraintLabels = {} } = this.props;
    return { network: network.networkName, entryPoint, httpEntryPoint, resolver, constraintLabels };
  }

  private label(service: ContainerService, labels: Labels): void {
    service._addLabels({ ...commonLabels(this.labelPlan), ...labels });
  }

  /** Traefik knows no address of a container that is not healthy, and such a one may wait for its first certificate. */
  private addressFor({ service, tls }: ITlsService): string | undefined {
    if (tls.challengePort === undefined) return undefined;
    const place = service.containerNode.endpoints.find(({ network }) => network === this.props.network.networkNode);
    const { httpEntryPoint } = this.props;
    const path = `${this.node.path}, passthrough to ${service.node.path}`;
    if (httpEntryPoint === undefined) {
      throw problemError(this.node.path, {
        name: "httpEntryPoint",
        what: "is required for a service that answers ACME challenges by itself",
        expected: "the name of the entry point for HTTP, such as web",
        fix: "pass `httpEntryPoint`",
      });
    }
    if (place?.ipv4Address === undefined) {
      throw problemError(path, {
        name: "ipv4Address",
        what: "is required: until the container is healthy, Traefik finds it by a fixed address alone",
        expected: `a fixed address on ${this.props.network.networkName}`,
        fix: "give the container an `ipv4Address` on that network",
      });
    }
    return place.ipv4Address;
  }

  private declare(): IngressNode {
    const { network, containerName = "traefik", version, readTimeout, allowsAcmeByPass } = this.props;
    const container = Topology.of(this).declareContainer({
      construct: this,
      host: DockerHost.of(this).hostNode,
      name: containerName,
      kind: ContainerKind.EXTERNAL,
    });
    container.join({ network: network.networkNode });
    return Topology.of(this).declareIngress({
      construct: this,
      container,
      version,
      readTimeoutSeconds: readTimeout?.toSeconds(),
      passesChallenges: allowsAcmeByPass,
      assumptions: this.assumptions(),
    });
  }

  /** What labels cannot say. */
  private assumptions(): string[] {
    const { entryPoint, httpEntryPoint = "the one for HTTP" } = this.props;
    return [
      `entry point ${entryPoint}: \`http.aliasHeadersStrategy: delete\`, or clients forge where they come from`,
      `entry point ${httpEntryPoint}: a redirect \`to: ":443"\`, the port and not a name`,
      "provider docker: `exposedByDefault: false`, or helper containers are served too",
    ];
  }
}
