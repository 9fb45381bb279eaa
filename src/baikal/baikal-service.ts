import { posix } from "node:path";
import { Construct } from "constructs";
import type { IBackupSource } from "../backup";
import { BackupPart } from "../backup";
import type { HttpNeeds, IHttpService, IMountableVolume, IServiceNetwork } from "../docker";
import { ConfigVolume, ContainerService, DataVolume, OneShotJob, Secret } from "../docker";
import { dockerName } from "../internal/names";
import { validate, validateOptions, withDefault } from "../internal/schema";
import { problemError } from "../internal/problems";
import type { MailRoute } from "../postfix-relay";
import { SecretRelation, Topology } from "../topology";
import { Traefik } from "../traefik";
import { Duration, Size } from "../units";
import { BaikalDatabase } from "./baikal-database";
import { serviceFiles, setupFiles } from "./baikal-files";
import { BaikalImage } from "./baikal-image";
import type { BaikalNames } from "./baikal-names";
import type { BaikalPlan } from "./baikal-plan";
import { planBaikal } from "./baikal-plan";
import type { BaikalServiceProps } from "./baikal-props";
import { BaikalAuthentication } from "./baikal-props";
import { CONFIGURATION_PATH, DATA_PATH, SETUP, SQLITE_FILE } from "./declaration";
import { rememberFirstBoot } from "./first-boot";
import { CONFIG } from "./image-profile";
import { baikalSchema, legacyNamesSchema } from "./schema";

const METHODS_OF_HTTP = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];

