import { TerraformStack } from "cdktf";
import {
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  Duration,
  HealthCheck,
  OneShotJob,
  Secret,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";
import { goDuration } from "../../src/docker/go-duration";
import { configOf, healthCheck, image, makeHost, makeJob, makeService } from "./blocks";

describe("a service", () => {
  test("is hardened, limited, watched and written out to the last attribute that the engine would fill in", () => {
    const config = configOf((host) => makeService(host, "caldav"));

    expect(config).toEqual({
      provider: "docker",
      name: "calendars-caldav",
      image: "debian:12.11-slim",
      restart: "unless-stopped",
      must_run: true,
      wait: true,
      wait_timeout: 120,
      destroy_grace_seconds: 30,
      stop_timeout: 30,
      init: false,
      read_only: true,
      network_mode: "none",
      depends_on: [],
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      memory: 256,
      memory_swap: 256,
      ulimit: [{ name: "nofile", soft: 16_384, hard: 16_384 }],
      log_driver: "local",
      log_opts: { "max-size": "10m", "max-file": "5" },
      healthcheck: { test: ["CMD", "true"], interval: "5s", timeout: "5s", start_period: "30s", retries: 6 },
      labels: [{ label: "cdktf-groupware.spec", value: expect.stringMatching(/^[0-9a-f]{16}$/) }],
    });
  });

  test("never writes what old engines refuse or the provider cannot keep", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });
    makeService(host, "caldav", {
      networks: [{ network }],
      volumes: [new DataVolume(host, "data").mountAt("/data")],
      publish: [{ containerPort: 80, hostPort: 80 }],
      temporaryDirectories: [{ path: "/tmp" }],
    });

    const app = synthesized(host);

    const all = [...app.texts.values()].join("\n");
    for (const key of ["cpus", "rm", "publish_all_ports", "check_duplicate", "volume_options", "start_interval"]) {
      expect(all).not.toContain(`"${key}"`);
    }
  });

  test("has its health check in the form that the provider reads back", () => {
    const config = configOf((host) =>
      makeService(host, "caldav", {
        healthCheck: HealthCheck.shell("curl -fsS localhost/${PATH}", {
          interval: Duration.seconds(60),
          timeout: Duration.seconds(90),
          startPeriod: Duration.hours(1),
          retries: 2,
        }),
      }),
    );

    expect(config.healthcheck).toEqual({
      test: ["CMD-SHELL", "curl -fsS localhost/$${PATH}"],
      interval: "1m0s",
      timeout: "1m30s",
      start_period: "1h0m0s",
      retries: 2,
    });
  });

  test("publishes its ports on loopback, in the order in which the engine reports them", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net");
    makeService(host, "caldav", {
      networks: [{ network }],
      publish: [
        { containerPort: 443, hostPort: 8443, address: "0.0.0.0" },
        { containerPort: 53, hostPort: 53, protocol: "udp" },
        { containerPort: 53, hostPort: 53, protocol: "tcp" },
      ],
    });

    const { ports } = synthesized(host).resource("calendars/host/caldav");

    expect(ports).toEqual([
      { internal: 53, external: 53, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 53, external: 53, ip: "127.0.0.1", protocol: "udp" },
      { internal: 443, external: 8443, ip: "0.0.0.0", protocol: "tcp" },
    ]);
  });

  test("owns its temporary directories, which the runtime would else leave to root", () => {
    const config = configOf((host) =>
      makeService(host, "caldav", {
        user: "1000:1001",
        temporaryDirectories: [
          { path: "/tmp" },
          { path: "/run", size: Size.mebibytes(1), mode: "0700", executable: true },
        ],
      }),
    );

    expect(config.tmpfs).toEqual({
      "/tmp": "rw,noexec,nosuid,nodev,size=67108864,mode=1777,uid=1000,gid=1001",
      "/run": "rw,exec,nosuid,nodev,size=1048576,mode=0700,uid=1000,gid=1001",
    });
  });

  test("keeps capabilities in the engine's spelling", () => {
    const config = configOf((host) => makeService(host, "caldav", { capabilities: ["CAP_SETUID", "CAP_CHOWN"] }));

    expect(config.capabilities).toEqual({ add: ["CAP_CHOWN", "CAP_SETUID"], drop: ["ALL"] });
  });

  test("leaves `${…}` in its environment and command to the program", () => {
    const config = configOf((host) =>
      makeService(host, "caldav", { environment: { GREETING: "hi ${USER} %{x}" }, command: ["${HOME}"] }),
    );

    expect(config.env).toEqual(["GREETING=hi $${USER} %%{x}"]);
    expect(config.command).toEqual(["$${HOME}"]);
  });

  test("mounts volumes by their names and directories by their paths", () => {
    const host = makeHost();
    const data = new DataVolume(host, "data");
    const directory = DataVolume.hostDirectory(host, "mail", "/srv/mail", { owner: "1000:1000" });
    makeService(host, "caldav", { volumes: [data.mountAt("/data"), directory.mountAt("/mail", { readOnly: true })] });

    const config = synthesized(host).resource("calendars/host/caldav");

    expect(config.volumes).toEqual([
      {
        volume_name: expect.stringMatching(/^\$\{docker_volume\.\w+\.name\}$/),
        container_path: "/data",
        read_only: false,
      },
      { host_path: "/srv/mail", container_path: "/mail", read_only: true },
    ]);
  });

  test("starts after what it is told to, and after what its volumes need", () => {
    const host = makeHost();
    const directory = DataVolume.hostDirectory(host, "mail", "/srv/mail", { owner: "1000:1000" });
    const job = makeJob(host, "schema");
    makeService(host, "caldav", { volumes: [directory.mountAt("/mail")], startsAfter: [job] });

    const { depends_on } = synthesized(host).resource("calendars/host/caldav");

    expect(depends_on).toEqual([
      expect.stringMatching(/^docker_container\.\w*schema\w*$/),
      expect.stringMatching(/^docker_container\.\w*mail\w*Prepare\w*$/),
    ]);
  });

  test("ignores the swap where the kernel does not count it", () => {
    const host = makeHost({ hasSwapAccounting: false });
    makeService(host, "caldav");
    makeJob(host, "job");

    const app = synthesized(host);

    expect(app.resource("calendars/host/caldav").lifecycle).toEqual({ ignore_changes: ["memory_swap"] });
    expect(app.resource("calendars/host/job").lifecycle.ignore_changes).toEqual(["memory_swap"]);
  });

  test("names itself after its path below the host, without ids that only tell parts apart", () => {
    const host = makeHost();

    const names = [
      makeService(host, "CalDav").containerName,
      makeService(makeService(host, "mail"), "Service").containerName,
      makeService(host, "Service").containerName,
      makeService(host, "other", { containerName: "messages-backend" }).containerName,
    ];

    expect(names).toEqual(["calendars-cal-dav", "calendars-mail", "calendars-service", "messages-backend"]);
  });

  test("keeps its address in Terraform's state: ids of constructs and resources are API", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net");
    const data = new DataVolume(host, "data");
    const service = makeService(host, "caldav", { networks: [{ network }] });
    const job = makeJob(host, "schema");

    const ids = [network.network, data.volume, service.container, job.container].map(({ node, friendlyUniqueId }) => [
      node.path,
      friendlyUniqueId,
    ]);

    expect(ids).toEqual([
      ["calendars/host/net/Resource", "host_net_DDB528DE"],
      ["calendars/host/data/Resource", "host_data_BB00A684"],
      ["calendars/host/caldav/Resource", "host_caldav_CA95FB07"],
      ["calendars/host/schema/Resource", "host_schema_54E5850C"],
    ]);
  });
});

