import type { BackupProps, DockerHost, RestoreProps } from "cdktf-groupware";
import {
  Backup,
  BackupPart,
  BackupRepository,
  ContainerService,
  DataVolume,
  Invariants,
  PostgresBackup,
  PostgresWithExtensions,
  Restore,
  RestoreDrill,
  Secret,
  ServiceNetwork,
  Topology,
} from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { healthCheck, image, makeHost } from "../docker/blocks";

interface Made {
  readonly host: DockerHost;
  readonly network: ServiceNetwork;
  readonly server: PostgresWithExtensions;
  readonly files: DataVolume;
  readonly repository: BackupRepository;
}

function make(): Made {
  const host = makeHost();
  const network = new ServiceNetwork(host, "net", { subnet: "172.29.0.0/24" });
  const server = new PostgresWithExtensions(host, "postgresql", { network, version: "16" });
  const files = new DataVolume(host, "files");
  const directory = DataVolume.hostDirectory(host, "repository", "/mnt/backup", { owner: "0:0" });
  return { host, network, server, files, repository: BackupRepository.volume(directory) };
}

const password = Secret.fromVariable("backup_password");

function makeBackup({ host, server, files, repository }: Made, props: Partial<BackupProps> = {}): Backup {
  const sources = [
    server,
    Backup.of(BackupPart.volume("files", files, { sqlite: ["db/db.sqlite"], exclude: ["cache"] })),
  ];
  return new Backup(host, "backup", { sources, repository, password, schedule: "30 2 * * *", ...props });
}

function told(config: Json, variable: string) {
  const line = (config.env as string[]).find((one) => one.startsWith(`${variable}=`));
  return JSON.parse((line ?? "").slice(variable.length + 1));
}

describe("a backup", () => {
  test("is told what to save: dumps before files, and each database of the server, those added later too", () => {
    const made = make();
    const backup = makeBackup(made);
    made.server.addDatabase("caldav");
    made.server.addDatabase("calendars");

    const config = synthesized(backup).resource(backup.job.service.node.path);

    expect(told(config, "BACKUP_PLAN")).toEqual({
      name: "calendars-backup",
      repository: {
        prop: "calendars/host/backup",
        location: "/repository",
        shown: "/mnt/backup",
        options: [],
        environmentFiles: {},
        passwordFile: "/cdktf-groupware/backup/password",
      },
      sources: [
        {
          id: "postgresql",
          kind: "postgres",
          host: "/sources/postgresql",
          port: 5432,
          user: "postgres",
          maintenance: "postgres",
          databases: ["caldav", "calendars"],
          all: true,
        },
        { id: "files", kind: "directory", path: "/sources/files", sqlite: ["db/db.sqlite"], exclude: ["cache"] },
      ],
      retention: { daily: 7, weekly: 5, monthly: 12 },
      verify: "5%",
    });
  });

  test("can read all that it saves, and write nothing but the repository and its own volumes", () => {
    const made = make();
    const backup = makeBackup(made);

    const config = synthesized(backup).resource(backup.job.service.node.path);

    const writable = (config.volumes as Json[]).filter((volume) => volume.read_only === false);
    expect(writable.map((volume) => volume.container_path).sort()).toEqual([
      "/repository",
      "/staging",
      "/var/lib/scheduled",
    ]);
    expect(config).toMatchObject({
      name: "calendars-backup",
      user: "0:0",
      read_only: true,
      network_mode: "none",
      capabilities: { add: ["CAP_DAC_OVERRIDE"], drop: ["ALL"] },
    });
  });

  test("has an image with the client of the server's major version", () => {
    const { host, server, repository } = make();
    const backup = new PostgresBackup(host, "backup", { server, repository, password, schedule: "@daily" });

    const builds = [...synthesized(backup).texts.values()].join("\n");

    expect(builds).toMatch(/"PG_MAJOR": "16"/);
  });

  test("goes to other machines with credentials that stand nowhere", () => {
    const { host, network, server } = make();
    const props = { server, password, schedule: "@daily", networks: [{ network }] };
    const s3 = BackupRepository.s3({
      endpoint: "https://s3.example.org",
      bucket: "backups",
      path: "calendars",
      accessKey: Secret.fromVariable("access_key"),
      secretKey: Secret.fromVariable("secret_key"),
    });
    const sftp = BackupRepository.sftp({
      host: "backup.example.org",
      user: "backup",
      path: "calendars",
      privateKey: Secret.fromVariable("ssh_key"),
      knownHosts: "backup.example.org ssh-ed25519 AAAAC3",
    });
    const one = new PostgresBackup(host, "one", { ...props, repository: s3 });
    const other = new PostgresBackup(host, "other", { ...props, repository: sftp });

    const all = synthesized(one);

    expect(told(all.resource(one.job.service.node.path), "BACKUP_PLAN").repository).toMatchObject({
      location: "s3:https://s3.example.org/backups/calendars",
      environmentFiles: {
        AWS_ACCESS_KEY_ID: "/cdktf-groupware/backup/environment/AWS_ACCESS_KEY_ID",
        AWS_SECRET_ACCESS_KEY: "/cdktf-groupware/backup/environment/AWS_SECRET_ACCESS_KEY",
      },
    });
    expect(told(all.resource(other.job.service.node.path), "BACKUP_PLAN").repository).toMatchObject({
      location: "sftp:backup@backup.example.org:calendars",
      options: [
        "sftp.command=ssh -p 22 -i /cdktf-groupware/backup/ssh-key -o UserKnownHostsFile=/cdktf-groupware/backup/known-hosts -o StrictHostKeyChecking=yes -o BatchMode=yes -o ServerAliveInterval=60 -o ConnectTimeout=30 backup@backup.example.org -s sftp",
      ],
    });
  });

  test("refuses all that does not fit at once, by the names of the props", () => {
    const made = make();

    const error = refusalOf(() =>
      makeBackup(made, {
        schedule: "0 0 30 2 *",
        timeZone: "Europe/Atlantis",
        retention: { daily: 0 },
        verifiedShare: 101,
        password: Secret.generated(made.host, "password"),
        sources: [made.server, made.server],
      }),
    );

    expect(error).toContain("calendars/host/backup: 6 problems");
    for (const name of [
      "schedule   never fires",
      "timeZone",
      "retention.daily",
      "verifiedShare",
      "password   is made on the host",
      "sources   hold two parts of one name",
    ]) {
      expect(error).toContain(`✗ ${name}`);
    }
  });

  test.each([[{}], [{ daily: undefined }]])("refuses a retention that keeps nothing: %j", (retention) => {
    expect(refusalOf(() => makeBackup(make(), { retention }))).toContain("✗ retention   keeps nothing");
  });

  test("refuses to save nothing, and what is no source", () => {
    expect(refusalOf(() => makeBackup(make(), { sources: [] }))).toContain("✗ sources   name nothing to save");
    expect(refusalOf(() => makeBackup(make(), { sources: [{} as never] }))).toContain("✗ sources[0]");
  });

  test("refuses servers of several major versions, which need several clients", () => {
    const made = make();
    const older = new PostgresWithExtensions(made.host, "older", { network: made.network, version: "15" });

    expect(refusalOf(() => makeBackup(made, { sources: [made.server, older] }))).toContain("got       16, 15");
  });

  test("refuses a location with a password in it", () => {
    expect(refusalOf(() => BackupRepository.restic("rest:https://user:hunter2@example.org/"))).not.toContain("hunter2");
  });
});

