import type { DockerHost } from "cdktf-groupware";
import {
  CalDavKeys,
  CalendarsBackend,
  ContainerImage,
  DataVolume,
  Duration,
  PostfixRelay,
  PostgresWithExtensions,
  SabreCalDav,
  Secret,
  ServiceNetwork,
  Size,
  Smarthost,
} from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";

/*
 * What a service passes on to its containers, volumes and jobs is looked at by the service itself: one error, at its own
 * path, with the names that a user wrote. Whatever were left to a part would end up in a second error, under the path of
 * that part.
 */

interface Surroundings {
  readonly host: DockerHost;
  readonly network: ServiceNetwork;
  readonly other: ServiceNetwork;
}

interface Service {
  readonly make: (around: Surroundings, props: object) => unknown;
  /** Props of which no two are in conflict, with a value that a container would refuse, and what the error names. */
  readonly bad: (around: Surroundings) => Readonly<Record<string, { value: unknown; named?: string[] }>>;
}

const key = Secret.fromVariable("key");
const tooLong = { value: Duration.hours(25) };
const tooSmall = { value: Size.mebibytes(1) };

function backend({ host, network }: Surroundings, props: object = {}): CalendarsBackend {
  return new CalendarsBackend(host, "backend", {
    image: ContainerImage.fromRegistry("registry.example.org/calendars-backend:0.1.0"),
    network,
    keys: CalDavKeys.same(key),
    ...props,
  });
}

function server({ host, network }: Surroundings, props: object = {}): PostgresWithExtensions {
  return new PostgresWithExtensions(host, "postgres", { network, version: "16", ...props });
}

/** Attachments with all that can be wrong about one. */
function attachments({ network, other }: Surroundings): { value: unknown; named: string[] } {
  return {
    value: [
      { network, aliases: ["under_score"], ipv4Address: "172.29.0", alias: "typo" },
      { network: {} },
      { network: { networkNode: {}, networkName: "forged" } },
      { network: other },
      { network: other },
    ],
    named: [
      "networks[0].aliases[0]",
      "networks[0].ipv4Address",
      "networks[0].alias",
      "networks[1].network",
      "networks[2].network",
      "networks[4]",
    ],
  };
}

const SERVICES: Readonly<Record<string, Service>> = {
  postgres: {
    make: server,
    bad: ({ network, other }) => ({
      furtherNetworks: { value: [other, network, other], named: ["furtherNetworks[1]", "furtherNetworks[2]"] },
      alias: { value: "under_score" },
      superuserPassword: { value: "geheim" },
      storage: { value: { volumeNode: {}, mountAt: () => ({}) } },
      memory: tooSmall,
      sharedMemory: { value: Size.bytes(1) },
      publish: { value: { port: 0, address: "localhost" }, named: ["publish.port", "publish.address"] },
      startTimeout: { value: Duration.minutes(21) },
      stopGrace: tooLong,
    }),
  },
  "postgres, patience": {
    make: server,
    bad: () => ({ startTimeout: { value: Duration.seconds(5) }, stopGrace: { value: Duration.seconds(0) } }),
  },
  caldav: {
    make: (around, props) =>
      new SabreCalDav(around.host, "caldav", {
        backend: backend(around),
        database: server(around).addDatabase("caldav"),
        ...props,
      }),
    bad: (around) => ({
      alias: { value: "under_score" },
      networks: attachments(around),
      phpMemory: tooSmall,
      memory: tooSmall,
      stopGrace: tooLong,
    }),
  },
  backend: {
    make: backend,
    bad: (around) => ({
      alias: { value: "under_score" },
      ipv4Address: { value: "172.29.0" },
      networks: attachments(around),
      environment: { value: { "A-B": "1", PORT: 80, SECRET: key, TWICE: "1" }, named: ["A-B", "PORT", "SECRET"] },
      secretEnvironment: { value: { TWICE: key, PLAIN: "geheim" }, named: ["TWICE", "PLAIN"] },
      user: { value: "root" },
      command: { value: [] },
      memory: tooSmall,
      stopGrace: tooLong,
    }),
  },
  "backend, start": {
    make: backend,
    bad: ({ network }) => ({
      networks: { value: [{ network }], named: ["networks[0]"] },
      secretEnvironment: { value: { EXPORTED: key }, named: ["command"] },
      memory: tooSmall,
    }),
  },
  relay: {
    make: ({ host, network }, props) =>
      new PostfixRelay(host, "relay", {
        networks: [network],
        mailName: "calendar.example.org",
        rootAddress: "root@example.org",
        smarthost: Smarthost.of("smtp.example.org"),
        ...props,
      }),
    bad: ({ network, other }) => ({
      networks: { value: [network, other, network], named: ["networks[2]"] },
      exporterNetworks: { value: [other, other], named: ["exporterNetworks[1]"] },
      alias: { value: "under_score" },
      queue: { value: { volume: { volumeNode: {} }, lifetime: Duration.days(31) }, named: ["volume", "lifetime"] },
      dkim: { value: { network: { networkNode: {} }, key: "geheim" }, named: ["dkim.network", "dkim.key"] },
      submission: {
        value: { users: [], certificate: key, privateKey: key, publish: { hostPort: 0, address: "localhost" } },
        named: ["submission.users", "submission.publish.hostPort", "submission.publish.address"],
      },
      memory: tooSmall,
      stopGrace: tooLong,
    }),
  },
};

function surroundings(): Surroundings {
  const host = makeHost();
  const network = new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
  const other = new ServiceNetwork(host, "other", { subnet: "172.30.0.0/24" });
  return { host, network, other };
}

describe.each(Object.entries(SERVICES))("%s", (title, { make, bad }) => {
  const [id] = title.split(",");

  test("lists all problems of what it passes on in one error of its own", () => {
    const around = surroundings();
    const values = bad(around);
    const props = Object.fromEntries(Object.entries(values).map(([prop, { value }]) => [prop, value]));

    const refusal = refusalOf(() => make(around, props));

    expect(refusal.split("\n")[0]).toMatch(new RegExp(`^calendars/host/${id}: \\d+ problems$`));
    for (const [prop, { named = [prop] }] of Object.entries(values)) {
      for (const name of named) expect(refusal).toMatch(problemAt(name));
    }
  });

  test.each(Object.keys(bad(surroundings())))("refuses a bad `%s` at its own path", (prop) => {
    const around = surroundings();

    const refusal = refusalOf(() => make(around, { [prop]: bad(around)[prop].value }));

    expect(refusal).toMatch(new RegExp(`^calendars/host/${id}: \\d+ problems?$`, "m"));
    expect(refusal).not.toContain("geheim");
    expect(refusal.match(/^calendars\/.*$/gm)).toHaveLength(1);
  });
});

test("a network that two constructs stand for is joined once", () => {
  const around = surroundings();
  const sameNetwork = { ...around.other, networkNode: around.network.networkNode, networkName: "messages" };

  const refusal = refusalOf(() => server(around, { furtherNetworks: [sameNetwork] }));

  expect(refusal).toContain("furtherNetworks[0]   is joined twice");
});

test("a volume that is mounted at no path is refused where it is mounted", () => {
  const { host } = surroundings();

  expect(refusalOf(() => new DataVolume(host, "data").mountAt("/data", { readonly: true } as object))).toContain(
    "calendars/host/data: 1 problem",
  );
});

/** A line that says what is wrong with the prop, or with a part of it. */
function problemAt(name: string): RegExp {
  const literal = name.replace(/[[\].]/g, "\\$&");
  return new RegExp(`^ {2}✗ (\\S+\\.)?${literal} {3}`, "m");
}
