import { join } from "node:path";
import { fixtureImage, imageOf } from "../fixtures/images/build";
import type { Outcome, TestContainer } from "./containers";
import { Sandbox, docker, eventually, tryDocker } from "./containers";

/** The image under test. */
export function backupImage(): string {
  return imageOf(join(__dirname, "../../images/backup"), "backup");
}

const RETENTION = { last: 3, daily: 7 };
const CAPABILITIES = {
  backup: ["DAC_OVERRIDE"],
  restore: ["CHOWN", "DAC_OVERRIDE", "FOWNER"],
  drill: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
};

/** What a test says of a backup beyond the usual. */
export interface BackupOptions {
  /** The volume with the repository; a new one where there is none. */
  readonly repository?: string;
  readonly password?: string;
  readonly plan?: object;
}

/** A server, a volume with a SQLite database and files, and backups of both, as the constructs make them. */
export class BackupLab {
  readonly sandbox = new Sandbox();
  readonly image = backupImage();
  readonly repository = this.sandbox.volume("repository");
  private count = 0;

  /** A PostgreSQL server, whose socket lies in a volume. */
  async server(
    name: string,
    storage: readonly string[] = ["--tmpfs", "/var/lib/postgresql/data:uid=999"],
  ): Promise<{ readonly container: TestContainer; readonly socket: string }> {
    const socket = this.sandbox.volume(`${name}-socket`);
    const container = this.sandbox.run(name, {
      image: fixtureImage("postgres"),
      env: { POSTGRES_PASSWORD: "irrelevant" },
      options: ["--network", "none", "--volume", `${socket}:/var/run/postgresql`, ...storage],
    });
    const ready = ["psql", "-h", "127.0.0.1", "-U", "postgres", "-c", "SELECT 1"];
    await eventually(`${name} is ready`, () => container.tryExec(ready).status === 0);
    return { container, socket };
  }

  /** A backup that waits to be told. */
  backup(sources: readonly object[], mounts: readonly string[], options: BackupOptions = {}): TestContainer {
    const job = { name: "b", command: ["backup"], schedule: "0 0 1 1 *", timeZone: "Etc/UTC", maxAgeSeconds: 1e9, timeLimitSeconds: 600, catchUp: true };
    return this.start("backup", ["scheduled"], { SCHEDULED_JOB: JSON.stringify(job) }, sources, mounts, options);
  }

  /** A restore, to its end. */
  async restore(order: object, sources: readonly object[], mounts: readonly string[], options: BackupOptions = {}): Promise<Outcome> {
    const RESTORE = JSON.stringify({ request: "first", snapshot: "latest", overwrite: false, ...order });
    return this.toEnd(this.start("restore", ["restore"], { RESTORE }, sources, mounts, options));
  }

  /** A drill, to its end. */
  async drill(sources: readonly object[], drill: object = {}, options: BackupOptions = {}): Promise<Outcome> {
    const DRILL = JSON.stringify({ maxSnapshotAgeSeconds: 3_600, questions: [], ...drill });
    return this.toEnd(this.start("drill", ["drill"], { DRILL }, sources, [], options));
  }

  /** Runs a script as root with a volume at /volume. */
  inVolume(volume: string, script: string): string {
    return docker(["run", "--rm", "--network", "none", "--volume", `${volume}:/volume`, "--workdir", "/volume", "--entrypoint", "sh", this.image, "-euc", script]);
  }

  private async toEnd(container: TestContainer): Promise<Outcome> {
    const status = await container.exitCode();
    const { stdout, stderr } = tryDocker(["logs", container.name]);
    return { status, stdout, stderr };
  }

  private start(
    kind: keyof typeof CAPABILITIES,
    command: readonly string[],
    env: Record<string, string>,
    sources: readonly object[],
    mounts: readonly string[],
    { repository = this.repository, password = "secret", plan = {} }: BackupOptions,
  ): TestContainer {
    const name = `${kind}-${this.count++}`;
    const secrets = this.sandbox.volumeWithFiles(`${name}-secrets`, this.image, { password });
    const BACKUP_PLAN = JSON.stringify({
      name: "calendars",
      repository: { prop: "the backup", location: "/repository", passwordFile: "/secrets/password" },
      sources,
      retention: RETENTION,
      verify: "100%",
      ...plan,
    });
    const volumes = [`${secrets}:/secrets:ro`, `${repository}:/repository${kind === "backup" ? "" : ":ro"}`, ...mounts];
    return this.sandbox.run(name, {
      image: this.image,
      env: { BACKUP_PLAN, ...env },
      command: command.slice(1),
      options: [
        ...["--entrypoint", command[0], "--init", "--hostname", "calendars-backup", "--read-only", "--network", "none"],
        ...["--security-opt", "no-new-privileges", "--cap-drop", "ALL"],
        ...CAPABILITIES[kind].flatMap((one) => ["--cap-add", one]),
        ...["--tmpfs", "/tmp", "--volume", "/staging", "--volume", "/scratch", "--volume", "/var/lib/scheduled"],
        ...volumes.flatMap((volume) => ["--volume", volume]),
      ],
    });
  }
}