describe("a service with props that do not fit", () => {
  const refusal = (props: object): string => refusalOf(() => makeService(makeHost(), "caldav", props));

  test("lists all problems at once", () => {
    const host = makeHost();

    const text = refusalOf(
      () => new ContainerService(host, "caldav", { image: "debian", memry: 3, user: "root" } as never),
    );

    expect(text).toBe(`calendars/host/caldav: 4 problems

  ✗ image   has a value that does not fit
      got       "debian"
      expected  a ContainerImage, such as ContainerImage.fromRegistry("postgres:16.13-bookworm")
      fix       give \`image\` a ContainerImage, such as ContainerImage.fromRegistry("postgres:16.13-bookworm")

  ✗ user   has a value that does not fit
      got       "root"
      expected  user and group as numbers, such as 999:999
      fix       give \`user\` user and group as numbers, such as 999:999

  ✗ healthCheck   is required
      got       nothing
      expected  a HealthCheck, such as HealthCheck.command(["pg_isready"])
      fix       pass \`healthCheck\`

  ✗ memry   is no prop of this construct
      expected  one of image, containerName, entrypoint, command, environment, environmentFromFiles, user, workingDirectory, networks, hostNetwork, dnsServers, volumes, temporaryDirectories, startsAfter, memory, sharedMemory, openFiles, capabilities, writableRoot, newPrivileges, sysctls, revision, healthCheck, startTimeout, stopGrace, stopSignal, publish, hostname, domainName, init, uploads, systemd, replicasOf
      fix       did you mean \`memory\`?`);
  });

  test("says where a secret belongs that stands in the environment", () => {
    const text = refusal({ environment: { API_KEY: Secret.fromVariable("api_key") } });

    expect(text).toBe(`calendars/host/caldav: 1 problem

  ✗ environment.API_KEY   has a value that does not fit
      got       a Secret
      expected  text; a secret belongs into a file of a ConfigVolume, from where \`environmentFromFiles\` exports it
      fix       give \`environment.API_KEY\` text; a secret belongs into a file of a ConfigVolume, from where \`environmentFromFiles\` exports it`);
  });

  test.each([
    [{ memory: Size.mebibytes(5) }, "memory   is less than the engine accepts"],
    [{ command: [""] }, "command[0]   has a value that does not fit"],
    [{ environment: { "A-B": "1" } }, "expected  a name that a shell can export"],
    [{ environment: { PORT: 80 } }, "environment.PORT   has a value that does not fit"],
    [{ capabilities: ["NET_ADMIN"] }, "such as CAP_CHOWN"],
    [{ workingDirectory: "/srv/../etc" }, "an absolute path without"],
    [{ temporaryDirectories: [{ path: "tmp" }] }, "temporaryDirectories[0].path"],
    [
      { temporaryDirectories: [{ path: "/tmp" }, { path: "/tmp" }] },
      "temporaryDirectories[1]   is mounted where another one is",
    ],
    [{ publish: [{ containerPort: 80, hostPort: 80 }] }, "publish   needs a network"],
    [{ publish: [{ containerPort: 0, hostPort: 70_000 }] }, "caldav: 3 problems"],
    [{ publish: [{ containerPort: 80, hostPort: 80, protocol: "sctp" }] }, "one of tcp, udp"],
    [{ startTimeout: Duration.minutes(21) }, "a Duration from 1s to 20m"],
    [{ stopGrace: Duration.seconds(0) }, "a Duration from 1s to 1h"],
    [{ startTimeout: Duration.seconds(5) }, "startTimeout   ends before the first probe of the health check"],
    [{ stopSignal: "TERM" }, "a signal such as SIGTERM"],
    [{ hostname: "under_score" }, "a host name"],
    [{ networks: [{ network: "net" }] }, "a ServiceNetwork, or what ServiceNetwork.fromExisting returns"],
    [{ volumes: ["/data"] }, "what `mountAt` of a volume returns"],
    [{ startsAfter: [null] }, "a service or a job"],
    [{ openFiles: 1.5 }, "a whole number from 64 to 1048576"],
    [{ networks: null }, "a list"],
  ])("refuses %j", (props, expected) => {
    expect(refusal(props)).toContain(expected);
  });

  test("refuses a network that it joins twice, and an address that is none", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });

    const twice = refusalOf(() => makeService(host, "a", { networks: [{ network }, { network }] }));
    const address = refusalOf(() => makeService(host, "b", { networks: [{ network, ipv4Address: "172.29.77" }] }));

    expect(twice).toContain("networks[1]   is joined twice");
    expect(address).toContain("an IPv4 address such as 172.29.0.30");
  });

  test("refuses a port that it publishes on two addresses, which would be replaced for ever", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net");

    const text = refusalOf(() =>
      makeService(host, "caldav", {
        networks: [{ network }],
        publish: [
          { containerPort: 80, hostPort: 80, address: "127.0.0.1" },
          { containerPort: 80, hostPort: 80, address: "::1" },
        ],
      }),
    );

    expect(text).toContain("publish[1]   publishes a port again");
  });

  test("refuses paths that are none, or taken", () => {
    const host = makeHost();
    const data = new DataVolume(host, "data");

    const text = refusalOf(() =>
      makeService(host, "caldav", {
        volumes: [data.mountAt("data"), data.mountAt("/data"), data.mountAt("/data")],
        temporaryDirectories: [{ path: "/data" }],
      }),
    );

    expect(text).toContain("calendars/host/caldav: 3 problems");
    expect(text).toContain("volumes[0]   is mounted at what is no path");
    expect(text).toContain("volumes[2]   is mounted where another one is");
  });

  test("refuses a user who could not read the secrets", () => {
    const host = makeHost();
    const files = [ConfigFile.fromSecret("key", Secret.fromVariable("api_key"))];
    const config = new ConfigVolume(host, "config", { image, files, owner: "999:999" });

    const refusal = refusalOf(() =>
      makeService(host, "web", { user: "1000:1000", volumes: [config.mountAt("/config")] }),
    );

    expect(refusal).toBe(
      `
calendars/host/web: 1 problem

  ✗ volumes[0]   holds /config/key, which the user of the container cannot read
      got       user 1000:1000, file of 999:999 with mode 0400
      expected  a file that the user can read
      fix       pass \`owner: "1000:1000"\` to the ConfigVolume, or another \`user\`
`.trim(),
    );
  });

  test.each([
    ["its owner", { user: "999:100" }, "0400"],
    ["its group", { user: "1000:999" }, "0440"],
    ["everybody", { user: "1000:1000" }, "0444"],
    ["whoever may read everything", { user: "0:0", capabilities: ["CAP_DAC_OVERRIDE"] }, "0400"],
    ["a user whom only the image knows", {}, "0400"],
  ])("lets a secret be read by %s", (_who, props, mode) => {
    const host = makeHost();
    const files = [ConfigFile.fromSecret("key", Secret.fromVariable("api_key"), { mode })];
    const config = new ConfigVolume(host, "config", { image, files, owner: "999:999" });

    const service = makeService(host, "web", { ...props, volumes: [config.mountAt("/config")] });

    expect(service.containerNode.secrets).toHaveLength(1);
  });

  test("has no place outside of any host", () => {
    const stack = new TerraformStack(testApp(), "calendars");

    const text = refusalOf(() => makeService(stack, "caldav"));

    expect(text).toBe(`calendars/caldav: 1 problem

  ✗ scope   runs on no host
      got       a scope without a DockerHost above it: calendars
      expected  a DockerHost, or a construct below one
      fix       create it below a host: pass \`new DockerHost(stack, "host")\` as its scope`);
  });
});

