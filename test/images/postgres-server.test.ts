import { renderPrepareScript } from "../../src/postgres/prepare-script";
import { fixtureImage } from "../fixtures/images/build";
import type { Outcome } from "./docker";
import { Sandbox, describeWithDocker, docker, eventually, tryDocker } from "./docker";

describeWithDocker("the job that makes a volume ready for a server", () => {
  const sandbox = new Sandbox();
  let image: string;

  beforeAll(() => {
    image = fixtureImage("postgres");
  }, 300_000);

  afterAll(() => sandbox.remove());

  /** As the construct runs it; `other` is an image whose directory leaves a new volume to root. */
  function prepare(volume: string, other = image): Outcome {
    const script = renderPrepareScript({
      dataPath: "15/docker",
      majorVersion: 15,
      user: "999:999",
      volumeName: "data",
    });
    return tryDocker([
      ...["run", "--rm", "--network", "none", "--user", "0:0", "--read-only", "--cap-drop", "ALL"],
      ...["CHOWN", "FOWNER", "DAC_OVERRIDE"].flatMap((capability) => ["--cap-add", capability]),
      ...["--volume", `${volume}:/cdktf-groupware/data`, "--volume", `${volume}-socket:/cdktf-groupware/socket`],
      ...["--entrypoint", "/bin/sh", other, "-euc", script],
    ]);
  }

  function volume(name: string): string {
    sandbox.volume(`${name}-socket`);
    return sandbox.volume(name);
  }

  /** Runs a command as root on the volume. */
  function on(name: string, script: string): string {
    return docker([
      ...["run", "--rm", "--network", "none", "--user", "0:0", "--volume", `${name}:/v`],
      ...["--entrypoint", "/bin/sh", image, "-euc", script],
    ]);
  }

  it.each(["debian:bookworm-slim", undefined])(
    "gives an empty one to the server, whoever the engine gave it to, and does so once (%s)",
    (other) => {
      const name = volume(other ? "roots" : "images");

      const first = prepare(name, other);
      on(name, "echo 15 > /v/15/docker/PG_VERSION; chown 999:999 /v/15/docker/PG_VERSION");
      const second = prepare(name, other);

      expect(first).toEqual({ status: 0, stdout: "", stderr: "" });
      expect(second).toEqual({ status: 0, stdout: "", stderr: "" });
      expect(on(name, "stat -c '%u:%g %a' /v/15/docker; stat -c %u:%g /v /v/15")).toBe("999:999 700\n999:999\n999:999");
      expect(on(`${name}-socket`, "stat -c '%u:%g %a' /v")).toBe("999:999 700");
    },
    60_000,
  );

  it.each([
    ["another major version", "15/docker", "14", "holds data of PostgreSQL 14 in 15/docker, and this server is PostgreSQL 15."],
    ["data at its root", ".", "15", "holds data of PostgreSQL 15 in ., and this server would start with none in 15/docker"],
    ["data of another major version", "14/docker", "14", "holds data of PostgreSQL 14 in 14/docker, and this server would start"],
    ["data in the old place", "data", "15", "holds data of PostgreSQL 15 in data, and this server would start"],
  ])(
    "refuses one with %s, and touches nothing",
    (_, directory, version, message) => {
      const name = volume(`other-${directory.replace(/\W/g, "")}-${version}`);
      on(name, `mkdir -p /v/${directory}; echo ${version} > /v/${directory}/PG_VERSION; chown -R 70:70 /v`);
      const before = on(name, "find /v -exec stat -c '%n %u:%g %a' {} +");

      const outcome = prepare(name);

      expect(outcome.status).toBe(1);
      expect(outcome.stdout).toContain(`The volume data ${message}`);
      expect(on(name, "find /v -exec stat -c '%n %u:%g %a' {} +")).toBe(before);
    },
    60_000,
  );

  it("refuses data of another user, which the server could not read", () => {
    const name = volume("alpine");
    on(name, "mkdir -p /v/15/docker; echo 15 > /v/15/docker/PG_VERSION; chown -R 70:70 /v");

    const outcome = prepare(name);

    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain("belongs to 70:70, and the server of this image runs as 999:999.");
  }, 60_000);
});

describeWithDocker("the image with further packages", () => {
  const sandbox = new Sandbox();
  const tag = `cdktf-groupware-test/postgres-extensions:${process.pid}`;

  afterAll(() => {
    sandbox.remove();
    tryDocker(["image", "rm", tag]);
  });

  function build(packages: string): Outcome {
    return tryDocker([
      ...["build", "--tag", tag, "--build-arg", `BASE=${fixtureImage("postgres")}`],
      ...["--build-arg", `PACKAGES=${packages}`, "images/postgres-extensions"],
    ]);
  }

  it("has the extensions of the packages, and is the base in all else", async () => {
    expect(build("postgresql-15-cron postgresql-15-repack").status).toBe(0);
    const server = sandbox.run("packages", {
      image: tag,
      env: { POSTGRES_HOST_AUTH_METHOD: "trust" },
      options: ["--network", "none", "--user", "999:999"],
      command: ["postgres", "-c", "shared_preload_libraries=pg_cron", "-c", "cron.database_name=postgres"],
    });
    const ask = (sql: string): string => server.tryExec(["psql", "-h", "127.0.0.1", "-U", "postgres", "-XAtc", sql]).stdout.trim();
    await eventually("the server answers", () => ask("SELECT 1") === "1");

    expect(ask("CREATE EXTENSION pg_cron; CREATE EXTENSION pg_repack")).toBe("CREATE EXTENSION\nCREATE EXTENSION");
    expect(ask("SELECT count(*) FROM cron.job")).toBe("0");
  }, 300_000);

  it.each([
    ["none", "", "names no package"],
    ["one that does not exist", "postgresql-15-no-such-thing", "Unable to locate package"],
  ])(
    "is not built with %s",
    (_, packages, message) => {
      const outcome = build(packages);

      expect(outcome.status).not.toBe(0);
      expect(outcome.stdout + outcome.stderr).toContain(message);
    },
    120_000,
  );
});
