import { TerraformStack, TerraformVariable, Token } from "cdktf";
import type { ContainerServiceProps } from "cdktf-groupware";
import {
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  DataVolume,
  type DockerHost,
  Duration,
  HealthCheck,
  OneShotJob,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { synthesized } from "cdktf-groupware/testing";
import { image, makeHost, makeService } from "./blocks";

/** What others of the host are there for the container to use; the same in each synthesis. */
interface Surroundings {
  readonly host: DockerHost;
  readonly network: ServiceNetwork;
  readonly data: DataVolume;
  readonly job: OneShotJob;
}

function synthesize(props: (around: Surroundings) => Partial<ContainerServiceProps>): Json {
  const host = makeHost();
  const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });
  const data = new DataVolume(host, "data");
  const job = new OneShotJob(host, "job", { image, script: "true" });
  makeService(host, "caldav", props({ host, network, data, job }));
  return synthesized(host).resource("calendars/host/caldav");
}

function specLabel(config: Json): string {
  return config.labels[0].value;
}

/** A change of one prop, in the order before and after. */
type Change = readonly [
  prop: string,
  before: (around: Surroundings) => Partial<ContainerServiceProps>,
  after: (around: Surroundings) => Partial<ContainerServiceProps>,
];

const check = (retries: number) => HealthCheck.command(["true"], { retries });

/**
 * Every prop that says something of the container itself. For `env`, `healthcheck`, `init`, `tmpfs` and removed
 * `labels` the provider would plan nothing, or do nothing: the label alone makes it replace the container.
 */
const replacing: Change[] = [
  ["image", () => ({}), () => ({ image: ContainerImage.fromRegistry("debian:12.12-slim") })],
  ["containerName", () => ({}), () => ({ containerName: "dav" })],
  ["entrypoint", () => ({ entrypoint: ["/a"] }), () => ({ entrypoint: ["/b"] })],
  ["entrypoint, removed", () => ({ entrypoint: ["/a"] }), () => ({})],
  ["command", () => ({ command: ["a"] }), () => ({ command: ["a", "b"] })],
  ["environment", () => ({ environment: { A: "1" } }), () => ({ environment: { A: "2" } })],
  ["environment, last one removed", () => ({ environment: { A: "1" } }), () => ({})],
  [
    "environmentFromFiles",
    () => ({ command: ["a"], environmentFromFiles: { A: "/a" } }),
    () => ({ command: ["a"], environmentFromFiles: { B: "/a" } }),
  ],
  ["user", () => ({}), () => ({ user: "1000:1000" })],
  ["workingDirectory", () => ({}), () => ({ workingDirectory: "/srv" })],
  ["networks", () => ({}), ({ network }) => ({ networks: [{ network }] })],
  [
    "networks, aliases",
    ({ network }) => ({ networks: [{ network, aliases: ["a"] }] }),
    ({ network }) => ({ networks: [{ network, aliases: ["a", "b"] }] }),
  ],
  [
    "networks, ipv4Address",
    ({ network }) => ({ networks: [{ network, ipv4Address: "172.29.77.5" }] }),
    ({ network }) => ({ networks: [{ network, ipv4Address: "172.29.77.6" }] }),
  ],
  ["volumes", ({ data }) => ({ volumes: [data.mountAt("/a")] }), ({ data }) => ({ volumes: [data.mountAt("/b")] })],
  [
    "volumes, readOnly",
    ({ data }) => ({ volumes: [data.mountAt("/a")] }),
    ({ data }) => ({ volumes: [data.mountAt("/a", { readOnly: true })] }),
  ],
  [
    "temporaryDirectories",
    () => ({ temporaryDirectories: [{ path: "/tmp" }] }),
    () => ({ temporaryDirectories: [{ path: "/tmp", size: Size.mebibytes(128) }] }),
  ],
  ["sharedMemory", () => ({}), () => ({ sharedMemory: Size.mebibytes(128) })],
  ["openFiles", () => ({}), () => ({ openFiles: 1_024 })],
  ["capabilities", () => ({}), () => ({ capabilities: ["CAP_CHOWN"] })],
  ["writableRoot", () => ({}), () => ({ writableRoot: true })],
  ["newPrivileges", () => ({}), () => ({ newPrivileges: true })],
  ["sysctls", () => ({}), () => ({ sysctls: { "net.core.somaxconn": "1024" } })],
  ["revision", () => ({}), () => ({ revision: "2" })],
  ["healthCheck", () => ({ healthCheck: check(3) }), () => ({ healthCheck: check(4) })],
  ["stopGrace", () => ({}), () => ({ stopGrace: Duration.minutes(2) })],
  ["stopSignal", () => ({}), () => ({ stopSignal: "SIGQUIT" })],
  [
    "publish",
    ({ network }) => ({ networks: [{ network }], publish: [{ containerPort: 80, hostPort: 80 }] }),
    ({ network }) => ({ networks: [{ network }], publish: [{ containerPort: 80, hostPort: 81 }] }),
  ],
  ["hostname", () => ({}), () => ({ hostname: "dav" })],
  ["domainName", () => ({}), () => ({ domainName: "example.org" })],
  ["init", () => ({}), () => ({ init: true })],
  ["hostNetwork", () => ({}), () => ({ hostNetwork: {} })],
  ["dnsServers", () => ({}), () => ({ dnsServers: ["9.9.9.9"] })],
  ["systemd", () => ({}), () => ({ systemd: true })],
  [
    "uploads",
    () => ({ writableRoot: true, uploads: [{ path: "/etc/a", content: "1" }] }),
    () => ({ writableRoot: true, uploads: [{ path: "/etc/a", content: "2" }] }),
  ],
];

