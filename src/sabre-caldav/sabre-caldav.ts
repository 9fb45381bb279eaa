import { Construct } from "constructs";
import type { IServiceNetwork, NetworkAttachment } from "../docker";
import { ConfigFile, ConfigVolume, ContainerService, HealthCheck, OneShotJob } from "../docker";
import { validate, withDefault } from "../internal/schema";
import { SecretRelation, Topology } from "../topology";
import { Duration, Size } from "../units";
import { CalDavApiGeneration } from "./api-generation";
import { CALLBACK_PATH, caldavEnvironment } from "./caldav-environment";
import type { CalDavKeys } from "./caldav-keys";
import { SabreCalDavImage } from "./sabre-caldav-image";
import type { SabreCalDavProps } from "./sabre-caldav-props";
import { sabreCalDavSchema } from "./schema";
import { rememberSchema } from "./remembered-schema";
import { schemaScript } from "./schema-script";

const SECRETS = "/caldav-secrets";

/** www-data, as which the official images of PHP serve; Docker lets it listen on port 80. */
const USER = "33:33";

/** What Apache and its start script write: a pid, locks, uploads. Logs go to the container's output. */
const TEMPORARY = [{ path: "/run/apache2" }, { path: "/run/lock" }, { path: "/tmp" }];

/**
 * How many requests it works on at once. Each holds a connection to the database, of which PostgreSQL has 100; Apache's
 * own limit is 150.
 */
const MAX_REQUESTS = 40;

/**
 * The CalDAV server of La Suite Calendars: SabreDAV on PostgreSQL, beside its Django backend. It makes its tables, and
 * reports invitations to outside attendees to the backend, which sends the mail.
 *
 * Nobody but the backend may reach it: whoever knows the outbound key can be every user. It is never published.
 *
 * @see https://github.com/suitenumerique/calendars
 */
export class SabreCalDav extends Construct {
  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** The job that makes the tables and checks that they are there. */
  public readonly schemaJob: OneShotJob;