/** What calendar programs use beside the methods of browsers. */
const METHODS = [
  ...METHODS_OF_HTTP,
  ...["PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "ACL", "LOCK", "UNLOCK"],
];

/** What an event with its attachments grows by when it becomes a message. */
const MESSAGE_HEADERS = 16_384;

/**
 * A server for calendars and address books: Baïkal, set up without its wizard, with its users, and with invitations that
 * leave through a relay.
 *
 * Its data is in two protected volumes. What the admin UI changed there stays until its declaration here changes.
 *
 * @see https://sabre.io/baikal/
 */
export class BaikalService extends Construct implements IHttpService, IBackupSource {
  /**
   * The names of a server from the environment that older images of Baikal took: `CONTAINER_HOST_NAME` and
   * `CONTAINER_DOMAIN_NAME`, here of the program that synthesizes. They go into the props:
   * `{ ...BaikalService.namesFromEnvironment(), networks: […] }`.
   *
   * @throws an error when there is no `CONTAINER_DOMAIN_NAME`
   */
  public static namesFromEnvironment(): BaikalNames {
    const { CONTAINER_HOST_NAME, CONTAINER_DOMAIN_NAME = "" } = process.env;
    const names = { CONTAINER_HOST_NAME: CONTAINER_HOST_NAME || "calendar", CONTAINER_DOMAIN_NAME };
    validateOptions("BaikalService.namesFromEnvironment", legacyNamesSchema, names);
    return { hostname: names.CONTAINER_HOST_NAME, domain: names.CONTAINER_DOMAIN_NAME };
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The job that sets up the data, and keeps it as it is declared here. */
  public readonly setup: OneShotJob;

  /** The password of the user `admin` at `/admin/`. */
  public readonly adminPassword: Secret;

  /** The host name by which containers on its networks reach it. */
  public readonly hostName: string;

  /** The port on which containers on its networks reach it: HTTP, or HTTPS where it has a certificate. */
  public readonly port: number;

  /** The path below which it serves, with a slash at both ends. */
  public readonly basePath: string;

  /** The largest request that it accepts; a proxy in front of it must let as much through. */
  public readonly maxUpload: Size;

  /** The methods of HTTP that a proxy in front of it must let through. */
  public readonly httpMethods: string[] = [...METHODS];

  /** Names below `/.well-known/` that it answers, and a proxy must send to it. */
  public readonly wellKnown: string[];

  /** Its own ingress; nothing where it has none. */
  public readonly ingress?: Traefik;

  private readonly plan: BaikalPlan;
  private readonly parts: BackupPart[];

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its names, its networks and its users
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: BaikalServiceProps) {
    super(scope, id);
    validate(this, baikalSchema, withDefault(props, "alias", id));
    const { image, version } = props.image ?? BaikalImage.bundled();
    const plan = planBaikal(props, props.database ?? BaikalDatabase.sqlite());
    const { profile, database } = plan;
    this.plan = plan;
    this.hostName = props.alias ?? id;
    this.port = plan.port;
    this.basePath = plan.basePath;
    this.maxUpload = Size.bytes(plan.maxUploadBytes);
    this.wellKnown = [...(plan.servesCalendars ? ["caldav"] : []), ...(plan.servesAddressBooks ? ["carddav"] : [])];
    this.adminPassword = props.adminPassword ?? Secret.generated(this, "AdminPassword");
    const route = this.routeOf(props, plan);

    const configuration: IMountableVolume = props.configuration ?? new DataVolume(this, "Configuration");
    const data: IMountableVolume = props.data ?? new DataVolume(this, "Data");
    this.parts = [
      ...(database._postgres?.backupParts() ?? []),
      BackupPart.volume(
        `${dockerName([id])}-data`,
        data,
        database._server ? {} : { sqlite: [posix.relative(DATA_PATH, SQLITE_FILE)] },
      ),
      BackupPart.volume(`${dockerName([id])}-configuration`, configuration),
    ];
    rememberFirstBoot(this, "FirstBoot", data.volumeNode.name, plan);
    const files = new ConfigVolume(this, "Files", {
      image,
      owner: profile.owner,
      files: serviceFiles(plan, props.tls?._certificate, route),
    });
    const declaration = new ConfigVolume(this, "Declaration", {
      image,
      owner: profile.owner,
      files: setupFiles(plan, this.adminPassword),
    });
    const volumes = [configuration.mountAt(CONFIGURATION_PATH), data.mountAt(DATA_PATH), files.mountAt(CONFIG)];

    this.setup = new OneShotJob(this, "Setup", {
      image,
      user: profile.owner,
      entrypoint: ["php", profile.setupProgram ?? `${SETUP}/setup.php`, `${SETUP}/declaration.json`],
      networks: database._server && [{ network: database._server.network }],
      volumes: [...volumes, declaration.mountAt(SETUP)],
      temporaryDirectories: [{ path: "/tmp" }],
      startsAfter: database._postgres && [database._postgres.ready],
      memory: Size.mebibytes(256),
    });
    this.service = new ContainerService(this, "Service", {
      image,
      containerName: props.containerName,
      ...profile.container,
      hostname: plan.names.host,
      domainName: plan.names.domain,
      networks: this.networksOf(props, plan, route),
      volumes,
      startsAfter: [this.setup, ...(database._postgres ? [database._postgres.ready] : [])],
      healthCheck: profile.healthCheck,
      publish: props.publish && [{ containerPort: plan.port, ...props.publish }],
      memory: plan.memory,
      stopGrace: props.stopGrace ?? Duration.seconds(30),
    });

    route?.connect(this.service.containerNode);
    this.declare(plan, version);
    this.ingress = this.createIngress(props, plan);
    this.declareDatabaseClient(plan);
    this.declareSecrets(plan);
  }

  /**
   * What it needs of an ingress, for `ingress.route(baikal, { host })`.
   *
   * @throws an error where it ends TLS by itself
   */
  public get http(): HttpNeeds {
    const { basePath, maxUploadBytes, port, publicUrl, usesTls } = this.plan;
    if (usesTls) {
      throw problemError(this.node.path, {
        name: "tls",
        what: "has it speak TLS by itself, which a route of an ingress does not expect",
        expected: "plain HTTP behind an ingress",
        fix: "leave `tls` out",
      });
    }
    return {
      port,
      publicUrl,
      servedPath: basePath,
      wellKnown: this.wellKnown.map((name) => ({ name, path: `${basePath}dav.php/` })),
      methods: METHODS.filter((method) => !METHODS_OF_HTTP.includes(method)),
      largestUpload: Size.bytes(maxUploadBytes),
    };
  }

  private createIngress({ networks, tls }: BaikalServiceProps, { publicUrl, basePath }: BaikalPlan) {
    if (!tls?._ingress || publicUrl === undefined) return undefined;
    const ingress = new Traefik(this, "Ingress", { networks, certificates: tls._ingress });
    ingress.route(this, { host: new URL(publicUrl).hostname, path: basePath });
    return ingress;
  }

  /** Its database and both of its volumes, for a backup. */
  public backupParts(): BackupPart[] {
    return this.parts;
  }

  /** Both addresses are senders: the relay looks at the envelope, the recipient's server at `From`. */
  private routeOf({ relay, networks }: BaikalServiceProps, { invites, maxUploadBytes }: BaikalPlan) {
    if (!relay || !invites) return undefined;
    return relay.allow({
      construct: this,
      senders: [...new Set([invites.envelopeSender, invites.inviteAddress])],
      networks,
      maxMessage: Size.bytes(maxUploadBytes + MESSAGE_HEADERS),
    });
  }

  private networksOf({ networks }: BaikalServiceProps, { database }: BaikalPlan, route?: MailRoute) {
    const needed = [route?.network, database._server?.network].filter((network) => network !== undefined);
    const all = [...new Set<IServiceNetwork>([...networks, ...needed])];
    return all.map((network) => ({ network, ...(networks.includes(network) ? { aliases: [this.hostName] } : {}) }));
  }

  private declare(plan: BaikalPlan, version: string | undefined): void {
    const topology = Topology.of(this);
    const own = { construct: this, container: this.service.containerNode };
    topology.declareSoftware({ ...own, name: "Baikal", version });
    topology.declareCalendarServer({
      ...own,
      inviteAddress: plan.invites?.inviteAddress,
      accounts: plan.users.map(({ name, email }) => ({ name, address: email })),
      clearPasswordPorts:
        plan.authentication === BaikalAuthentication.BASIC && !plan.usesTls ? [plan.profile.port] : [],
    });
    if (plan.publicUrl === undefined) return;
    topology.declareHttpRoute({
      construct: this,
      url: plan.publicUrl,
      target: own.container,
      targetPort: plan.port,
      servedPath: plan.basePath,
      wellKnown: this.wellKnown,
    });
  }

  /** The job writes the password into `baikal.yaml`, where the service finds it. */
  private declareDatabaseClient({ database: { _postgres: database }, maxRequests }: BaikalPlan): void {
    if (!database) return;
    this.service.containerNode.useSecret({
      identity: database.ownerPassword._identity(this),
      purpose: `password of the role ${database.ownerName}`,
      target: `${CONFIGURATION_PATH}/baikal.yaml`,
    });
    const clients = [
      { container: this.setup.containerNode, maxConnections: 1 },
      { container: this.service.containerNode, maxConnections: maxRequests },
    ];
    for (const client of clients) {
      database.databaseNode.connect({ ...client, role: database.ownerName, startsAfter: [database.ready] });
    }
  }

  /** The administrator can do everything; nobody else may hold that password. */
  private declareSecrets({ users, database }: BaikalPlan): void {
    const others = [
      ...users.map(({ name, password }) => ({ name: `password of ${name}`, secret: password })),
      ...(database._server ? [{ name: "password of the database", secret: database._server.password }] : []),
    ];
    for (const { name, secret } of others) {
      Topology.of(this).declareSecretAgreement({
        construct: this,
        name: `password of the administrator and ${name}`,
        relation: SecretRelation.DIFFERENT,
        consequence: "whoever learns one of them has learnt the other",
        sides: [
          { construct: this, name: "password of the administrator", identity: this.adminPassword._identity(this) },
          { construct: this, name, identity: secret._identity(this) },
        ],
      });
    }
  }
}
