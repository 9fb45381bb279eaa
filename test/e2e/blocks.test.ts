import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import {
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  HealthCheck,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import { docker } from "../images/docker";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import {
  TOOLS,
  allWell,
  containersOf,
  idsOf,
  inspect,
  logsOf,
  networksOf,
  removeDirectory,
  runOnce,
  servicesOf,
  temporaryDirectory,
  volumesOf,
} from "./harness/engine";
import { systemPrune } from "./harness/own-engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-blocks";
const network = `${stack}-compose`;
const legacyVolume = `${stack}-legacy`;
const web = `${stack}-web`;
const watcher = `${stack}-watcher`;
const EXISTING_SUBNET = "172.29.101.0/24";

interface Options {
  readonly note?: string;
  readonly keyFileVersion?: string;
}

/** Two services on a network, a volume and a directory that somebody else made. `files` is where the host has its files. */
function program(files: string, { note = "first", keyFileVersion = "1" }: Options = {}): Program {
  return (app) => {
    const tools = ContainerImage.fromRegistry(TOOLS);
    const host = new DockerHost(new TerraformStack(app, stack), "host", { toolsImage: tools });
    const existing = ServiceNetwork.fromExisting(host, "network", { networkName: network, subnet: EXISTING_SUBNET });
    const legacy = DataVolume.fromExisting(host, "legacy", { volumeName: legacyVolume, expects: "VERSION" });
    const data = DataVolume.hostDirectory(host, "data", join(files, "data"), { owner: "1000:1000" });
    const journal = new DataVolume(host, "journal");
    const keys = new ConfigVolume(host, "keys", {
      image: tools,
      owner: "1000:1000",
      files: [
        ConfigFile.fromText("empty.conf", ""),
        ConfigFile.fromText("sub/web.conf", "price = ${5}$\n", { mode: "0440" }),
        ConfigFile.fromSecret("variable", Secret.fromVariable("web_key")),
        ConfigFile.fromSecret("local", Secret.fromLocalFile("local.key")),
        ConfigFile.fromSecret("host", Secret.fromHostFile(join(files, "host.key"), { version: keyFileVersion })),
        ConfigFile.fromSecret("generated", Secret.generated(host, "generated")),
      ],
    });
    const notes = new ConfigVolume(host, "notes", {
      image: tools,
      watched: true,
      files: [ConfigFile.fromText("note", note)],
    });
    new ContainerService(host, "web", {
      image: ContainerImage.fromBuild("web"),
      user: "1000:1000",
      init: true,
      networks: [{ network: existing, ipv4Address: "172.29.101.5" }],
      volumes: [
        keys.mountAt("/keys"),
        legacy.mountAt("/legacy", { readOnly: true }),
        data.mountAt("/data"),
        journal.mountAt("/journal"),
      ],
      healthCheck: HealthCheck.shell("touch /data/alive && test -s /keys/generated"),
    });
    new ContainerService(host, "watcher", {
      image: tools,
      entrypoint: ["sleep", "infinity"],
      init: true,
      volumes: [notes.mountAt("/notes")],
      healthCheck: HealthCheck.command(["test", "-s", "/notes/note"]),
    });
  };
}

function writeWebImage(directory: string, instruction = "RUN mkdir /journal && chown 1000:1000 /journal"): void {
  const lines = [`FROM ${TOOLS}`, instruction, "COPY greeting /", 'ENTRYPOINT ["sleep"]', 'CMD ["infinity"]', ""];
  writeFileSync(join(directory, "web", "Dockerfile"), lines.join("\n"));
}

/** The files of a repository beside its program. */
function writeRepository(directory: string): void {
  mkdirSync(join(directory, "web"));
  writeFileSync(join(directory, "web", "greeting"), "hello\n");
  writeWebImage(directory);
  writeFileSync(join(directory, "local.key"), "local-key-1\n", { mode: 0o600 });
}

function read(container: string, file: string): string {
  return docker(["exec", container, "cat", file]);
}

describeE2e("building blocks", () => {
  let deployment: Deployment;
  let hostFiles: string;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    deployment.variables = { web_key: "web-key-1" };
    writeRepository(deployment.directory);
    hostFiles = temporaryDirectory();
    mkdirSync(join(hostFiles, "data"));
    writeFileSync(join(hostFiles, "host.key"), "host-key-1\n", { mode: 0o600 });
    docker(["network", "create", "--subnet", EXISTING_SUBNET, "--ip-range", "172.29.101.128/25", network]);
    docker(["volume", "create", "--label", "com.docker.compose.project=legacy", legacyVolume]);
    deployment.synthesize(program(hostFiles));
  }, 60_000);

  afterAll(() => {
    deployment.remove();
    removeDirectory(hostFiles);
  }, 60_000);

  step("a job that fails ends the deploy at once and says where to look", async () => {
    const started = Date.now();

    const { exitCode, output } = await deployment.tryDeploy();

    expect(exitCode).toBe(1);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(output).toContain(
      `${stack}/host/legacy/Check did not succeed. Run \`docker logs ${legacyVolume}-check\` on the host to see why.`,
    );
    expect(logsOf(`${legacyVolume}-check`)).toContain(`The volume ${legacyVolume} has no VERSION.`);
    expect(containersOf(stack)).not.toContain(web);
  });

  step("the unchanged program deploys when the cause of the failure is gone", async () => {
    runOnce("echo 1 > /volume/VERSION", "--volume", `${legacyVolume}:/volume`);
    await allWell([`${legacyVolume}-check`]);

    await deployment.deploy();

    expect(servicesOf(stack)).toEqual([watcher, web]);
    expect(await deployment.planned()).toEqual([]);
  });

  step("files arrive with the owner, permissions and content that were asked for", () => {
    const listed = docker([
      "exec",
      web,
      "sh",
      "-c",
      "cd /keys && find . -type f -exec stat -c '%n %a %u:%g' {} + | sort",
    ]);

    expect(listed.split("\n")).toEqual([
      "./empty.conf 444 1000:1000",
      "./generated 400 1000:1000",
      "./host 400 1000:1000",
      "./local 400 1000:1000",
      "./sub/web.conf 440 1000:1000",
      "./variable 400 1000:1000",
    ]);
    expect(read(web, "/keys/sub/web.conf")).toBe("price = ${5}$");
    expect(["variable", "local", "host"].map((name) => read(web, `/keys/${name}`))).toEqual([
      "web-key-1",
      "local-key-1",
      "host-key-1",
    ]);
    expect(read(web, "/keys/generated")).toMatch(/^[0-9a-f]{64}$/);
  });

  step("a service has its fixed address on a network that somebody else made", () => {
    expect(inspect(web).NetworkSettings.Networks[network].IPAddress).toBe("172.29.101.5");
  });

  step("a container can do no more than its software needs", () => {
    const { HostConfig, Config } = inspect(web);

    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], Privileged: false });
    expect(HostConfig.SecurityOpt).toContain("no-new-privileges:true");
    expect(HostConfig.Memory).toBe(HostConfig.MemorySwap);
    expect(Config.User).toBe("1000:1000");
  });

  step("a clone at another path plans nothing", async () => {
    const clone = deployment.clone();
    try {
      clone.synthesize(program(hostFiles));

      expect(await clone.planned()).toEqual([]);
    } finally {
      clone.removeDirectory();
    }
  });

  step("rotated secrets replace the service that reads them, a watched file does not", async () => {
    const before = idsOf([web, watcher]);
    const generated = read(web, "/keys/generated");
    deployment.variables = { web_key: "web-key-2" };
    writeFileSync(join(deployment.directory, "local.key"), "local-key-2\n");
    writeFileSync(join(hostFiles, "host.key"), "host-key-2\n");
    deployment.synthesize(program(hostFiles, { note: "second", keyFileVersion: "2" }));

    await deployment.deploy();

    expect(["variable", "local", "host", "generated"].map((name) => read(web, `/keys/${name}`))).toEqual([
      "web-key-2",
      "local-key-2",
      "host-key-2",
      generated,
    ]);
    expect(read(watcher, "/notes/note")).toBe("second");
    expect(idsOf([web])).not.toEqual({ [web]: before[web] });
    expect(idsOf([watcher])).toEqual({ [watcher]: before[watcher] });
    expect(await deployment.planned()).toEqual([]);
  });

  step("secrets that are no secrets are refused before anything is touched", async () => {
    const before = idsOf(containersOf(stack));
    const { variables } = deployment;
    deployment.variables = { web_key: "ChangeMe" };
    writeFileSync(join(deployment.directory, "local.key"), "a key\nof two lines\n");

    const { exitCode, output } = await deployment.tryDeploy();

    expect(exitCode).toBe(1);
    expect(output).toContain("secret/not-well-known");
    expect(output).toContain("secret/one-line");
    expect(output).not.toMatch(/ChangeMe|of two lines/);
    expect(idsOf(containersOf(stack))).toEqual(before);
    deployment.variables = variables;
    writeFileSync(join(deployment.directory, "local.key"), "local-key-2\n");
  });

  step("after a prune only jobs run again", async () => {
    const before = idsOf([web, watcher]);
    systemPrune(deployment.prefix);

    const planned = await deployment.planned();
    await deployment.deploy();

    expect(planned.length).toBeGreaterThan(0);
    expect(planned.filter((change) => !change.startsWith("create docker_container."))).toEqual([]);
    expect(idsOf([web, watcher])).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("an image that cannot be built stops nothing that runs", async () => {
    const before = inspect(web);
    writeWebImage(deployment.directory, "RUN echo no compiler here && exit 3");
    deployment.synthesize(program(hostFiles, { note: "second", keyFileVersion: "2" }));

    const { exitCode, output } = await deployment.tryDeploy();

    expect(exitCode).toBe(1);
    expect(output).toContain("no compiler here");
    expect(inspect(web)).toMatchObject({ Id: before.Id, State: { Running: true, StartedAt: before.State.StartedAt } });
  });

  step("the image that could be built before deploys again", async () => {
    const before = idsOf([web, watcher]);
    writeWebImage(deployment.directory);
    deployment.synthesize(program(hostFiles, { note: "second", keyFileVersion: "2" }));

    await deployment.deploy();

    expect(idsOf([web, watcher])).toEqual(before);
    expect(await deployment.planned()).toEqual([]);
  });

  step("a directory of the host that everybody could write is refused", async () => {
    chmodSync(join(hostFiles, "data"), 0o777);
    docker(["rm", `${stack}-data-prepare`]);

    const { exitCode } = await deployment.tryDeploy();

    expect(exitCode).toBe(1);
    expect(logsOf(`${stack}-data-prepare`)).toContain("can be written by everybody. Run there: chmod 0750");
  });

  step("destroy is refused before anything is touched", async () => {
    const before = idsOf(containersOf(stack));

    const { exitCode, output } = await deployment.tryDestroy();

    expect(exitCode).toBe(1);
    expect(output).toContain("Instance cannot be destroyed");
    expect(idsOf(containersOf(stack))).toEqual(before);
  });

  step("destroy of the rest leaves protected volumes and what somebody else made", async () => {
    await deployment.takeDown();

    expect(containersOf(stack)).toEqual([]);
    expect(volumesOf(stack)).toEqual([`${stack}-generated-volume`, `${stack}-journal`, legacyVolume]);
    expect(networksOf(stack)).toEqual([network]);
  });
});
