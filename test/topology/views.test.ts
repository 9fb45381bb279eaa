import { Construct, RootConstruct } from "constructs";
import { ContainerKind, Topology } from "cdktf-groupware";
import { calendarsTopology } from "./calendars";

/** One container on one host, with a name that may hold anything. */
function smallTopology(name: string): Topology {
  const root = new RootConstruct();
  const topology = Topology.of(root);
  const host = topology.declareHost({ construct: new Construct(root, "host"), name: "host" });
  const container = topology.declareContainer({
    construct: new Construct(root, "service"),
    host,
    name,
    kind: ContainerKind.SERVICE,
  });
  container.publish({ containerPort: 53, protocol: "udp", address: "::" });
  return topology;
}

describe("the summary", () => {
  test("tells host by host what runs and how it is joined", () => {
    const text = calendarsTopology().toText();

    expect(text).toBe(`calendars/host, ssh://deploy@calendar.example.org, amd64, 192.0.2.7
  networks
    messages_internal   172.29.0.0/24, hands out 172.29.0.128/25
  services
    calendars-caldav   localhost/cdktf-groupware/caldav:0123456789abcdef, 256 MiB
      network     messages_internal \${var.caldav_address} as caldav
      published   127.0.0.1:8922 to 80/tcp
      url         https://calendar.example.org/caldav
      calls       calendars-backend at http://172.29.0.30:8000/api/v1.0/caldav/callback/
      secret      outbound API key: variable outbound_key, CALDAV_OUTBOUND_API_KEY
      after       calendars-caldav-config, calendars-caldav-schema
    calendars-front
      network        messages_internal
      certificates   http-01
    calendars-postgres   postgres:16.13-bookworm, 1024 MiB
      network    messages_internal as postgres
      volume     calendars-postgres-data at /var/lib/postgresql/data
      database   caldav of caldav, with pg_trgm, used by calendars-caldav
    calendars-restic
      saves   databases of calendars-postgres to sftp:backup@backup.example.org:calendars, 30 2 * * *
  run by others
    calendars-backend
      network   messages_internal 172.29.0.30 as backend
      url       https://calendar.example.org/ through calendars-front
      TLS       chat.example.org to 8443 through calendars-front
      relays    mail of example.org to smtp.example.org:587
      mail      through smtp.example.org:587
  jobs
    calendars-caldav-config
    calendars-caldav-schema
  volumes
    calendars-postgres-data   volume of the engine, protected

DNS records
  calendar.example.org   A, 192.0.2.7
`);
  });

  test("says what only Terraform knows", () => {
    const text = smallTopology("${TfToken[TOKEN.17]}-dns").toText();

    expect(text).toBe(`host, the engine of the environment
  services
    (known to Terraform)-dns
      published   [::]:a port that Terraform knows to 53/udp
`);
  });

  test("of nothing is empty", () => {
    expect(Topology.of(new RootConstruct()).toText()).toBe("");
  });
});

describe("the diagram", () => {
  test("shows services, their networks, data, ports, databases and calls", () => {
    const diagram = calendarsTopology().toMermaid();

    expect(diagram).toBe(`flowchart LR
  subgraph host1["host"]
    network1{{"messages_internal<br/>172.29.0.0/24"}}
    container1["calendars-backend"]:::others
    container2["calendars-caldav<br/>caldav, built here<br/>after calendars-caldav-schema"]
    container3["calendars-front"]
    container4["calendars-postgres<br/>postgres:16.13-bookworm<br/>databases: caldav"]
    container5["calendars-restic"]
    volume1[("calendars-postgres-data")]
  end
  port1(["127.0.0.1:8922/tcp"])
  port1 -->|"80"| container2
  url1(["https://calendar.example.org/"])
  url1 --> container3
  container3 -->|"calendar.example.org/ to 8000"| container1
  url2(["https://calendar.example.org/caldav"])
  url2 -->|"80"| container2
  tls1(["chat.example.org"])
  tls1 --> container3
  container3 -->|"TLS, port 8443"| container1
  relay1["smtp.example.org:587"]:::others
  container1 ---|"172.29.0.30, backend"| network1
  container2 ---|"\${var.caldav_address}, caldav"| network1
  container3 --- network1
  container4 ---|"postgres"| network1
  container4 ---|"/var/lib/postgresql/data"| volume1
  container2 -->|"database caldav as caldav"| container4
  container2 -.->|"callback /api/v1.0/caldav/callback/"| container1
  container1 -.->|"mail, port 587"| relay1
  classDef others stroke-dasharray: 4 3
`);
  });

  test("writes signs that Mermaid would read as it wants them", () => {
    const diagram = smallTopology('a "b" <c> #d').toMermaid();

    expect(diagram).toContain('container1["a #quot;b#quot; #lt;c#gt; #35;d"]');
  });
});

describe("the JSON", () => {
  test("has a schema version, and names things by their construct paths", () => {
    const json = JSON.parse(calendarsTopology().toJson());

    expect(json.schemaVersion).toBe(1);
    expect(json.containers.map(({ path }: { path: string }) => path)).toEqual([
      "calendars/host/backend",
      "calendars/host/caldav",
      "calendars/host/caldav-config",
      "calendars/host/caldav-schema",
      "calendars/host/front",
      "calendars/host/postgres",
      "calendars/host/restic",
    ]);
    expect(json.containers[1]).toEqual({
      path: "calendars/host/caldav",
      host: "calendars/host",
      name: "calendars-caldav",
      kind: "service",
      image: "localhost/cdktf-groupware/caldav:0123456789abcdef",
      memoryMebibytes: 256,
      hasHealthCheck: false,
      usesHostNetwork: false,
      runsSystemd: false,
      hostPorts: [],
      startsAfter: ["calendars/host/caldav-config", "calendars/host/caldav-schema"],
      endpoints: [{ network: "calendars/host/internal", aliases: ["caldav"], ipv4Address: "${var.caldav_address}" }],
      publishedPorts: [{ address: "127.0.0.1", hostPort: 8922, containerPort: 80, protocol: "tcp" }],
      mounts: [{ volume: "calendars/host/files", mountPath: "/secrets", isReadOnly: true }],
      secrets: [{ secret: "variable outbound_key", purpose: "outbound API key", target: "CALDAV_OUTBOUND_API_KEY" }],
    });
    expect(json.databaseServers[0].databases[0]).toEqual({
      path: "calendars/host/database",
      name: "caldav",
      owner: "caldav",
      extensions: ["pg_trgm"],
      schemas: [],
      clients: [{ container: "calendars/host/caldav", role: "caldav" }],
    });
    expect(json.callbacks[0]).toMatchObject({ from: "calendars/host/caldav", to: "calendars/host/backend" });
  });

  test("holds every kind of thing", () => {
    const json = JSON.parse(calendarsTopology().toJson());

    expect(Object.keys(json).filter((key) => key !== "schemaVersion" && json[key].length === 0)).toEqual([]);
  });

  test("holds no expression of a secret", () => {
    expect(calendarsTopology().toJson()).not.toContain("${var.outbound_key}");
  });

  test("is the same in every synthesis", () => {
    expect(calendarsTopology().toJson()).toBe(calendarsTopology().toJson());
  });
});