describe("a health check", () => {
  test.each([
    [() => HealthCheck.command([]), "the program and its arguments as a list"],
    [() => HealthCheck.command("pg_isready" as never), "the program and its arguments as a list"],
    [() => (HealthCheck.command as () => unknown)(), "command   is required"],
    [() => HealthCheck.shell(" "), "a line for a shell, not empty"],
    [() => HealthCheck.command(["true"], { startPeriod: Duration.seconds(0) }), "a Duration from 0.001s to 24h"],
    [() => HealthCheck.command(["true"], { retries: 0 }), "a whole number from 1 to 1000"],
    [() => HealthCheck.shell("true", { intervall: 3 } as never), "did you mean `interval`?"],
  ])("is refused where the engine would take another in its place: %s", (make, expected) => {
    expect(refusalOf(make)).toContain(expected);
  });
});

describe("durations for the provider", () => {
  test.each([
    [Duration.seconds(30), "30s"],
    [Duration.seconds(60), "1m0s"],
    [Duration.seconds(90), "1m30s"],
    [Duration.hours(1), "1h0m0s"],
    [Duration.minutes(61.5), "1h1m30s"],
    [Duration.milliseconds(500), "500ms"],
    [Duration.milliseconds(1_500), "1.5s"],
    [Duration.seconds(0), "0s"],
  ])("%s is %s", (duration, expected) => {
    expect(goDuration(duration)).toBe(expected);
  });
});

