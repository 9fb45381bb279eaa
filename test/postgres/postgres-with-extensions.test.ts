import {
  ConfigVolume,
  ContainerImage,
  DataVolume,
  HbaRule,
  PostgresImage,
  PostgresLocale,
  PostgresWithExtensions,
  Secret,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import type { Json } from "cdktf-groupware/testing";
import { Program } from "./support";

const SERVICE = "stack/host/postgres/Service";

function environmentOf(config: Json): Record<string, string> {
  return Object.fromEntries(
    (config.env as string[]).map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

function settingOf(config: Json, name: string): string | undefined {
  return (config.command as string[]).find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1);
}

describe("a server", () => {
  test("runs hardened, is probed over TCP, and stops with patience", () => {
    const program = new Program();
    program.postgres();

    const config = synthesized(program.app).resource(SERVICE);

    expect(config).toMatchObject({
      name: "stack-postgres",
      image: "postgres:16.13-bookworm",
      user: "999:999",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      stop_signal: "SIGINT",
      stop_timeout: 120,
      destroy_grace_seconds: 120,
      memory: 512,
      shm_size: 256,
      wait_timeout: 300,
      tmpfs: {
        "/tmp": "rw,noexec,nosuid,nodev,size=67108864,mode=1777,uid=999,gid=999",
        "/var/lib/postgresql/data": "rw,noexec,nosuid,nodev,size=1048576,mode=0700,uid=999,gid=999",
        "/var/run/postgresql": "rw,noexec,nosuid,nodev,size=67108864,mode=0775,uid=999,gid=999",
      },
    });
    expect(config.capabilities.add).toBeUndefined();
    expect(config.ports).toBeUndefined();
    expect(config.healthcheck.test.slice(0, 4)).toEqual(["CMD", "psql", "--no-psqlrc", "--host=127.0.0.1"]);
    expect(config.networks_advanced[0].aliases).toEqual(["postgres"]);
  });

  test.each(["15", "16", "17", "18"])("of version %s has one volume, and its data by the major in it", (version) => {
    const program = new Program();
    program.postgres({ version });

    const config = synthesized(program.app).resource(SERVICE);

    expect(config.volumes).toContainEqual({
      container_path: "/var/lib/postgresql",
      read_only: false,
      volume_name: "${docker_volume.host_postgres_Data_DE14164C.name}",
    });
    expect(environmentOf(config).PGDATA).toBe(`/var/lib/postgresql/${version}/docker`);
    expect("/var/lib/postgresql/data" in config.tmpfs).toBe(version !== "18");
  });

  test("is told its password by a file, at the first boot alone", () => {
    const program = new Program();
    program.postgres({
      superuser: "messages",
      locale: PostgresLocale.icu("und"),
      initdbArguments: ["--wal-segsize=64"],
    });

    const environment = environmentOf(synthesized(program.app).resource(SERVICE));

    expect(environment).toEqual({
      PGDATA: "/var/lib/postgresql/16/docker",
      POSTGRES_USER: "messages",
      POSTGRES_DB: "postgres",
      POSTGRES_PASSWORD_FILE: "/cdktf-groupware/superuser/password",
      POSTGRES_INITDB_ARGS: "--data-checksums --encoding=UTF8 --locale-provider=icu --icu-locale=und --wal-segsize=64",
    });
  });

  test("is not replaced for another superuser password, database, schema or extension", () => {
    const labelsOf = (password: string, change: (postgres: PostgresWithExtensions) => void): unknown => {
      const program = new Program();
      const postgres = program.postgres({ superuserPassword: Secret.fromHostFile("/etc/pw", { version: password }) });
      change(postgres);
      const app = synthesized(program.app);
      return [app.resource(SERVICE).labels, app.resource(`${SERVICE}/Values`).triggers_replace];
    };

    const before = labelsOf("1", () => undefined);
    const after = labelsOf("2", (postgres) =>
      postgres.addDatabase("caldav", { extensions: ["pg_trgm"], schemas: ["sabre"] }),
    );

    expect(after).toEqual(before);
  });

  test("loads the libraries of extensions that are required at any time, in one order", () => {
    const program = new Program();
    const postgres = program.postgres({
      preloadLibraries: ["auto_explain"],
      image: PostgresImage.withPackages(PostgresImage.official("16"), ["postgresql-16-cron"]),
    });
    const database = postgres.addDatabase("caldav", { extensions: ["pg_stat_statements"] });
    database.requireExtension("pg_cron");

    const app = synthesized(program.app);

    const config = app.resource(SERVICE);
    expect(settingOf(config, "shared_preload_libraries")).toBe("auto_explain,pg_cron,pg_stat_statements");
    expect(settingOf(config, "cron.database_name")).toBe("caldav");
    expect(Object.values(app.resource(`${SERVICE}/Values`).triggers_replace)).toEqual([
      "shared_preload_libraries=auto_explain,pg_cron,pg_stat_statements",
      "cron.database_name=caldav",
    ]);
    expect(app.topology.databaseServers[0].preloadLibraries).toEqual(["auto_explain", "pg_stat_statements", "pg_cron"]);
  });

  test("takes storage, networks, address and encryption as they are given", () => {
    const program = new Program();
    const storage = DataVolume.hostDirectory(program.host, "disk", "/srv/postgres", { owner: "999:999" });
    program.postgres({
      storage,
      dataPath: ".",
      alias: "db",
      furtherNetworks: [new ServiceNetwork(program.host, "back")],
      publish: { address: "127.0.0.1", port: 15_432 },
      tls: {
        certificate: Secret.fromHostFile("/etc/tls/crt"),
        key: Secret.fromHostFile("/etc/tls/key"),
        required: true,
      },
      hba: [HbaRule.password({ address: "172.29.0.0/24" })],
      memory: Size.gibibytes(1),
    });

    const app = synthesized(program.app);

    const config = app.resource(SERVICE);
    expect(config.volumes[0]).toEqual({
      container_path: "/var/lib/postgresql/data",
      host_path: "/srv/postgres",
      read_only: false,
    });
    expect(environmentOf(config).PGDATA).toBe("/var/lib/postgresql/data");
    expect(config.networks_advanced.map(({ aliases }: { aliases: string[] }) => aliases)).toEqual([["db"], ["db"]]);
    expect(config.ports).toEqual([{ internal: 5432, external: 15_432, ip: "127.0.0.1", protocol: "tcp" }]);
    expect(settingOf(config, "ssl_key_file")).toBe("/cdktf-groupware/config/tls.key");
    const hba = app.resource("stack/host/postgres/Config/Write").upload[0].content as string;
    expect(hba.split("\n").slice(-3)).toEqual([
      "hostnossl all all all reject",
      "host all all 172.29.0.0/24 scram-sha-256",
      "",
    ]);
  });

  test("has Terraform refuse another major version, superuser or initdb while it plans", () => {
    const program = new Program();
    program.postgres();

    const memory = synthesized(program.app).resource("stack/host/postgres/FirstBoot");

    expect(memory.input).toEqual({
      major: "16",
      superuser: "postgres",
      initdb: "--data-checksums --encoding=UTF8 --locale=en_US.utf8",
    });
    expect(memory.triggers_replace).toEqual({ volume: "stack-postgres-data" });
    expect(memory.lifecycle.ignore_changes).toEqual(["input"]);
    expect(memory.lifecycle.postcondition.map(({ condition }: { condition: string }) => condition)).toEqual([
      '${self.output.major == "16"}',
      '${self.output.superuser == "postgres"}',
      '${self.output.initdb == "--data-checksums --encoding=UTF8 --locale=en_US.utf8"}',
    ]);
    expect(memory.lifecycle.postcondition[0].error_message).toBe(
      "stack/host/postgres: the data on stack-postgres-data was made by PostgreSQL ${self.output.major}, and the program now says 16. A server reads the data of its own major version alone, so nothing was touched. Set `version` back, or upgrade as docs/postgres.md says.",
    );
  });

  test("is known to the topology", () => {
    const program = new Program();
    const postgres = program.postgres({ maxConnections: 50 });
    postgres.addDatabase("caldav", { owner: "dav", extensions: ["earthdistance"], schemas: ["sabre", "public"] });

    const [server] = synthesized(program.app).topology.databaseServers;

    expect(server).toMatchObject({
      majorVersion: 16,
      dataDirectory: "/var/lib/postgresql/16/docker",
      maxConnections: 50,
      sharedBuffersMebibytes: 128,
      workMemoryMebibytes: 7,
      sharedMemoryMebibytes: 256,
      superuser: "postgres",
      isAdopted: false,
    });
    expect(server.container.name).toBe("stack-postgres");
    expect(server.roles.map(({ name }) => name)).toEqual(["postgres", "dav"]);
    expect(server.databases.map(({ name, owner }) => [name, owner])).toEqual([["caldav", "dav"]]);
    expect(server.databases[0].extensions.map(({ name }) => name)).toEqual(["cube", "earthdistance"]);
    expect(server.databases[0].schemas.map(({ name }) => name)).toEqual(["sabre"]);
  });

  test("says all that is wrong with its props at once", () => {
    const program = new Program();

    const text = refusalOf(() =>
      program.postgres({ superuser: "pg_chief", dataPath: "../x", ...({ colour: "blue" } as object) }),
    );

    expect(text).toMatch(/^stack\/host\/postgres: 3 problems\n/);
    expect(text.match(/✗ \S+/g)).toEqual(["✗ superuser", "✗ dataPath", "✗ colour"]);
  });

  test("shows no password that was passed as a text", () => {
    const props = { superuserPassword: "hunter2", tls: "hunter2" } as object;

    const text = refusalOf(() => new Program().postgres(props));

    expect(text.match(/got +.*/g)).toEqual(Array(2).fill("got       a plain string (not shown)"));
  });

  test("says once that an image is none", () => {
    expect(refusalOf(() => new Program().postgres({ image: "postgres:16" } as object))).toContain("1 problem\n");
  });

  test("has an id that is a host name, or an alias", () => {
    const program = new Program();
    const make = (alias?: string) =>
      new PostgresWithExtensions(program.host, `my_pg${alias}`, { network: program.network, version: "16", alias });

    expect(refusalOf(() => make())).toContain("✗ alias   has a value that does not fit");
    expect(() => make("pg")).not.toThrow();
  });

  test("says all that contradicts itself at once", () => {
    const program = new Program();

    const text = refusalOf(() =>
      program.postgres({
        version: "17",
        image: PostgresImage.official("16"),
        locale: PostgresLocale.builtin("C.UTF-8"),
        memory: Size.mebibytes(256),
        tuning: { sharedBuffers: Size.mebibytes(200) },
        settings: { listen_addresses: "localhost", work_mem: "1GB", fsync: "off", log_lock_waits: "on" },
        preloadLibraries: ["pg_stat_statements"],
      }),
    );

    expect(text).toMatchSnapshot();
  });

  test("wants to know its version", () => {
    const program = new Program();

    const text = refusalOf(() => program.postgres({ version: undefined }));

    expect(text).toContain("✗ version   says nothing, and neither does `image`");
  });
});

describe("a database", () => {
  test("is made by a job that comes in by the server's socket, and knows no secret but that of the owner", () => {
    const program = new Program();
    program.postgres().addDatabase("caldav", { password: Secret.fromVariable("caldav_password") });

    const app = synthesized(program.app);

    const job = app.resource("stack/host/postgres/database-caldav/Reconcile");
    expect(job).toMatchObject({
      name: "stack-postgres-database-caldav-reconcile",
      image: "postgres:16.13-bookworm",
      user: "999:999",
      read_only: true,
      restart: "on-failure",
      depends_on: [
        "docker_container.host_postgres_Service_B41A5826",
        "docker_container.host_postgres_database-caldav_Secrets_Write_FF844BD8",
      ],
    });
    expect(
      job.volumes.map((volume: { container_path: string; read_only: boolean }) => [
        volume.container_path,
        volume.read_only,
      ]),
    ).toEqual([
      ["/cdktf-groupware/socket", true],
      ["/cdktf-groupware/secrets", true],
    ]);
    expect(environmentOf(job)).toEqual({
      HOST: "postgres",
      PORT: "5432",
      ADMIN_HOST: "/cdktf-groupware/socket",
      SUPERUSER: "postgres",
      MAINTENANCE: "postgres",
      DATABASE: "caldav",
      OWNER: "caldav",
      PASSWORD_FILE: "/cdktf-groupware/secrets/owner-password",
      ENCODING: "UTF8",
      LOCALE: "",
      CREATE_DATABASES: "false",
      CONNECTION_LIMIT: "-1",
      TAKE_OVER: "true",
      SCHEMAS: "[]",
      EXTENSIONS: "[]",
    });
  });

  test("may need more at any time before the synthesis, which concerns its own job alone", () => {
    const program = new Program();
    const postgres = program.postgres();
    const database = postgres.addDatabase("caldav");
    postgres.addDatabase("indico");
    database.requireSchema('we"ird $schema');
    database.requireExtension("unaccent", { schema: "extensions" });
    database.requireExtension("unaccent");
    database.requireExtension("pg_trgm");

    const app = synthesized(program.app);

    const job = app.resource("stack/host/postgres/database-caldav/Reconcile");
    expect(environmentOf(job)).toMatchObject({
      SCHEMAS: '["we\\"ird $schema"]',
      EXTENSIONS: '[{"name":"unaccent","schema":"extensions"},{"name":"pg_trgm"}]',
    });
    const { triggers_replace: triggers } = app.resource("stack/host/postgres/database-caldav/Reconcile/Values");
    expect(Object.values(triggers)).toContain(
      'EXTENSIONS=[{"name":"unaccent","schema":"extensions"},{"name":"pg_trgm"}]',
    );
    expect(environmentOf(app.resource("stack/host/postgres/database-indico/Reconcile")).EXTENSIONS).toBe("[]");
  });

  test("tells its users how to reach it, without the password", () => {
    const program = new Program();
    const password = Secret.fromVariable("caldav_password");
    const database = program.postgres({ alias: "db" }).addDatabase("we ird'", { owner: "o@x", password });

    const { connection } = database;
    new ConfigVolume(program.host, "client", {
      image: ContainerImage.fromRegistry("debian:12.11-slim"),
      files: [connection.passwordFile("password")],
    });

    expect(connection.url).toBe("postgresql://o%40x@db:5432/we%20ird'");
    expect(connection.libpq).toBe("host=db port=5432 dbname='we ird\\'' user=o@x");
    expect(database).toMatchObject({
      databaseName: "we ird'",
      ownerName: "o@x",
      ownerPassword: password,
      hostName: "db",
      port: 5432,
      network: program.network,
    });
    expect([...synthesized(program.app).texts.values()].join("")).toContain("${var.caldav_password}");
  });

  test("shares owner and password with another one, and their jobs run one after the other", () => {
    const program = new Program();
    const postgres = program.postgres();
    const first = postgres.addDatabase("one", { owner: "shared" });
    const second = postgres.addDatabase("two", { owner: "shared" });

    expect(second.ownerPassword).toBe(first.ownerPassword);
    const app = synthesized(program.app);
    const [one] = app.resource("stack/host/postgres/database-one/Reconcile").depends_on;
    expect(one).toBe("docker_container.host_postgres_Service_B41A5826");
    expect(app.resource("stack/host/postgres/database-two/Reconcile").depends_on[1]).toMatch(/database-one_Reconcile/);
    expect(app.topology.databaseServers[0].roles.map(({ name }) => name)).toEqual(["postgres", "shared"]);
  });

  test.each([
    ["declared twice", (server: PostgresWithExtensions) => [server.addDatabase("one"), server.addDatabase("one")]],
    [
      "owned by the superuser",
      (server: PostgresWithExtensions) => server.addDatabase("postgres2", { owner: "postgres" }),
    ],
    [
      "of an owner with two passwords",
      (server: PostgresWithExtensions) => {
        server.addDatabase("one", { owner: "o", password: Secret.fromVariable("a") });
        server.addDatabase("two", { owner: "o", password: Secret.fromVariable("b") });
      },
    ],
    ["with a name of the server's own", (server: PostgresWithExtensions) => server.addDatabase("template1")],
    ["with a name that is cut off", (server: PostgresWithExtensions) => server.addDatabase("ü".repeat(32))],
    ["with a reserved role", (server: PostgresWithExtensions) => server.addDatabase("x", { owner: "pg_x" })],
    [
      "with one extension in two schemas",
      (server: PostgresWithExtensions) => {
        const database = server.addDatabase("x");
        database.requireExtension("hstore", { schema: "a" });
        database.requireExtension("hstore", { schema: "b" });
      },
    ],
    [
      "with schemas of the server's own",
      (server: PostgresWithExtensions) => server.addDatabase("x").requireSchema("pg_x"),
    ],
  ])("is refused when %s", (_, act) => {
    const text = refusalOf(() => act(new Program().postgres()));

    expect(text).toMatchSnapshot();
  });

  test.each(["vector", "pg_cron", "timescaledb", "pg_tgrm", "something_else", "pg_logicalinspect", "adminpack"])(
    "is refused the extension %s, which the image does not carry",
    (extension) => {
      const database = new Program().postgres({ version: "17" }).addDatabase("caldav");

      expect(refusalOf(() => database.requireExtension(extension))).toMatchSnapshot();
    },
  );

  test("is refused pg_cron where another database has it", () => {
    const program = new Program();
    const image = PostgresImage.withPackages(PostgresImage.official("16"), ["postgresql-16-cron"]);
    const postgres = program.postgres({ image });
    postgres.addDatabase("one", { extensions: ["pg_cron"] });

    expect(refusalOf(() => postgres.addDatabase("two", { extensions: ["pg_cron"] }))).toContain(
      "schedule from one by cron.schedule_in_database",
    );
  });
});

describe("a database that cannot be", () => {
  test.each([
    ["with no options", (postgres: PostgresWithExtensions) => postgres.addDatabase("a", null as never), "1 problem"],
    [
      "with the id of another one",
      (postgres: PostgresWithExtensions) => [postgres.addDatabase("a b"), postgres.addDatabase("a/b")],
      "needs the construct id of another database",
    ],
    [
      "with no options for an extension",
      (postgres: PostgresWithExtensions) => postgres.addDatabase("a").requireExtension("citext", null as never),
      "1 problem",
    ],
  ])("is refused %s", (_name, make, expected) => {
    expect(refusalOf(() => make(new Program().postgres()))).toContain(expected);
  });

  test("is refused where its owner would be the superuser, also of a server of somebody else", () => {
    const program = new Program();
    const existing = PostgresWithExtensions.fromExisting(program.host, "existing", {
      network: program.network,
      hostName: "db",
      superuser: "messages",
      superuserPassword: Secret.fromVariable("messages_password"),
    });

    expect(refusalOf(() => existing.addDatabase("caldav", { owner: "messages" }))).toContain(
      "would belong to the superuser",
    );
  });
});

describe("a server of somebody else", () => {
  test("gets databases by the superuser's password, and nothing else is made", () => {
    const program = new Program();
    const network = ServiceNetwork.fromExisting(program.host, "messages", { networkName: "messages_internal" });
    const server = PostgresWithExtensions.fromExisting(program.host, "theirs", {
      network,
      hostName: "postgresql",
      superuser: "messages",
      superuserPassword: Secret.fromHostFile("/etc/messages/postgres"),
      version: "16",
    });
    server.addDatabase("caldav", { extensions: ["anything_at_all"] });

    const app = synthesized(program.app);

    const job = app.resource("stack/host/theirs/database-caldav/Reconcile");
    expect(environmentOf(job)).toMatchObject({
      HOST: "postgresql",
      ADMIN_HOST: "postgresql",
      ADMIN_PASSWORD_FILE: "/cdktf-groupware/superuser/password",
      SUPERUSER: "messages",
      TAKE_OVER: "false",
    });
    expect(job.networks_advanced).toEqual([{ name: "${data.docker_network.host_messages_FFC115D8.id}" }]);
    expect(app.topology.databaseServers[0]).toMatchObject({ isAdopted: true, majorVersion: 16 });
    expect(app.topology.databaseServers[0].container.endpoints[0].names).toEqual(["postgresql"]);
  });

  test("is checked against the image that it is said to have", () => {
    const program = new Program();
    const server = PostgresWithExtensions.fromExisting(program.host, "theirs", {
      network: program.network,
      hostName: "db",
      superuserPassword: Secret.fromVariable("superuser"),
      image: PostgresImage.official("16"),
    });

    expect(refusalOf(() => server.addDatabase("x", { extensions: ["vector"] }))).toContain(
      "does not carry the extension",
    );
  });
});