describe("a backup of a server", () => {
  test("is drilled each week unless told otherwise", () => {
    const { host, server, repository } = make();
    const backup = new PostgresBackup(host, "backup", {
      server,
      repository,
      password,
      schedule: "@daily",
      timeZone: "Europe/Berlin",
    });

    const config = synthesized(backup).resource(backup.drill.job.service.node.path);

    expect(config.name).toBe("calendars-backup-drill");
    expect(told(config, "SCHEDULED_JOB")).toMatchObject({ schedule: "30 4 * * sun", timeZone: "Europe/Berlin" });
    expect(told(config, "DRILL")).toEqual({ maxSnapshotAgeSeconds: 26.4 * 3_600 + 3_600, questions: [] });
    const repositoryMount = (config.volumes as Json[]).find((volume) => volume.container_path === "/repository");
    expect(repositoryMount?.read_only).toBe(true);
  });

  test("of somebody else goes over the network, with what the program declares", () => {
    const { host, network, repository } = make();
    const server = PostgresWithExtensions.fromExisting(host, "messages", {
      network,
      hostName: "postgres.example.org",
      superuserPassword: Secret.fromVariable("superuser_password"),
    });
    server.addDatabase("caldav");
    const backup = new PostgresBackup(host, "backup", { server, repository, password, schedule: "@daily" });

    const { sources } = told(synthesized(backup).resource(backup.job.service.node.path), "BACKUP_PLAN");

    expect(sources).toEqual([
      expect.objectContaining({
        host: "postgres.example.org",
        passwordFile: "/cdktf-groupware/backup/servers/messages",
        databases: ["caldav"],
        all: false,
      }),
    ]);
  });

  test("refuses props by their names, and no props at all", () => {
    const { host } = make();

    expect(refusalOf(() => new PostgresBackup(host, "backup", {} as never))).toContain("✗ server   is required");
    expect(refusalOf(() => new PostgresBackup(host, "backup", undefined as never))).toContain("✗ server   is required");
  });
});