describe("a job", () => {
  test("ends the deploy when it fails, and is tried again by the engine", () => {
    const config = configOf((host) => new OneShotJob(host, "schema", { image, script: "echo hi" }));

    expect(config).toMatchObject({
      name: "calendars-schema",
      entrypoint: ["/bin/sh", "-euc", "echo hi"],
      restart: "on-failure",
      must_run: false,
      attach: true,
      logs: true,
      network_mode: "none",
      memory: 128,
      memory_swap: 128,
      read_only: true,
    });
    expect(config.lifecycle).toEqual({
      postcondition: [
        {
          condition: "${self.exit_code == 0}",
          error_message:
            "calendars/host/schema did not succeed. Run `docker logs calendars-schema` on the host to see why. The engine tries again by itself: when the cause is gone, deploy again.",
        },
      ],
    });
    expect([config.rm, config.ports, config.wait]).toEqual([undefined, undefined, undefined]);
  });

  test("says what to run once", () => {
    const host = makeHost();

    const text = refusalOf(() => makeJob(host, "schema", { script: "true", command: ["true"] }));

    expect(text).toContain("script   says what to run, and so does `entrypoint` or `command`");
  });

  test("runs again when its script changes, and only then", () => {
    const labelOf = (script: string): string => configOf((host) => makeJob(host, "schema", { script })).labels[0].value;

    expect(labelOf("echo a")).toBe(labelOf("echo a"));
    expect(labelOf("echo b")).not.toBe(labelOf("echo a"));
  });
});

