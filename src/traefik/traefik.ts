import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { IHttpService, ITlsService, VolumeMount } from "../docker";
import {
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  ContainerService,
  DataVolume,
  HealthCheck,
  OneShotJob,
  SecretForm,
} from "../docker";
import { validate } from "../internal/schema";
import { uploadSeconds } from "../internal/slow-line";
import { Invariants } from "../invariants";
import type { IngressNode, TlsPassthroughNode } from "../topology";
import { Topology } from "../topology";
import { Size } from "../units";
import { renderDynamicConfig } from "./dynamic-config";
import type { HttpRoute, IIngress, PassthroughOptions, RouteOptions } from "./ingress";
import { RouteBook } from "./route-book";
import { traefikSchema } from "./schema";
import { renderStaticConfig } from "./static-config";
import type { TraefikPlan } from "./traefik-plan";
import { PATHS, certificateFiles, planTraefik, versionOf } from "./traefik-plan";
import type { TraefikProps } from "./traefik-props";

/** Nobody, as many images know it. Docker lets it listen on port 80. */
const USER = "65532:65532";

const CONFIG_FILE = `--configFile=${PATHS.static}/traefik.yml`;

/**
 * The HTTPS ingress of a host: it leads names and paths to services, with certificates that renew themselves.
 *
 * Its routes are files that this program writes, so it has no access to the engine. A new route replaces no container
 * and cuts no connection: the routes are not part of what the container is, and Traefik reads them while it runs.
 *
 * It runs as nobody, without capabilities and with a file system that it cannot write; there is no dashboard.
 */
export class Traefik extends Construct implements IIngress {
  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The ingress in the topology. */
  public readonly ingressNode: IngressNode;

