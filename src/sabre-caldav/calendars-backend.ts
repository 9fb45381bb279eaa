import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { HttpNeeds, IHttpService, IServiceNetwork } from "../docker";
import { ConfigFile, ConfigVolume, ContainerService, HealthCheck, Secret } from "../docker";
import { validate, withDefault } from "../internal/schema";
import type { ContainerNode } from "../topology";
import { SecretRelation, Topology } from "../topology";
import { Duration, Size } from "../units";
import { CalDavApiGeneration } from "./api-generation";
import { backendEnvironment, isReadFromFile } from "./backend-environment";
import { baseUrlOf } from "./backend-url";
import type { CalDavKeys } from "./caldav-keys";
import type { ICalendarsBackend } from "./calendars-backend-handle";
import type { CalendarsBackendProps, ExistingCalendarsBackendProps } from "./calendars-backend-props";
import { ExistingCalendarsBackend } from "./existing-backend";
import { calendarsBackendSchema } from "./schema";

const SECRETS = "/calendars-secrets";

/** What upstream's default is, for a backend that no CalDAV server was given to. */
const DEFAULT_CALDAV_URL = "http://caldav:80";

/** Upstream's gunicorn has three workers, each with one connection to the database. */
const GUNICORN_WORKERS = 3;

/** After that gunicorn ends a request. */
const GUNICORN_TIMEOUT = Duration.seconds(90);

/** Where calendar programs that know the domain alone find the calendars. */
const CALDAV = { name: "caldav", path: "/caldav/" };

/** What CalDAV adds to HTTP. */
const CALDAV_METHODS = [
  "PROPFIND",
  "PROPPATCH",
  "REPORT",
  "MKCALENDAR",
  "MKCOL",
  "COPY",
  "MOVE",
  "LOCK",
  "UNLOCK",
  "ACL",
];

const NEEDED_SCOPES = ["messages:send", "mailboxes:read"];

/**
 * The Django backend of La Suite Calendars: its web container, with all that it must agree on with the CalDAV server.
 *
 * @see https://github.com/suitenumerique/calendars
 */
export class CalendarsBackend extends Construct implements ICalendarsBackend, IHttpService {
  /**
   * A backend that somebody else runs.
   *
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - where it is, and what is known of it
   * @throws an error that lists all props that do not fit
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingCalendarsBackendProps): ICalendarsBackend {
    return new ExistingCalendarsBackend(scope, id, props);
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The network on which it meets the CalDAV server. */
  public readonly network: IServiceNetwork;

  /** The port on which it listens. */
  public readonly port: number;

  /** The keys that it shares with the CalDAV server. */
  public readonly keys: CalDavKeys;

  /** The generation of its interface to the CalDAV server. */
  public readonly generation: CalDavApiGeneration;

  /** Where it answers: scheme, host and port. */
  public readonly baseUrl: string;

  /** Names and addresses in the `Host` header that it accepts. */
  public readonly allowedHosts?: string[];

  /** What it needs of an ingress: calendar programs come to it, and never to the CalDAV server behind it. */
  public readonly http: HttpNeeds;

