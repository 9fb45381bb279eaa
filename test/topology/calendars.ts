import { Construct, RootConstruct } from "constructs";
import {
  CertificateSource,
  ContainerKind,
  ImageSource,
  MailTlsLevel,
  SecretRelation,
  Topology,
  VolumeContent,
  VolumeKind,
  type ContainerDeclaration,
  type ContainerNode,
  type ImageNode,
} from "cdktf-groupware";

/** What the calendars guide deploys, declared in another order than that of the tree. */
export function calendarsTopology(): Topology {
  const root = new RootConstruct();
  const topology = Topology.of(root);
  const stack = new Construct(root, "calendars");
  const hostConstruct = new Construct(stack, "host");
  const host = topology.declareHost({
    construct: hostConstruct,
    name: "host",
    engine: "ssh://deploy@calendar.example.org",
    architecture: "amd64",
    publicAddresses: ["192.0.2.7"],
  });
  const below = (id: string): Construct => new Construct(hostConstruct, id);
  const image = (construct: Construct, reference: string, source = ImageSource.REGISTRY): ImageNode =>
    topology.declareImage({ construct, host, reference, source });
  const container = (id: string, rest: Partial<ContainerDeclaration> = {}): ContainerNode =>
    topology.declareContainer({
      construct: below(id),
      host,
      name: `calendars-${id}`,
      kind: ContainerKind.SERVICE,
      ...rest,
    });

  const network = topology.declareNetwork({
    construct: below("internal"),
    host,
    name: "messages_internal",
    subnet: "172.29.0.0/24",
    gateway: "172.29.0.1",
    ipRange: "172.29.0.128/25",
  });
  const data = topology.declareVolume({
    construct: below("data"),
    host,
    name: "calendars-postgres-data",
    kind: VolumeKind.NAMED,
    isProtected: true,
  });
  const files = topology.declareVolume({
    construct: below("files"),
    host,
    name: "calendars-caldav-config",
    kind: VolumeKind.NAMED,
    content: VolumeContent.CONFIGURATION,
  });

  const postgres = container("postgres", {
    image: image(hostConstruct, "postgres:16.13-bookworm"),
    memoryMebibytes: 1024,
    hasHealthCheck: true,
  });
  postgres.join({ network, aliases: ["postgres"] });
  postgres.mount({ volume: data, path: "/var/lib/postgresql/data" });
  const write = container("caldav-config", { kind: ContainerKind.JOB });
  write.mount({ volume: files, path: "/files" });
  const schema = container("caldav-schema", { kind: ContainerKind.JOB, startsAfter: [postgres.construct] });
  schema.join({ network });
  const backend = container("backend", { kind: ContainerKind.EXTERNAL });
  backend.join({ network, aliases: ["backend"], ipv4Address: "172.29.0.30" });

  const caldav = container("caldav", {
    image: image(below("caldav-image"), "localhost/cdktf-groupware/caldav:0123456789abcdef", ImageSource.BUILD),
    memoryMebibytes: 256,
    startsAfter: [schema.construct, write.construct],
  });
  caldav.join({ network, aliases: ["caldav"], ipv4Address: "${var.caldav_address}" });
  caldav.publish({ containerPort: 80, hostPort: 8922, protocol: "tcp", address: "127.0.0.1" });
  caldav.mount({ volume: files, path: "/secrets", isReadOnly: true });
  caldav.useSecret({
    identity: "variable outbound_key",
    purpose: "outbound API key",
    target: "CALDAV_OUTBOUND_API_KEY",
    expression: "${var.outbound_key}",
  });

  const server = topology.declareDatabaseServer({
    construct: postgres.construct,
    container: postgres,
    majorVersion: 16,
    superuser: "postgres",
  });
  server.declareRole({ construct: below("role"), name: "caldav", passwordIdentity: "generated calendars/host/key" });
  const database = server.declareDatabase({ construct: below("database"), name: "caldav", owner: "caldav" });
  database.requireExtension({ construct: below("extension"), name: "pg_trgm" });
  database.connect({ container: caldav, role: "caldav", startsAfter: [schema.construct] });
  topology.declareCallback({
    construct: caldav.construct,
    from: caldav,
    to: backend,
    baseUrl: "http://172.29.0.30:8000/",
    path: "/api/v1.0/caldav/callback/",
    port: 8000,
    allowedHosts: ["172.29.0.30"],
  });
  topology.declareMailRelay({
    construct: backend.construct,
    container: backend,
    ports: [25],
    clientNetworks: ["172.29.0.0/24"],
    senderDomains: ["example.org"],
    smarthosts: [{ host: "smtp.example.org", port: 587, tls: MailTlsLevel.ENCRYPT }],
  });
  topology.declareMailServer({ construct: backend.construct, container: backend, mailDomain: "chat.example.org" });
  topology.declareMailRoute({
    construct: backend.construct,
    client: backend,
    relayHost: "smtp.example.org",
    relayPort: 587,
    senderDomains: ["example.org"],
  });
  topology.declareHttpRoute({
    construct: caldav.construct,
    url: "https://calendar.example.org/caldav",
    target: caldav,
    targetPort: 80,
  });
  const front = container("front");
  front.join({ network });
  const ingress = topology.declareIngress({
    construct: front.construct,
    container: front,
    certificates: CertificateSource.HTTP_CHALLENGE,
  });
  topology.declareHttpRoute({
    construct: backend.construct,
    url: "https://calendar.example.org/",
    target: backend,
    targetPort: 8000,
    ingress,
  });
  topology.declareTlsPassthrough({
    construct: backend.construct,
    hosts: ["chat.example.org"],
    target: backend,
    targetPort: 8443,
    ingress,
  });
  topology.declareCalendarServer({ construct: caldav.construct, container: caldav });
  topology.declareSoftware({ construct: caldav.construct, container: caldav, name: "SabreDAV", version: "4.7.1" });
  const backup = topology.declareContainer({
    construct: below("restic"),
    host,
    name: "calendars-restic",
    kind: ContainerKind.SERVICE,
  });
  topology.declareBackup({
    construct: below("backup"),
    container: backup,
    repository: "sftp:backup@backup.example.org:calendars",
    schedule: "30 2 * * *",
    volumes: [],
    databaseServers: [server],
  });
  topology.declareDnsRecord({ construct: hostConstruct, name: "calendar.example.org", type: "A", value: "192.0.2.7" });
  topology.declareSecretAgreement({
    construct: caldav.construct,
    name: "outbound API key",
    relation: SecretRelation.SAME,
    consequence: "no invitation is sent",
    sides: [{ construct: backend.construct, name: "backend", identity: "variable outbound_key" }],
  });
  topology.declareContract({
    construct: caldav.construct,
    provider: backend.construct,
    subject: "API generation",
    needed: "2",
    given: "2",
    fix: "change `generation`",
  });
  return topology;
}