  /** Where others on its networks reach it: scheme, host and port. */
  public readonly url: string;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its backend and its database
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: SabreCalDavProps) {
    super(scope, id);
    validate(this, sabreCalDavSchema, withDefault(props, "alias", id));
    const { backend, database, keys = backend.keys, baseUri = "/caldav/", alias = id } = props;
    const { image, generation } = props.image ?? SabreCalDavImage.release();
    const callbackBaseUrl = props.callbackBaseUrl ?? backend.baseUrl;
    const phpMemory = props.phpMemory ?? Size.mebibytes(512);
    const schema = props.databaseSchema ?? (generation === CalDavApiGeneration.LS_HEADERS ? "sabre" : "public");
    if (schema !== "public") database.requireSchema(schema);
    rememberSchema(this, "DatabaseSchema", database.databaseName, schema);

    const secrets = new ConfigVolume(this, "Secrets", {
      image,
      owner: USER,
      files: [
        ConfigFile.fromSecret("database-password", database.ownerPassword, {
          purpose: "password of the database owner",
        }),
        ...keyFiles(keys),
      ],
    });
    const common = {
      image,
      user: USER,
      environment: caldavEnvironment({
        generation,
        database: {
          host: database.hostName,
          port: database.port,
          name: database.databaseName,
          user: database.ownerName,
        },
        schema,
        baseUri,
        callbackBaseUrl,
        phpMemoryMebibytes: phpMemory.toMebibytes(),
        stripBinaryAttachments: props.sanitizer?.stripBinaryAttachments ?? true,
        maxDescriptionBytes: (props.sanitizer?.maxDescription ?? Size.kibibytes(100)).toBytes(),
        maxResourceBytes: (props.sanitizer?.maxResource ?? Size.mebibytes(1)).toBytes(),
      }),
      environmentFromFiles: {
        PGPASSWORD: `${SECRETS}/database-password`,
        CALDAV_INBOUND_API_KEY: `${SECRETS}/inbound-key`,
        CALDAV_OUTBOUND_API_KEY: `${SECRETS}/outbound-key`,
        CALDAV_INTERNAL_API_KEY: `${SECRETS}/internal-key`,
      },
      volumes: [secrets.mountAt(SECRETS)],
      temporaryDirectories: TEMPORARY,
    };

    this.schemaJob = new OneShotJob(this, "Schema", {
      ...common,
      script: schemaScript(schema),
      networks: [{ network: database.network }],
      startsAfter: [database.ready],
    });
    this.service = new ContainerService(this, "Service", {
      ...common,
      entrypoint: ["docker-php-entrypoint"],
      command: ["apache2-foreground", "-c", `MaxRequestWorkers ${MAX_REQUESTS}`],
      networks: attachments(alias, [database.network, backend.network], props.networks),
      startsAfter: [database.ready, this.schemaJob],
      healthCheck: healthCheck(baseUri),
      memory: props.memory ?? Size.bytes(2 * phpMemory.toBytes()),
      stopSignal: "SIGWINCH",
      stopGrace: props.stopGrace ?? Duration.seconds(30),
    });
    this.url = `http://${alias}:80`;
    const expectedUrl = backend.expectedCalDavUrl;
    backend.useCalDav(this.url);

    this.declareDatabaseClient(props, schema);
    this.declareCallback(props, callbackBaseUrl);
    this.declareKeys(props, keys);
    this.declareContracts(props, { baseUri, generation, expectedUrl });
  }

  private declareDatabaseClient({ backend, database }: SabreCalDavProps, schema: string): void {
    database.databaseNode.connect({
      container: this.service.containerNode,
      role: database.ownerName,
      startsAfter: [database.ready],
      maxConnections: MAX_REQUESTS,
      schema,
      application: backend.containerNode,
    });
  }

  private declareCallback({ backend }: SabreCalDavProps, baseUrl: string): void {
    Topology.of(this).declareCallback({
      construct: this,
      from: this.service.containerNode,
      to: backend.containerNode,
      baseUrl,
      path: CALLBACK_PATH,
      port: backend.port,
      allowedHosts: backend.allowedHosts,
    });
  }

  private declareKeys({ backend, database }: SabreCalDavProps, keys: CalDavKeys): void {
    const topology = Topology.of(this);
    const other = backend.containerNode.construct;
    for (const name of ["inbound", "outbound", "internal"] as const) {
      topology.declareSecretAgreement({
        construct: this,
        name: `${name} key`,
        relation: SecretRelation.SAME,
        consequence: CONSEQUENCES[name],
        sides: [
          { construct: this, name: "caldav", identity: keys[name]._identity(this) },
          { construct: other, name: "backend", identity: backend.keys[name]._identity(other) },
        ],
      });
      topology.declareSecretAgreement({
        construct: this,
        name: `${name} key and database password`,
        relation: SecretRelation.DIFFERENT,
        consequence: "whoever learns one of them has learnt the other",
        sides: [
          { construct: this, name: `${name} key`, identity: keys[name]._identity(this) },
          { construct: this, name: "database password", identity: database.ownerPassword._identity(this) },
        ],
      });
    }
  }

  private declareContracts({ backend }: SabreCalDavProps, { baseUri, generation, expectedUrl }: Given): void {
    const topology = Topology.of(this);
    const contract = { construct: this, provider: backend.containerNode.construct };
    topology.declareContract({
      ...contract,
      subject: "API generation",
      needed: backend.generation,
      given: generation,
      fix: "pass the `image` of a commit of the same generation as the backend's, or set `generation` on both",
    });
    topology.declareContract({
      ...contract,
      subject: "path under which CalDAV is served",
      needed: "/caldav/",
      given: baseUri,
      fix: "leave `baseUri` out: the backend asks for /caldav/ and nothing else",
    });
    if (expectedUrl !== undefined) {
      topology.declareContract({
        ...contract,
        subject: "address of the CalDAV server",
        needed: expectedUrl.replace(/:80$/, ""),
        given: this.url.replace(/:80$/, ""),
        fix: "give the CalDAV server the `alias` in the backend's `caldavUrl`, correct `caldavUrl`, or give each CalDAV server a backend of its own",
      });
    }
  }
}

/** What the CalDAV server is, of which its backend needs something else perhaps. */
interface Given {
  readonly baseUri: string;
  readonly generation: string;
  /** Where the backend asks for its CalDAV server; nothing where it follows this one. */
  readonly expectedUrl?: string;
}

const CONSEQUENCES = {
  inbound: "the backend answers callbacks with 401, and no invitation is sent though every event is saved",
  outbound: "the CalDAV server answers every request of the backend with 401, and users see no calendars",
  internal: "setting up calendars, imports and resources fail with 403",
};

function keyFiles(keys: CalDavKeys): ConfigFile[] {
  return (["inbound", "outbound", "internal"] as const).map((name) =>
    ConfigFile.fromSecret(`${name}-key`, keys[name], { purpose: `${name} API key` }),
  );
}

/** Each network once; what the user says of one counts. */
function attachments(
  alias: string,
  needed: readonly IServiceNetwork[],
  stated: readonly NetworkAttachment[] = [],
): NetworkAttachment[] {
  const networks = new Map(needed.map((network) => [network.networkNode, network]));
  stated.forEach(({ network }) => networks.delete(network.networkNode));
  return [
    ...[...networks.values()].map((network) => ({ network, aliases: [alias] })),
    ...stated.map((attachment) => ({ ...attachment, aliases: [alias, ...(attachment.aliases ?? [])] })),
  ];
}

/**
 * Exactly 403 with JSON: the answer of a server that has its keys and its database, to a caller without a key. A server
 * that lacks a key answers everything with an empty 200.
 */
function healthCheck(baseUri: string): HealthCheck {
  const answer = `curl --silent --max-time 4 --output /dev/null --write-out '%{http_code} %{content_type}' http://127.0.0.1${baseUri}internal-api/`;
  return HealthCheck.shell(`case "$(${answer})" in "403 application/json"*) exit 0 ;; esac; exit 1`);
}
