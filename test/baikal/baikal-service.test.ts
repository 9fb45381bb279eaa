import type { DockerHost } from "cdktf-groupware";
import {
  BackupRepository,
  BaikalAuthentication,
  BaikalBackup,
  BaikalDatabase,
  BaikalImage,
  BaikalImageProfile,
  BaikalService,
  BaikalTls,
  DataVolume,
  PostgresWithExtensions,
  Secret,
  ServiceNetwork,
  Severity,
  Size,
} from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";
import { baikal, containerOf, findingsOf, relayOn, textsOf, user } from "./baikal-fixture";

const certificate = Secret.fromVariable("certificate");
/** A backup on another machine. */
function backupOf(service: BaikalService): BaikalBackup {
  return new BaikalBackup(service.node.scope as DockerHost, "backup", {
    baikal: service,
    repository: BackupRepository.restic("rest:https://backup.example.org/"),
    password: Secret.fromHostFile("/etc/groupware/backup-password"),
    schedule: "@daily",
  });
}

const PATH = "calendars/host/baikal";

describe("the container", () => {
  it("runs as www-data with nothing it does not need, and writes into its volumes alone", () => {
    const config = containerOf(baikal());

    expect(config).toMatchObject({
      user: "33:33",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      stop_signal: "SIGWINCH",
      memory: 512,
    });
    expect(config.capabilities.add).toBeUndefined();
    expect(config.privileged).toBeUndefined();
    expect(Object.keys(config.tmpfs).sort()).toEqual(["/run/apache2", "/tmp", "/var/lib/php/sessions"]);
    expect(
      config.volumes.map(({ container_path, read_only }: Record<string, unknown>) => [container_path, read_only]),
    ).toEqual([
      ["/var/www/baikal/config", false],
      ["/var/www/baikal/Specific", false],
      ["/etc/baikal", true],
    ]);
  });

  it("has its name and domain from the engine", () => {
    const { hostname, domainname } = containerOf(baikal({ hostname: "calendar", domain: "yourdomain.name" }));

    expect([hostname, domainname]).toEqual(["calendar", "yourdomain.name"]);
  });

  it("keeps its data in volumes that Terraform does not destroy", () => {
    const service = baikal();

    for (const id of ["Configuration", "Data"]) {
      expect(synthesized(service).resource(`${PATH}/${id}`).lifecycle.prevent_destroy).toBe(true);
    }
  });

  it("is healthy where its calendars answer, below its path", () => {
    expect(containerOf(baikal({ basePath: "/dav/" })).healthcheck.test).toEqual(["CMD", "baikal-healthy", "/dav/"]);
  });

  it("publishes nothing", () => {
    expect(containerOf(baikal()).ports).toBeUndefined();
  });

  it("publishes its port on this host alone, unless told otherwise", () => {
    expect(containerOf(baikal({ publish: { hostPort: 8800 } })).ports).toEqual([
      { internal: 8080, external: 8800, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });

  it("publishes TLS and nothing else where it has a certificate", () => {
    const service = baikal({
      tls: BaikalTls.fromCertificate({ certificate, privateKey: certificate }),
      publish: { hostPort: 443, address: "203.0.113.7" },
    });

    expect(service.port).toBe(8443);
    expect(containerOf(service).ports).toEqual([{ internal: 8443, external: 443, ip: "203.0.113.7", protocol: "tcp" }]);
    expect(textsOf(service, "Files")[0]).toContain("Listen 127.0.0.1:8080\nListen 8443\n");
  });

  it("does not see the passwords with which it was set up", () => {
    const service = baikal({ users: [user("anna@example.org")] });

    const { containers } = synthesized(service).topology;
    const secretsOf = (path: string) =>
      containers.find((container) => container.path === path)?.secrets.map(({ purpose }) => purpose);

    expect(secretsOf(`${PATH}/Service`)).toEqual([]);
    expect(secretsOf(`${PATH}/Setup`)).toEqual([
      "password of the administrator",
      "password of the user anna@example.org",
    ]);
  });
});

describe("the set-up", () => {
  it("is a job of the same image and user, without any network", () => {
    const job = synthesized(baikal()).resource(`${PATH}/Setup`);

    expect(job.entrypoint).toEqual(["php", "/usr/local/lib/baikal/setup.php", "/etc/baikal-setup/declaration.json"]);
    expect([job.user, job.network_mode, job.read_only]).toEqual(["33:33", "none", true]);
  });

  it("is done before the service starts", () => {
    const { depends_on } = containerOf(baikal());

    expect(depends_on).toContainEqual(expect.stringMatching(/^docker_container\.\w*baikal_Setup_/));
  });

  it("does not replace the service for a user who is added", () => {
    const labelOf = (users: ReturnType<typeof user>[]) => containerOf(baikal({ users })).labels;

    expect(labelOf([user("anna@example.org"), user("bert@example.org")])).toEqual(labelOf([user("anna@example.org")]));
  });

  it("makes a password for the administrator where there is none", () => {
    const service = baikal();

    expect(service.adminPassword.toString()).toBe(`Secret(${PATH}/AdminPassword)`);
    expect(synthesized(service).resource(`${PATH}/AdminPassword/Volume`).lifecycle.prevent_destroy).toBe(true);
  });

  it("remembers the realm and the database, and refuses others while Terraform plans", () => {
    const { lifecycle, input, triggers_replace } = synthesized(baikal({ realm: "Ours" })).resource(`${PATH}/FirstBoot`);

    expect([input, triggers_replace]).toEqual([
      { realm: "Ours", database: "sqlite" },
      { volume: "calendars-baikal-data" },
    ]);
    expect(lifecycle.postcondition).toEqual([
      {
        condition: '${self.output.realm == "Ours"}',
        error_message: `${PATH}: the passwords on calendars-baikal-data were made for the realm \${self.output.realm}, and the program now says Ours. Nobody could log in any more, so nothing was touched. Set \`realm\` back.`,
      },
      {
        condition: '${self.output.database == "sqlite"}',
        error_message: `${PATH}: the calendars of calendars-baikal-data are in the database \${self.output.database}, and the program now says sqlite, which holds none of them. Nothing was touched. Set \`database\` back.`,
      },
    ]);
  });
});

describe("a database of PostgreSQL", () => {
  function onPostgres() {
    const host = makeHost();
    const network = new ServiceNetwork(host, "database", { subnet: "172.29.3.0/24" });
    const postgres = new PostgresWithExtensions(host, "postgresql", { network, version: "16" });
    return baikal({ database: BaikalDatabase.postgres(postgres.addDatabase("baikal")) }, host);
  }

  it("is reached by the service and by the job that makes its tables", () => {
    const service = onPostgres();

    const networksOf = (path: string) =>
      synthesized(service)
        .resource(path)
        .networks_advanced.map(({ name }: { name: string }) => name.split(".")[1]);

    expect(networksOf(PATH)).toEqual([expect.stringMatching(/_dav_/), expect.stringMatching(/_database_/)]);
    expect(networksOf(`${PATH}/Setup`)).toEqual([expect.stringMatching(/_database_/)]);
  });

  it("has its port behind a semicolon, and its password in a file of the job", () => {
    const [declaration, yaml] = textsOf(onPostgres(), "Declaration");

    expect(JSON.parse(declaration).database).toMatchObject({
      backend: "pgsql",
      host: "postgresql",
      port: 5432,
      name: "baikal",
      user: "baikal",
      passwordFile: "/etc/baikal-setup/secrets/database-password",
    });
    expect(yaml).toContain("    pgsql_host: 'postgresql;port=5432'\n");
  });

  it("breaks no rule, when it is saved", () => {
    const service = onPostgres();
    backupOf(service);

    const { findings } = synthesized(service).report;

    expect(findings.filter(({ severity }) => severity !== Severity.ADVICE)).toEqual([]);
  });
});

describe("a database of MySQL", () => {
  it("is checked by the authorities that it was given", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "mariadb", { subnet: "172.29.3.0/24" });
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const password = Secret.fromVariable("mysql_password");
    const database = BaikalDatabase.mysql({
      ...{ host: "mariadb", name: "baikal", user: "baikal", password, network },
      authorities: pem,
    });

    const service = baikal({ database }, host);

    expect(textsOf(service, "Files")).toContain(pem);
    expect(textsOf(service, "Declaration")[1]).toContain("    mysql_ca_cert: '/etc/baikal/mysql-authorities.pem'\n");
  });
});

describe("invitations", () => {
  it("leave through the relay, whose network the service joins", () => {
    const host = makeHost();
    const relay = relayOn(host);
    const service = baikal(
      { relay, inviteAddress: "calendar@example.org", envelopeSender: "bounce@example.net" },
      host,
    );

    const { topology, report } = synthesized(service);

    expect(topology.mailRoutes.map(({ client, relayHost, relayPort }) => [client.path, relayHost, relayPort])).toEqual([
      [`${PATH}/Service`, "relay", 25],
    ]);
    expect(relay.relayNode.senderDomains).toEqual(["calendar.example.org", "example.net", "example.org"]);
    expect(report.findings.filter(({ rule }) => rule.startsWith("mail/"))).toEqual([]);
    expect(textsOf(service, "Files")).toContain(
      "account default\nhost relay\nport 25\ntls off\nauth off\nfrom bounce@example.net\nallow_from_override off\ntimeout 30\nsyslog off\nlogfile -\n",
    );
  });

  it("are refused without a relay", () => {
    expect(refusalOf(() => synthesized(baikal({ inviteAddress: "calendar@example.org" })))).toContain(
      "mail/invitations-relayed",
    );
  });

  it("are warned of where an account is not called as its owner's address", () => {
    const host = makeHost();
    const service = baikal({ relay: relayOn(host), users: [user("anna", { email: "anna@example.org" })] }, host);

    expect(findingsOf(service, "mail/organizer-address")).toEqual([
      `warning ${PATH}: the account anna of calendars-baikal has the address anna@example.org, which is not its name`,
    ]);
  });

  it("that are larger than the relay takes are warned of", () => {
    const host = makeHost();
    const service = baikal({ relay: relayOn(host), maxUpload: Size.mebibytes(20), memory: Size.mebibytes(768) }, host);

    expect(findingsOf(service, "mail/size-limits")).toEqual([
      `warning ${PATH}: calendars-baikal sends larger messages than calendars-relay accepts`,
    ]);
  });
});

describe("Basic authentication", () => {
  const props = { authentication: BaikalAuthentication.BASIC };

  it("is refused over a port that others reach without TLS", () => {
    expect(
      refusalOf(() => synthesized(baikal({ ...props, publish: { hostPort: 8800, address: "203.0.113.7" } }))),
    ).toContain("http/basic-auth-encrypted");
  });

  it("is possible behind a proxy of the host, and with a certificate", () => {
    const tls = BaikalTls.fromCertificate({ certificate, privateKey: certificate });

    expect(findingsOf(baikal({ ...props, publish: { hostPort: 8800 } }), "http/basic-auth-encrypted")).toEqual([]);
    expect(
      findingsOf(
        baikal({ ...props, tls, publish: { hostPort: 443, address: "203.0.113.7" } }),
        "http/basic-auth-encrypted",
      ),
    ).toEqual([]);
  });
});

describe("a public URL", () => {
  it("gives the path, and is a route that a proxy can follow", () => {
    const service = baikal({ publicUrl: "https://example.org/baikal" });

    const [route] = synthesized(service).topology.httpRoutes;

    expect([route.url, route.targetPort, route.servedPath, route.wellKnown]).toEqual([
      "https://example.org/baikal/",
      8080,
      "/baikal/",
      ["caldav", "carddav"],
    ]);
    expect([service.basePath, service.hostName, service.port, service.maxUpload.toBytes()]).toEqual([
      "/baikal/",
      "baikal",
      8080,
      10_000_000,
    ]);
    expect(service.httpMethods).toContain("PROPFIND");
  });

  it("is refused where the path is another", () => {
    expect(
      refusalOf(() => synthesized(baikal({ publicUrl: "https://example.org/dav/", basePath: "/baikal/" }))),
    ).toContain("http/route-path");
  });
});

describe("volumes", () => {
  it("may be directories of the host, which belong to the user of the image", () => {
    const host = makeHost();
    const directory = (id: string) => DataVolume.hostDirectory(host, id, `/home/calendar/${id}`, { owner: "33:33" });

    const config = containerOf(baikal({ configuration: directory("config"), data: directory("data") }, host));

    expect(config.volumes.slice(0, 2)).toEqual([
      { host_path: "/home/calendar/config", container_path: "/var/www/baikal/config", read_only: false },
      { host_path: "/home/calendar/data", container_path: "/var/www/baikal/Specific", read_only: false },
    ]);
  });

  it("are refused where both are one directory", () => {
    const host = makeHost();
    const directory = (id: string) => DataVolume.hostDirectory(host, id, "/home/calendar/db", { owner: "33:33" });

    expect(refusalOf(() => baikal({ configuration: directory("a"), data: directory("b") }, host))).toBe(
      `${PATH}: 1 problem

  ✗ data   is the volume of \`configuration\` too
      got       /home/calendar/db
      expected  a volume or directory of its own
      fix       take two directories, such as /home/calendar/db-config and /home/calendar/db-data, or leave both out`,
    );
  });
});

describe("images of others", () => {
  it("start as they do, with a link to the file for mail, and are set up by a program that is brought along", () => {
    const host = makeHost();
    const image = BaikalImage.fromRegistry("ckulka/baikal:0.10.1-nginx", BaikalImageProfile.CKULKA_NGINX);
    const service = baikal({ image, relay: relayOn(host), maxUpload: Size.mebibytes(10) }, host);

    const config = containerOf(service);

    expect(config.entrypoint).toEqual([
      "/bin/sh",
      "-euc",
      `[ ! -e /etc/baikal/msmtprc ] || ln -sf /etc/baikal/msmtprc /etc/msmtprc
ln -sf /etc/baikal/nginx.conf /etc/nginx/conf.d/00-cdktf-groupware.conf
exec /docker-entrypoint.sh nginx -g 'daemon off;'`,
    ]);
    expect(config).toMatchObject({ read_only: false, stop_signal: "SIGQUIT" });
    expect(config.env).toBeUndefined();
    const job = synthesized(service).resource(`${PATH}/Setup`);
    expect([job.user, job.entrypoint]).toEqual([
      "101:101",
      ["php", "/etc/baikal-setup/setup.php", "/etc/baikal-setup/declaration.json"],
    ]);
    expect(textsOf(service, "Declaration").filter((text) => text.startsWith("<?php")).length).toBeGreaterThan(1);
    expect(textsOf(service, "Files")).toContain("client_max_body_size 10485760;\n");
    expect(findingsOf(service, "image/release-vulnerable")).toEqual([
      `warning ${PATH}: Baikal 0.10.1 has a known hole: whoever has an account can store a script that takes over the administrator's session`,
    ]);
  });

  it("with Apache are told their name, and never by a variable of the file for mail", () => {
    const image = BaikalImage.fromRegistry("ckulka/baikal:0.10.1", BaikalImageProfile.CKULKA_APACHE);

    expect(containerOf(baikal({ image })).env).toEqual(["BAIKAL_SERVERNAME=calendar.example.org"]);
  });

  it("refuse what they have no setting for", () => {
    const image = BaikalImage.fromRegistry("ckulka/baikal:0.10.1", BaikalImageProfile.CKULKA_APACHE);
    const props = { image, trustedProxies: ["10.0.0.1"], basePath: "/dav/", maxUpload: Size.mebibytes(5) };

    expect(refusalOf(() => baikal(props)).match(/✗ \w+/g)).toEqual(["✗ trustedProxies", "✗ maxUpload", "✗ basePath"]);
  });

  it("of a broken release are refused", () => {
    const image = BaikalImage.fromRegistry("ckulka/baikal:0.10.0", BaikalImageProfile.CKULKA_APACHE);

    expect(refusalOf(() => synthesized(baikal({ image })))).toContain("image/release-broken");
  });
});

describe("the names of older images", () => {
  const { CONTAINER_HOST_NAME, CONTAINER_DOMAIN_NAME } = process.env;

  afterEach(() => {
    for (const [name, value] of Object.entries({ CONTAINER_HOST_NAME, CONTAINER_DOMAIN_NAME })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("come from the environment of the program", () => {
    process.env.CONTAINER_DOMAIN_NAME = "yourdomain.name";

    expect(BaikalService.namesFromEnvironment()).toEqual({ hostname: "calendar", domain: "yourdomain.name" });

    process.env.CONTAINER_HOST_NAME = "dav";

    expect(BaikalService.namesFromEnvironment()).toEqual({ hostname: "dav", domain: "yourdomain.name" });
  });

  it("are refused where they are missing", () => {
    delete process.env.CONTAINER_DOMAIN_NAME;

    expect(refusalOf(() => BaikalService.namesFromEnvironment())).toContain("✗ CONTAINER_DOMAIN_NAME");
  });
});

describe("props that do not fit", () => {
  it("are listed at once, and passwords are not shown", () => {
    const make = () =>
      new BaikalService(makeHost(), "baikal", {
        domain: "Calendar of ours",
        networks: [],
        users: [{ name: "anna", password: "my own password", calendars: [{ color: "red" }] }],
        realm: 'a "realm"',
        timeZone: "Mars/Olympus",
        publicUrl: "calendar.example.org",
        basePath: "dav",
        trustedProxies: ["proxy"],
        publsh: { hostPort: 8800 },
      } as never);

    const text = refusalOf(make);

    expect(text.match(/✗ \S+/g)).toEqual([
      "✗ domain",
      "✗ networks",
      "✗ users[0].password",
      "✗ users[0].calendars[0].color",
      "✗ publicUrl",
      "✗ basePath",
      "✗ trustedProxies[0]",
      "✗ realm",
      "✗ timeZone",
      "✗ publsh",
      "✗ users[0].email",
    ]);
    expect(text).not.toContain("my own password");
    expect(text).toContain("did you mean `publish`?");
  });

  it.each([
    ["two users of one name", { users: [user("anna@example.org"), user("anna@example.org")] }, "✗ users[1].name"],
    [
      "two users of one address",
      { users: [user("anna@example.org"), user("ann", { email: "Anna@example.org" })] },
      "✗ users[1].email",
    ],
    [
      "two calendars of one URI",
      { users: [user("anna@example.org", { calendars: [{}, { uri: "default" }] })] },
      "✗ users[0].calendars[1].uri",
    ],
    [
      "a user who is removed",
      { users: [user("anna@example.org")], removedUsers: ["anna@example.org"] },
      "✗ removedUsers[0]",
    ],
    ["nothing to serve", { calendars: false, addressBooks: false }, "✗ calendars"],
    ["an envelope sender without mail", { envelopeSender: "bounce@example.org" }, "✗ envelopeSender"],
    ["too little memory", { maxUpload: Size.mebibytes(100) }, "✗ memory"],
  ])("are refused: %s", (_what, props, problem) => {
    expect(refusalOf(() => baikal(props)).match(/✗ \S+/g)).toEqual([problem]);
  });

  it("are an error of props where there are none", () => {
    expect(refusalOf(() => new BaikalService(makeHost(), "baikal", undefined as never))).toMatch(/✗ props|✗ domain/);
  });

  it("are refused where the password of the administrator is that of a user", () => {
    const password = Secret.fromVariable("password");
    const service = baikal({ adminPassword: password, users: [user("anna@example.org", { password })] });

    expect(refusalOf(() => synthesized(service))).toContain("secret/different");
  });
});

test("the ids of what holds data are those of former releases: others would lose it", () => {
  const volumes: Record<string, Json> = synthesized(baikal()).stack("calendars").resource.docker_volume;

  const named = Object.entries(volumes).map(([id, { name }]) => [id, name]);
  expect(named.filter(([, name]) => !/files|declaration/.test(name))).toEqual([
    ["host_baikal_AdminPassword_Volume_717F5ADA", "calendars-baikal-admin-password-volume"],
    ["host_baikal_Configuration_CD98D9FE", "calendars-baikal-configuration"],
    ["host_baikal_Data_D6952DE0", "calendars-baikal-data"],
  ]);
});

test("two servers stand on one host, each with its own names and volumes", () => {
  const host = makeHost();
  const network = new ServiceNetwork(host, "dav", { subnet: "172.29.1.0/24" });
  const one = new BaikalService(host, "one", { domain: "one.example.org", networks: [network] });
  const other = new BaikalService(host, "other", { domain: "other.example.org", networks: [network] });

  expect(
    [containerOf(one), containerOf(other)].map(({ name, domainname, hostname }) => [name, hostname, domainname]),
  ).toEqual([
    ["calendars-one", "one", "example.org"],
    ["calendars-other", "other", "example.org"],
  ]);
});

describe("a backup", () => {
  const planOf = (service: BaikalService) => {
    const backup = backupOf(service);
    const { env } = synthesized(backup).resource(backup.job.service.node.path);
    const line = (env as string[]).find((one) => one.startsWith("BACKUP_PLAN="));
    return JSON.parse((line ?? "").slice("BACKUP_PLAN=".length)).sources;
  };

  it("copies the database as a database, and saves both volumes", () => {
    expect(planOf(baikal())).toEqual([
      { id: "baikal-data", kind: "directory", path: "/sources/baikal-data", sqlite: ["db/db.sqlite"], exclude: [] },
      { id: "baikal-configuration", kind: "directory", path: "/sources/baikal-configuration", sqlite: [], exclude: [] },
    ]);
  });

  it("saves its database on a server alone, before the volumes", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "database", { subnet: "172.29.3.0/24" });
    const postgres = new PostgresWithExtensions(host, "postgresql", { network, version: "16" });
    const service = baikal({ database: BaikalDatabase.postgres(postgres.addDatabase("baikal")) }, host);
    postgres.addDatabase("other");

    const [database, ...volumes] = planOf(service);

    expect(database).toMatchObject({ kind: "postgres", databases: ["baikal"], all: false });
    expect(volumes.map(({ id }: { id: string }) => id)).toEqual(["baikal-data", "baikal-configuration"]);
  });

  it("refuses what is no Baikal by its name", () => {
    expect(refusalOf(() => new BaikalBackup(makeHost(), "backup", {} as never))).toContain("✗ baikal   is required");
  });
});