/** Props that the engine or the provider changes while the container runs, or that say nothing of it. */
const inPlace: Change[] = [
  ["memory", () => ({}), () => ({ memory: Size.mebibytes(512) })],
  ["startTimeout", () => ({}), () => ({ startTimeout: Duration.minutes(5) })],
  ["startsAfter", () => ({}), ({ job }) => ({ startsAfter: [job] })],
  ["replicasOf", () => ({}), ({ host }) => ({ replicasOf: host })],
  ["hostNetwork, another port", () => ({ hostNetwork: {} }), () => ({ hostNetwork: { listens: [{ port: 25 }] } })],
  [
    "environment, in another order",
    () => ({ environment: { A: "1", B: "2" } }),
    () => ({ environment: { B: "2", A: "1" } }),
  ],
  [
    "capabilities, in another order",
    () => ({ capabilities: ["CAP_CHOWN", "CAP_FOWNER"] }),
    () => ({ capabilities: ["CAP_FOWNER", "CAP_CHOWN"] }),
  ],
  [
    "networks, aliases in another order",
    ({ network }) => ({ networks: [{ network, aliases: ["a", "b"] }] }),
    ({ network }) => ({ networks: [{ network, aliases: ["b", "a"] }] }),
  ],
  [
    "dnsServers, in another order",
    () => ({ dnsServers: ["9.9.9.9", "1.1.1.1"] }),
    () => ({ dnsServers: ["1.1.1.1", "9.9.9.9"] }),
  ],
  [
    "volumes, in another order",
    ({ data }) => ({ volumes: [data.mountAt("/a"), data.mountAt("/b", { readOnly: true })] }),
    ({ data }) => ({ volumes: [data.mountAt("/b", { readOnly: true }), data.mountAt("/a")] }),
  ],
];

describe("a change", () => {
  test.each(replacing)("of %s replaces the container", (_prop, before, after) => {
    expect(specLabel(synthesize(after))).not.toBe(specLabel(synthesize(before)));
  });

  test.each(inPlace)("of %s leaves it running", (_prop, before, after) => {
    expect(specLabel(synthesize(after))).toBe(specLabel(synthesize(before)));
  });

  test("of no prop is no change", () => {
    expect(synthesize(() => ({}))).toEqual(synthesize(() => ({})));
  });

  test("of every prop is in one of the tables", () => {
    const props: Record<keyof ContainerServiceProps, true> = {
      ...{ image: true, containerName: true, entrypoint: true, command: true, environment: true, user: true },
      ...{ environmentFromFiles: true, workingDirectory: true, networks: true, volumes: true, startsAfter: true },
      ...{ temporaryDirectories: true, memory: true, sharedMemory: true, openFiles: true, capabilities: true },
      ...{ writableRoot: true, newPrivileges: true, sysctls: true, revision: true, healthCheck: true },
      ...{ startTimeout: true, stopGrace: true, stopSignal: true, publish: true, hostname: true, init: true },
      ...{ domainName: true, replicasOf: true, hostNetwork: true, dnsServers: true, uploads: true, systemd: true },
    };

    const tested = new Set([...replacing, ...inPlace].map(([prop]) => prop.split(",")[0]));

    expect(tested).toEqual(new Set(Object.keys(props)));
  });

  test("of the memory changes the swap with it", () => {
    const { memory, memory_swap } = synthesize(() => ({ memory: Size.mebibytes(512) }));

    expect([memory, memory_swap]).toEqual([512, 512]);
  });
});