  private readonly book: RouteBook;
  private readonly plan: TraefikPlan;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its networks, and where its certificates come from
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: TraefikProps) {
    super(scope, id);
    validate(this, traefikSchema, props);
    const plan = planTraefik(props);
    const image = props.image ?? ContainerImage.fromRegistry("traefik:v3.7.13");
    this.plan = plan;

    this.service = new ContainerService(this, "Service", {
      image,
      user: USER,
      entrypoint: ["traefik"],
      command: [CONFIG_FILE],
      environment: plan.environment,
      // It reads its configuration anew, and asks an address that only it has.
      healthCheck: HealthCheck.command(["traefik", "healthcheck", CONFIG_FILE]),
      networks: props.networks.map((network) => ({ network })),
      volumes: [
        this.staticFiles(image, props),
        this.routeFiles(image),
        ...(plan.fixed.resolver ? [this.storage(image, props)] : []),
      ],
      publish: plan.ports,
      memory: props.memory ?? Size.mebibytes(128),
      stopGrace: plan.stopGrace,
    });
    if (props.publish?.address === undefined) {
      Invariants.of(this.service).acknowledge("port/not-everywhere", "an ingress is what the internet shall reach");
    }
    this.ingressNode = this.declare(props);
    this.book = new RouteBook(this.ingressNode, plan.strictTransport);
  }

  /**
   * Leads a name and a path to a service.
   *
   * @param service - the service, or `{ service, http }` for a container of your own
   * @param options - where the internet finds it
   * @throws an error when another route has the same name and path, and when options do not fit
   */
  public route(service: IHttpService, options: RouteOptions): HttpRoute {
    const { route } = this.book.addRoute(service, options);
    const { largestUpload } = service.http;
    if (largestUpload && this.plan.readTimeoutFollows) {
      this.ingressNode.allowBodies(uploadSeconds(largestUpload.toBytes()));
    }
    return route;
  }

  /**
   * Hands the TLS connections for some names to a service that ends TLS by itself, other protocols than HTTP included.
   *
   * @param service - the service, or `{ service, tls }` for a container of your own
   * @param options - the names
   * @throws an error when a route has one of the names, and when options do not fit
   */
  public passthrough(service: ITlsService, options: PassthroughOptions): TlsPassthroughNode {
    return this.book.addPassthrough(service, options).node;
  }

  /** What it reads at its start: another one replaces the container. */
  private staticFiles(image: ContainerImage, { certificates }: TraefikProps): VolumeMount {
    const { authorities, dns } = certificates._authority ?? {};
    const content = Lazy.stringValue({
      produce: () =>
        renderStaticConfig({ ...this.plan.fixed, readTimeoutSeconds: this.ingressNode.readTimeoutSeconds ?? 0 }),
    });
    return new ConfigVolume(this, "Config", {
      image,
      owner: USER,
      files: [
        ConfigFile.fromText("traefik.yml", content),
        ...(authorities === undefined ? [] : [ConfigFile.fromText("authorities.pem", authorities)]),
        ...Object.entries(dns?.credentials ?? {}).map(([name, secret]) =>
          ConfigFile.fromSecret(`secrets/${name}`, secret, { purpose: `credential ${name} for DNS` }),
        ),
      ],
    }).mountAt(PATHS.static);
  }

  /** What it reads while it runs. The routes come last: where they change, the certificates are there already. */
  private routeFiles(image: ContainerImage): VolumeMount {
    const { files, fixed } = this.plan;
    const content = Lazy.stringValue({
      produce: () =>
        renderDynamicConfig({
          routes: this.book.routes,
          passthroughs: this.book.passthroughs,
          hasResolver: fixed.resolver !== undefined,
          certificates: files.map((_, index) => ({
            certFile: `${PATHS.routes}/${certificateFiles(index).certificate}`,
            keyFile: `${PATHS.routes}/${certificateFiles(index).key}`,
          })),
        }),
    });
    return new ConfigVolume(this, "Routes", {
      image,
      owner: USER,
      watched: true,
      files: [
        ...files.flatMap(({ certificate, privateKey, hosts }, index) => {
          const paths = certificateFiles(index);
          const form = { form: SecretForm.ANY };
          return [
            ConfigFile.fromSecret(paths.certificate, certificate, { ...form, purpose: `certificate of ${hosts[0]}` }),
            ConfigFile.fromSecret(paths.key, privateKey, { ...form, purpose: `key of ${hosts[0]}` }),
          ];
        }),
        ConfigFile.fromText("routes.yml", content),
      ],
    }).mountAt(PATHS.routes);
  }

  /** Traefik wants its storage to be its own and nobody else's to read, or it goes without certificates. */
  private storage(image: ContainerImage, props: TraefikProps): VolumeMount {
    const volume = props.storage ?? new DataVolume(this, "Storage");
    const job = new OneShotJob(this, "PrepareStorage", {
      image,
      user: "0:0",
      script: [
        `chown ${USER} ${PATHS.storage}`,
        `chmod 0700 ${PATHS.storage}`,
        `if [ -e ${PATHS.storage}/acme.json ]; then chown ${USER} ${PATHS.storage}/acme.json; chmod 0600 ${PATHS.storage}/acme.json; fi`,
      ].join("\n"),
      volumes: [volume.mountAt(PATHS.storage)],
      capabilities: ["CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE"],
      memory: Size.mebibytes(64),
    });
    const mount = volume.mountAt(PATHS.storage);
    return { ...mount, dependsOn: [...mount.dependsOn, job] };
  }

  private declare(props: TraefikProps): IngressNode {
    const { certificates, furtherCertificates, trustedProxies } = props;
    return Topology.of(this).declareIngress({
      construct: this,
      container: this.service.containerNode,
      certificates: certificates.source,
      isStaging: certificates._authority?.isStaging,
      certificateHosts: [...certificates._files, ...(furtherCertificates?._files ?? [])].flatMap(({ hosts }) => hosts),
      version: props.version ?? versionOf(this.service.containerNode.image?.tag),
      readTimeoutSeconds: this.plan.readTimeout.toSeconds(),
      passesChallenges: true,
      trustedProxies: trustedProxies?.addresses,
    });
  }
}