  private caldavUrl?: string;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its image, its network and its keys
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: CalendarsBackendProps) {
    super(scope, id);
    validate(this, calendarsBackendSchema, withDefault(props, "alias", id));
    const { alias = id, ipv4Address, database } = props;
    this.network = props.network;
    this.port = props.port ?? 8000;
    this.keys = props.keys;
    this.generation = props.generation ?? CalDavApiGeneration.LS_HEADERS;
    this.baseUrl = baseUrlOf(ipv4Address ?? alias, this.port);
    const allowedHosts = [...new Set([...(ipv4Address ? [ipv4Address] : []), alias, ...(props.allowedHosts ?? [])])];
    this.allowedHosts = allowedHosts;
    this.caldavUrl = props.caldavUrl;
    this.http = {
      port: this.port,
      allowedHosts,
      wellKnown: [CALDAV],
      methods: CALDAV_METHODS,
      longestResponse: GUNICORN_TIMEOUT,
    };

    const user = props.user ?? "1000:1000";
    const secrets = this.secretsOf(props);
    const volume = new ConfigVolume(this, "Secrets", {
      image: props.image,
      owner: user,
      files: Object.entries(secrets).map(([name, secret]) => ConfigFile.fromSecret(name, secret)),
    });
    const paths = Object.keys(secrets).map((name) => [name, `${SECRETS}/${name}`] as const);
    const exported = paths.filter(([name]) => !isReadFromFile(name));
    this.service = new ContainerService(this, "Service", {
      image: props.image,
      user,
      ...commandOf(props),
      environment: {
        ...backendEnvironment({
          configuration: props.configuration ?? "Production",
          allowedHosts,
          caldavUrl: Lazy.stringValue({ produce: () => this.caldavUrl ?? DEFAULT_CALDAV_URL }),
          database: database && {
            host: database.hostName,
            port: database.port,
            name: database.databaseName,
            user: database.ownerName,
          },
          messages: props.messages,
          further: props.environment ?? {},
        }),
        ...Object.fromEntries(
          paths.filter(([name]) => isReadFromFile(name)).map(([name, path]) => [`${name}_FILE`, path]),
        ),
      },
      ...(exported.length > 0 ? { environmentFromFiles: Object.fromEntries(exported) } : {}),
      networks: this.attachments(props, alias),
      volumes: [volume.mountAt(SECRETS)],
      temporaryDirectories: [{ path: "/tmp" }],
      startsAfter: database ? [database.ready] : [],
      healthCheck: healthCheck(this.port, ipv4Address ?? alias),
      memory: props.memory ?? Size.mebibytes(768),
      stopGrace: props.stopGrace ?? Duration.seconds(90),
    });
    this.declareSecrets(secrets);
    this.declare(props);
  }

  /** Its container in the topology. */
  public get containerNode(): ContainerNode {
    return this.service.containerNode;
  }

  /** Where it asks for the CalDAV server; nothing as long as it follows the first one that it is given to. */
  public get expectedCalDavUrl(): string | undefined {
    return this.caldavUrl;
  }

  /**
   * Tells it where its CalDAV server is, unless `caldavUrl` or another CalDAV server did; `SabreCalDav` calls it.
   *
   * @param url - scheme, host and port
   */
  public useCalDav(url: string): void {
    this.caldavUrl ??= url;
  }

  private secretsOf(props: CalendarsBackendProps): { [name: string]: Secret } {
    const { keys, database, messages, secretEnvironment = {} } = props;
    return {
      CALDAV_INBOUND_API_KEY: keys.inbound,
      CALDAV_OUTBOUND_API_KEY: keys.outbound,
      CALDAV_INTERNAL_API_KEY: keys.internal,
      DJANGO_SECRET_KEY: props.secretKey ?? Secret.generated(this, "SecretKey"),
      ...(database && { DB_PASSWORD: database.ownerPassword }),
      ...(messages && { MESSAGES_API_KEY: messages.apiKey }),
      ...secretEnvironment,
    };
  }

  private attachments({ network, ipv4Address, database, networks = [] }: CalendarsBackendProps, alias: string) {
    const own = { network, aliases: [alias], ipv4Address };
    const needsDatabase =
      database && ![own, ...networks].some((stated) => stated.network.networkNode === database.network.networkNode);
    return [own, ...(needsDatabase ? [{ network: database.network }] : []), ...networks];
  }

  /** The three keys of the CalDAV server may be one; no other secret may be that of another purpose. */
  private declareSecrets(secrets: { [name: string]: Secret }): void {
    const names = Object.keys(secrets);
    const pairs = names.flatMap((name, index) => names.slice(index + 1).map((other) => [name, other]));
    for (const pair of pairs.filter((names) => !names.every((name) => name.startsWith("CALDAV_")))) {
      Topology.of(this).declareSecretAgreement({
        construct: this,
        name: pair.join(" and "),
        relation: SecretRelation.DIFFERENT,
        consequence: "whoever learns one of them has learnt the other",
        sides: pair.map((name) => ({ construct: this, name, identity: secrets[name]._identity(this) })),
      });
    }
  }

  private declare({ database, messages }: CalendarsBackendProps): void {
    database?.databaseNode.connect({
      container: this.containerNode,
      role: database.ownerName,
      startsAfter: [database.ready],
      maxConnections: GUNICORN_WORKERS,
      application: this.containerNode,
    });
    if (messages) {
      const missing = NEEDED_SCOPES.filter((scope) => !messages.scopes.includes(scope));
      Topology.of(this).declareContract({
        construct: this,
        provider: this,
        subject: "scopes of the channel in Messages",
        needed: NEEDED_SCOPES.join(", "),
        given: missing.length === 0 ? NEEDED_SCOPES.join(", ") : messages.scopes.join(", ") || "none",
        fix: `give the channel ${missing.join(" and ")} in Messages, and name it in \`messages.scopes\``,
      });
    }
  }
}

function commandOf({ command }: CalendarsBackendProps): { entrypoint?: string[]; command?: string[] } {
  if (!command) return {};
  const [entrypoint, args] = [command.slice(0, 1), command.slice(1)];
  return args.length > 0 ? { entrypoint, command: args } : { entrypoint };
}

/**
 * Exactly 200 for OPTIONS of the path of CalDAV: Django runs, and accepts the name by which the CalDAV server calls it.
 * Upstream has no path for health checks, and logs a warning for most others that need no session.
 */
function healthCheck(port: number, host: string): HealthCheck {
  const script = [
    "import http.client",
    `connection = http.client.HTTPConnection('127.0.0.1', ${port}, timeout=4)`,
    `connection.request('OPTIONS', '/caldav/', headers={'Host': '${host}'})`,
    "raise SystemExit(connection.getresponse().status != 200)",
  ].join("; ");
  return HealthCheck.command(["python", "-c", script]);
}