describe("a value that only Terraform knows", () => {
  test("is noticed by the id of a terraform_data, and no digest of it stands in the label", () => {
    const host = makeHost();
    const token = new TerraformVariable(TerraformStack.of(host), "token", { type: "string" });
    makeService(host, "caldav", { environment: { PLAIN: "a", LATE: `Bearer ${token.stringValue}` } });

    const app = synthesized(host);

    const values = app.resource("calendars/host/caldav/Values");
    expect(values).toEqual({ triggers_replace: { "0": "LATE=Bearer ${var.token}" } });
    expect(specLabel(app.resource("calendars/host/caldav"))).toMatch(
      /^[0-9a-f]{16}\.\$\{terraform_data\.\w+_Values_\w+\.id\}$/,
    );
  });

  test("leaves the rest of the label alone, however many other tokens the program makes", () => {
    const labelWith = (others: number): string => {
      const host = makeHost();
      for (let count = 0; count < others; count++) Token.asString({ resolve: () => String(count) });
      const token = new TerraformVariable(TerraformStack.of(host), "token", { type: "string" });
      makeService(host, "caldav", { environment: { LATE: token.stringValue } });
      return specLabel(synthesized(host).resource("calendars/host/caldav"));
    };

    expect(labelWith(20)).toBe(labelWith(0));
  });

  test("may be a whole list", () => {
    const host = makeHost();
    const words = new TerraformVariable(TerraformStack.of(host), "words", { type: "list(string)" });
    makeService(host, "caldav", { command: words.listValue });

    const app = synthesized(host);

    expect(app.resource("calendars/host/caldav").command).toBe("${var.words}");
    expect(app.resource("calendars/host/caldav/Values").triggers_replace).toEqual({ "0": "${var.words}" });
  });

  test("stands in the topology as its expression", () => {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    const variable = (name: string): string => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const network = new ServiceNetwork(host, "net", { subnet: "172.29.77.0/24" });

    const { containerNode } = makeService(host, "caldav", {
      containerName: variable("name"),
      networks: [{ network, aliases: [variable("alias")], ipv4Address: variable("address") }],
      publish: [
        {
          containerPort: 80,
          hostPort: new TerraformVariable(stack, "port", { type: "number" }).numberValue,
          address: variable("listen"),
        },
      ],
    });

    expect(containerNode.name).toBe("${var.name}");
    expect(containerNode.endpoints[0]).toMatchObject({ aliases: ["${var.alias}"], ipv4Address: "${var.address}" });
    expect(containerNode.publishedPorts[0]).toMatchObject({
      hostPort: undefined,
      hostPortExpression: "${var.port}",
      address: "${var.listen}",
    });
  });
});

describe("files of a ConfigVolume", () => {
  const labelWith = (content: string, watched: boolean): string => {
    const host = makeHost();
    const files = new ConfigVolume(host, "files", { image, files: [ConfigFile.fromText("a.conf", content)], watched });
    makeService(host, "caldav", { volumes: [files.mountAt("/config")] });
    return specLabel(synthesized(host).resource("calendars/host/caldav"));
  };

  test("replace the container when they change", () => {
    expect(labelWith("b", false)).not.toBe(labelWith("a", false));
  });

  test("leave it running where it watches them", () => {
    expect(labelWith("b", true)).toBe(labelWith("a", true));
  });
});