describe("two hosts in one stack", () => {
  test("have a provider each, and each container says which", () => {
    const stack = new TerraformStack(testApp(), "groupware");
    const near = new DockerHost(stack, "near", { engine: "unix:///var/run/docker.sock" });
    const far = new DockerHost(stack, "far", { engine: "ssh://deploy@far.example.org" });
    new ContainerService(near, "web", { image, healthCheck });
    new ContainerService(far, "web", { image: ContainerImage.fromRegistry("debian:12.12-slim"), healthCheck });

    const app = synthesized(stack);

    expect(app.stack("groupware").provider.docker.map(({ alias }: { alias?: string }) => alias)).toEqual([
      undefined,
      "far",
    ]);
    expect(app.resource("groupware/near/web").provider).toBe("docker");
    expect(app.resource("groupware/far/web").provider).toBe("docker.far");
    expect(Object.values(app.stack("groupware-images").resource.docker_image)).toEqual(
      expect.arrayContaining([
        { name: "debian:12.11-slim", provider: "docker", keep_locally: true },
        { name: "debian:12.12-slim", provider: "docker.far", keep_locally: true },
      ]),
    );
  });
});

test("lists props that do not fit and props that do not fit together in one error", () => {
  const props = { memory: "1g", openFiles: 1, publish: [{ containerPort: 80, hostPort: 8080 }] } as never;

  const refusal = refusalOf(() => makeService(makeHost(), "web", props));

  expect(refusal.split("\n")[0]).toBe("calendars/host/web: 3 problems");
  expect(refusal).toContain("✗ memory ");
  expect(refusal).toContain("✗ openFiles ");
  expect(refusal).toContain("✗ publish   needs a network");
});