describe("a drill", () => {
  test("refuses a question to what the backup does not save", () => {
    const made = make();
    const backup = makeBackup(made);
    const questions = [{ part: "postgres", database: "caldav", sql: "SELECT 1", answer: "1" }];

    const error = refusalOf(() => new RestoreDrill(made.host, "drill", { backup, schedule: "@weekly", questions }));

    expect(error).toContain("✗ questions[0].part   is nothing that the backup saves");
    expect(error).toContain("expected  one of postgresql, files");
  });
});

describe("a restore", () => {
  function restored(props: Partial<RestoreProps> = {}, before = true) {
    const made = make();
    const backup = makeBackup(made);
    const database = made.server.addDatabase("caldav");
    const makeUsers = () => ({
      client: new ContainerService(made.host, "client", { image, healthCheck, startsAfter: [database.ready] }),
      writer: new ContainerService(made.host, "writer", {
        image,
        healthCheck,
        volumes: [made.files.mountAt("/files")],
      }),
      stranger: new ContainerService(made.host, "stranger", { image, healthCheck }),
    });
    const early = before ? makeUsers() : undefined;
    const restore = new Restore(made.host, "restore", { backup, snapshot: "latest", ...props });
    const users = early ?? makeUsers();
    const app = synthesized(restore);
    return { made, backup, restore, users, database, config: (path: string) => app.resource(path), app };
  }

  const addressOf = (container: { readonly friendlyUniqueId: string }) =>
    `docker_container.${container.friendlyUniqueId}`;

  test.each([true, false])(
    "runs between what makes the data ready and what uses it, whichever is made first: %s",
    (before) => {
      const { backup, restore, users, database, config } = restored({}, before);
      const job = addressOf(restore.job.container);

      const own = config(restore.job.node.path);

      expect(own.depends_on).toContain(addressOf(database.ready.container));
      for (const user of [users.client, users.writer, backup.job.service]) {
        expect(config(user.node.path).depends_on).toContain(job);
      }
      expect(config(users.stranger.node.path).depends_on).not.toContain(job);
      expect(own.depends_on).not.toContain(addressOf(users.client.container));
    },
  );

  test("has its users stopped, again for each other wish", () => {
    const labelOf = (props: Partial<RestoreProps>): Json | undefined => {
      const { users, config } = restored(props);
      const labels = config(users.client.node.path).labels as Json[];
      return labels.find(({ label }) => String(label).startsWith("cdktf-groupware.after."));
    };

    expect(labelOf({})).toEqual(labelOf({}));
    expect(labelOf({})).not.toEqual(labelOf({ request: "again" }));
    expect(labelOf({})).not.toEqual(labelOf({ overwrite: true }));
  });

  test("removes what it replaced when its users are healthy", () => {
    const { restore, users, config } = restored();

    expect(config(restore.cleanup.node.path).depends_on).toEqual(
      expect.arrayContaining([restore.job, users.client, users.writer].map(({ container }) => addressOf(container))),
    );
  });

  test("is told what to bring back, and breaks no rule", () => {
    const { restore, config } = restored({ snapshot: "0123abcd", only: ["postgresql/caldav"] });

    expect(told(config(restore.job.node.path), "RESTORE")).toEqual({
      request: "0123abcd",
      snapshot: "0123abcd",
      only: ["postgresql/caldav"],
      overwrite: false,
    });
    const broken = Invariants.of(restore)
      .check()
      .findings.filter(({ severity }) => String(severity) === "error");
    expect(broken.filter(({ status }) => String(status) === "open")).toEqual([]);
  });

  test.each(["", "newest", "0123", "0123ABCD", "latest; rm"])("refuses the snapshot %j", (snapshot) => {
    expect(refusalOf(() => restored({ snapshot }))).toContain("✗ snapshot");
  });
});

test("the topology knows what is saved, where to, and how it is proven", () => {
  const made = make();
  const backup = makeBackup(made);
  const drill = new RestoreDrill(made.host, "drill", { backup, schedule: "@weekly" });

  const [node, ...others] = Topology.of(backup).backups;
  expect(others).toHaveLength(0);
  expect(node).toBe(backup.backupNode);
  expect([node.repository, node.schedule]).toEqual(["/mnt/backup", "30 2 * * *"]);
  expect(node.volumes.map(({ path }) => path)).toEqual([made.files.node.path]);
  expect(node.databaseServers.map(({ path }) => path)).toEqual([made.server.node.path]);
  expect(node.drills.map(({ path }) => path)).toEqual([drill.job.service.node.path]);
});