describe("systemd as the first process", () => {
  it("gets the control groups of the host, a terminal, directories in memory, and the signal that stops it", () => {
    const config = configOf((host) => makeService(host, "mail", { systemd: true }));

    expect(config).toMatchObject({
      cgroupns_mode: "host",
      tty: true,
      stop_signal: "SIGRTMIN+3",
      read_only: false,
      volumes: [{ host_path: "/sys/fs/cgroup", container_path: "/sys/fs/cgroup", read_only: false }],
      tmpfs: {
        "/run": "rw,noexec,nosuid,nodev,mode=0755",
        "/run/lock": "rw,noexec,nosuid,nodev,mode=1777",
        "/tmp": "rw,noexec,nosuid,nodev,mode=1777",
      },
    });
    expect(config.privileged).toBeUndefined();
    expect(config.capabilities.drop).toEqual(["ALL"]);
    expect(config.capabilities.add).not.toContain("CAP_SYS_ADMIN");
  });

  it("is neither another user nor behind an init, and its files are not below what is in memory", () => {
    const host = makeHost();

    expect(
      refusalOf(() =>
        makeService(host, "mail", {
          systemd: true,
          user: "999:999",
          init: true,
          uploads: [
            { path: "/run/lock/a", content: "a" },
            { path: "/etc/a", content: "a" },
            { path: "/etc/a", content: "b" },
          ],
        }),
      ),
    ).toBe(
      `calendars/host/mail: 4 problems

  ✗ uploads[0]   would be hidden by the directory in memory at /run
      got       /run/lock/a
      expected  a path elsewhere
      fix       put it elsewhere

  ✗ uploads[2]   is uploaded twice
      got       /etc/a
      expected  each path once
      fix       remove one of them

  ✗ user   cannot be chosen where systemd is the first process
      got       999:999
      expected  root, from which systemd gives each service its own user
      fix       leave \`user\` out

  ✗ init   would take the place of systemd, which must be the first process
      expected  systemd as the first process
      fix       leave \`init\` out`,
    );
  });
});

describe("the network of the host", () => {
  it("is joined alone, and the topology knows the ports", () => {
    const host = makeHost();
    const service = makeService(host, "mail", {
      hostNetwork: { listens: [{ port: 25 }, { port: 53, protocol: "udp", address: "127.0.0.1" }] },
    });

    expect(synthesized(host).resource("calendars/host/mail").network_mode).toBe("host");
    expect(service.containerNode.usesHostNetwork).toBe(true);
    expect(
      service.containerNode.hostPorts.map(({ hostPort, protocol, address }) => [hostPort, protocol, address]),
    ).toEqual([
      [25, "tcp", "0.0.0.0"],
      [53, "udp", "127.0.0.1"],
    ]);
  });

  it("leaves no room for other networks and published ports", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });

    expect(
      refusalOf(() =>
        makeService(host, "mail", {
          hostNetwork: {},
          networks: [{ network }],
          publish: [{ containerPort: 25, hostPort: 25 }],
        }),
      ),
    ).toBe(
      `calendars/host/mail: 1 problem

  ✗ hostNetwork   leaves no room for other networks and published ports
      got       \`networks\` and \`publish\` beside it
      expected  the network of the host alone, or networks and published ports
      fix       leave \`hostNetwork\` out, or what is beside it`,
    );
  });
});

describe("uploads", () => {
  it("are written with their text as it is, and need a file system that can be written", () => {
    const uploads = [{ path: "/etc/a.sh", content: "echo ${HOME}", mode: "0755" }];

    expect(configOf((host) => makeService(host, "mail", { writableRoot: true, uploads })).upload).toEqual([
      { file: "/etc/a.sh", content: "echo $${HOME}", permissions: "0755" },
    ]);
    expect(refusalOf(() => makeService(makeHost(), "mail", { uploads }))).toContain(
      "cannot be written into a file system that is read-only",
    );
  });
});
