import type { DatabaseServerNode } from "../../../src/topology";
import { ContainerKind, ImageSource } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

function withRole(deployment: Deployment, facts: Parameters<Deployment["server"]>[1] = {}): DatabaseServerNode {
  const server = deployment.server("postgres", facts);
  server.declareRole({ construct: server.construct, name: "caldav" });
  return server;
}

function withClient(deployment: Deployment, role: string, facts: Parameters<Deployment["server"]>[1] = {}): void {
  const database = deployment.database(withRole(deployment, facts), "calendars", { owner: "caldav" });
  database.connect({ container: deployment.service("caldav"), role, startsAfter: [] });
}

describeRule("database/owner-declared", {
  passes: {
    "a declared role, and the superuser": (deployment) => {
      const server = withRole(deployment);
      deployment.database(server, "calendars", { owner: "caldav" });
      deployment.database(server, "messages", { owner: "postgres" });
    },
  },
  fails: {
    "a role that nobody declares": {
      given: (deployment) => void deployment.database(withRole(deployment), "calendars", { owner: "calendar" }),
      text: `
        calendars/host/calendars: 1 problem

          ✗ database/owner-declared   the database calendars belongs to calendar, which is no role of calendars/host/postgres
              got       calendar
              expected  postgres or caldav
              fix       name a declared role as \`owner\`, or leave \`owner\` out
              accept    Invariants.of(calendars).acknowledge("database/owner-declared", "<reason>")
      `,
    },
  },
  unknown: {
    "an owner from a variable": {
      given: (deployment) =>
        void deployment.database(withRole(deployment), "calendars", { owner: deployment.variable("owner") }),
      what: "the database calendars belongs to ${var.owner}, which is no role of calendars/host/postgres",
      holds: { owner: "caldav" },
      breaks: { owner: "calendar" },
    },
    "a server that somebody else runs": {
      given: (deployment) =>
        void deployment.database(withRole(deployment, { isAdopted: true }), "calendars", { owner: "messages" }),
      what: "whether calendars/host/postgres, which somebody else runs, has the role messages is not known here",
    },
  },
});

describeRule("database/one-owner", {
  passes: {
    "two who name one owner": (deployment) => {
      const server = deployment.server("postgres");
      deployment.database(server, "calendars", { id: "a", owner: "caldav" });
      deployment.database(server, "calendars", { id: "b", owner: "caldav" });
    },
  },
  fails: {
    "two who name an owner each": {
      given: (deployment) => {
        const server = deployment.server("postgres");
        deployment.database(server, "calendars", { id: "a", owner: "caldav" });
        deployment.database(server, "calendars", { id: "b", owner: "messages" });
      },
      text: `
        calendars/host/a: 1 problem

          ✗ database/one-owner   the database calendars has another owner in calendars/host/b
              got       caldav, messages
              expected  one owner
              fix       give each its own database, or name one \`owner\`
      `,
    },
    "an owner each on a server that two constructs adopt": {
      given: (deployment) => {
        const network = deployment.network("shared");
        for (const owner of ["caldav", "messages"]) {
          const container = deployment.external(`${owner}-server`, {
            containerName: "postgresql",
            networks: [{ network }],
          });
          deployment.database(deployment.server(owner, { container }), "calendars", { id: owner, owner });
        }
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/one-owner   the database calendars has another owner in calendars/host/messages
              got       caldav, messages
              expected  one owner
              fix       give each its own database, or name one \`owner\`
      `,
    },
  },
  unknown: {
    "an owner from a variable": {
      given: (deployment) => {
        const server = deployment.server("postgres");
        deployment.database(server, "calendars", { id: "a", owner: "caldav" });
        deployment.database(server, "calendars", { id: "b", owner: deployment.variable("owner") });
      },
      what: "a database of calendars/host/postgres is declared twice, with different owners",
      holds: { owner: "caldav" },
      breaks: { owner: "messages" },
    },
  },
});

describeRule("database/identifier-length", {
  passes: {
    "63 bytes": (deployment) => void deployment.database(deployment.server("postgres"), "ä".repeat(31), { id: "db" }),
  },
  fails: {
    "64 bytes": {
      given: (deployment) =>
        void deployment.database(deployment.server("postgres"), "ä".repeat(32), { id: "calendars" }),
      text: `
        calendars/host/calendars: 1 problem

          ✗ database/identifier-length   the name ääääääääääääääääääääääääääääääää of a database is too long
              got       64 bytes
              expected  1 to 63 bytes
              fix       give the database a name of 1 to 63 bytes
      `,
    },
    "no name": {
      given: (deployment) => {
        const database = deployment.database(deployment.server("postgres"), "calendars");
        database.requireSchema({ construct: database.construct, name: "" });
      },
      text: `
        calendars/host/calendars: 1 problem

          ✗ database/identifier-length   the name of a schema is empty
              got       0 bytes
              expected  1 to 63 bytes
              fix       give the schema a name of 1 to 63 bytes
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => {
        const server = deployment.server("postgres");
        server.declareRole({ construct: server.construct, name: deployment.variable("role") });
      },
      what: "the name ${var.role} of a role is empty or has more than 63 bytes",
      holds: { role: "ä".repeat(31) },
      breaks: { role: "ä".repeat(32) },
    },
  },
});

describeRule("database/reserved-name", {
  passes: { "names of an application": (deployment) => void deployment.database(withRole(deployment), "calendars") },
  fails: {
    "names that PostgreSQL keeps for itself": {
      given: (deployment) => {
        const server = deployment.server("postgres");
        server.declareRole({ construct: server.construct, name: "pg_caldav" });
        const database = deployment.database(server, "template1");
        database.requireSchema({ construct: database.construct, name: "information_schema" });
      },
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/reserved-name   pg_caldav is no name for a role: PostgreSQL keeps it for itself
              got       pg_caldav
              expected  a name of the application's own
              fix       give the role another name
              accept    Invariants.of(postgres).acknowledge("database/reserved-name", "<reason>")

        calendars/host/template1: 2 problems

          ✗ database/reserved-name   information_schema is no name for a schema: PostgreSQL keeps it for itself
              got       information_schema
              expected  a name of the application's own
              fix       give the schema another name
              accept    Invariants.of(template1).acknowledge("database/reserved-name", "<reason>")

          ✗ database/reserved-name   template1 is no name for a database: PostgreSQL keeps it for itself
              got       template1
              expected  a name of the application's own
              fix       give the database another name
              accept    Invariants.of(template1).acknowledge("database/reserved-name", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) =>
        void deployment.database(deployment.server("postgres"), deployment.variable("name"), { id: "db" }),
      what: "${var.name} is no name for a database: PostgreSQL keeps it for itself",
      holds: { name: "postgres2" },
      breaks: { name: "postgres" },
    },
  },
});

const AVAILABLE = [{ name: "pg_trgm" }, { name: "pg_stat_statements", preloadLibrary: "pg_stat_statements" }];

function withExtension(
  deployment: Deployment,
  name: string,
  facts: Parameters<Deployment["server"]>[1] = { availableExtensions: AVAILABLE },
): void {
  const image = deployment.image("postgres:16.13-bookworm");
  const database = deployment.database(deployment.server("postgres", { joined: { image }, ...facts }), "indico");
  database.requireExtension({ construct: database.construct, name });
}

describeRule("database/extension-available", {
  passes: {
    "an extension of the image": (deployment) => withExtension(deployment, "pg_trgm"),
    "what is in every database": (deployment) => withExtension(deployment, "plpgsql"),
  },
  fails: {
    "an extension of another image": {
      given: (deployment) => withExtension(deployment, "vector"),
      text: `
        calendars/host/indico: 1 problem

          ✗ database/extension-available   the database indico needs the extension vector, which postgres:16.13-bookworm does not carry
              got       vector
              expected  an extension of that image
              fix       give calendars/host/postgres an image that carries vector, or do without the extension
              accept    Invariants.of(indico).acknowledge("database/extension-available", "<reason>")
      `,
    },
    "a misspelt extension": {
      given: (deployment) => withExtension(deployment, "pg-trgm"),
      text: `
        calendars/host/indico: 1 problem

          ✗ database/extension-available   the database indico needs the extension pg-trgm, which postgres:16.13-bookworm does not carry
              got       pg-trgm
              expected  an extension of that image; did you mean pg_trgm?
              fix       give calendars/host/postgres an image that carries pg-trgm, or do without the extension
              accept    Invariants.of(indico).acknowledge("database/extension-available", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => withExtension(deployment, deployment.variable("extension")),
      what: "the database indico needs the extension ${var.extension}, which postgres:16.13-bookworm does not carry",
      holds: { extension: "pg_trgm" },
      breaks: { extension: "vector" },
    },
    "a server of which nothing is said": {
      given: (deployment) => withExtension(deployment, "pg_trgm", { isAdopted: true }),
      what: "whether calendars/host/postgres has the extension pg_trgm, which indico needs, is not known here",
    },
  },
});

describeRule("database/preload-present", {
  passes: {
    "the library is loaded": (deployment) =>
      withExtension(deployment, "pg_stat_statements", {
        availableExtensions: AVAILABLE,
        preloadLibraries: ["auto_explain", "pg_stat_statements"],
      }),
  },
  fails: {
    "the library is not loaded": {
      given: (deployment) => withExtension(deployment, "pg_stat_statements"),
      text: `
        calendars/host/indico: 1 problem

          ✗ database/preload-present   calendars/host/postgres does not preload pg_stat_statements, which the extension pg_stat_statements needs
              got       shared_preload_libraries = (empty)
              expected  pg_stat_statements among them
              fix       add pg_stat_statements to the preloaded libraries of calendars/host/postgres
              accept    Invariants.of(indico).acknowledge("database/preload-present", "<reason>")
      `,
    },
  },
});

describeRule("database/role-declared", {
  passes: { "the owner": (deployment) => withClient(deployment, "caldav") },
  fails: {
    "a stranger": {
      given: (deployment) => withClient(deployment, "calendar"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/role-declared   caldav connects to calendars as calendar, which is no role of calendars/host/postgres
              got       calendar
              expected  caldav or postgres
              fix       let it connect as caldav, the owner of the database
              accept    Invariants.of(caldav).acknowledge("database/role-declared", "<reason>")
      `,
    },
  },
  unknown: {
    "a role from a variable": {
      given: (deployment) => withClient(deployment, deployment.variable("role")),
      what: "caldav connects to calendars as ${var.role}, which is no role of calendars/host/postgres",
      holds: { role: "caldav" },
      breaks: { role: "calendar" },
    },
    "a role of a server that somebody else runs": {
      given: (deployment) => withClient(deployment, "messages", { isAdopted: true }),
      what: "whether calendars/host/postgres, which somebody else runs, has the role messages is not known here",
    },
  },
});

describeRule("database/not-superuser", {
  passes: { "the owner": (deployment) => withClient(deployment, "caldav") },
  fails: {
    "the superuser": {
      given: (deployment) => withClient(deployment, "messages", { superuser: "messages", isAdopted: true }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/not-superuser   warning: caldav connects to calendars as the superuser messages
              got       messages
              expected  a role that owns this database only
              fix       let \`addDatabase\` make a role of its own for the service, and connect as that
              accept    Invariants.of(caldav).acknowledge("database/not-superuser", "<reason>")
      `,
    },
  },
  unknown: {
    "a role from a variable": {
      given: (deployment) => withClient(deployment, deployment.variable("role")),
      what: "whether caldav connects to calendars as the superuser is known to Terraform only",
    },
  },
});

function withTwoClients(deployment: Deployment, one: object, other: object): void {
  const database = deployment.database(deployment.server("postgres"), "calendars");
  [one, other].forEach((client, index) =>
    database.connect({
      container: deployment.service(`client${index}`),
      role: "caldav",
      startsAfter: [],
      ...client,
    }),
  );
}

describeRule("database/not-shared", {
  passes: {
    "web and worker of one application": (deployment) => withTwoClients(deployment, {}, {}),
  },
  fails: {
    "two roles": {
      given: (deployment) => withTwoClients(deployment, { schema: "sabre" }, { role: "django" }),
      text: `
        calendars/host/calendars: 1 problem

          ✗ database/not-shared   warning: several applications share the database calendars
              got       client0 as caldav in sabre, client1 as django in public
              expected  one role and one schema
              fix       give each its own database with \`addDatabase\`
              accept    Invariants.of(calendars).acknowledge("database/not-shared", "<reason>")
      `,
    },
  },
});

/** Two clients, each of the application that has its id. */
function ofApplications(deployment: Deployment, one: [string, object?], other: [string, object?]): void {
  const ids = [...new Set([one[0], other[0]])];
  const applications = new Map(ids.map((id) => [id, deployment.service(id)]));
  const [first, second] = [one, other].map(([id, client]) => ({ application: applications.get(id), ...client }));
  withTwoClients(deployment, first, second);
}

describeRule("database/schema-not-shared", {
  passes: {
    "the CalDAV server and the backend of one application": (deployment) =>
      ofApplications(deployment, ["backend"], ["backend"]),
    "two applications with a schema each": (deployment) =>
      ofApplications(deployment, ["one", { schema: "one" }], ["two", { schema: "two" }]),
    "clients of which nobody knows whose they are, beside one that is known": (deployment) =>
      withTwoClients(deployment, { application: deployment.service("backend") }, {}),
  },
  fails: {
    "two CalDAV servers with a backend each": {
      given: (deployment) =>
        ofApplications(deployment, ["backend-a", { schema: "sabre" }], ["backend-b", { schema: "sabre" }]),
      text: `
        calendars/host/calendars: 1 problem

          ✗ database/schema-not-shared   several applications keep their tables in the schema sabre of the database calendars
              got       client0 of backend-a, client1 of backend-b
              expected  one application
              fix       give each its own database with \`addDatabase\`, or its own schema
              accept    Invariants.of(calendars).acknowledge("database/schema-not-shared", "<reason>")
      `,
    },
  },
});

describeRule("database/reachable", {
  passes: {
    "a common network, that two constructs adopt": (deployment) => {
      const facts = { name: "messages_internal", isAdopted: true };
      const [one, other] = [deployment.network("a", facts), deployment.network("b", facts)];
      const server = deployment.server("postgres", { joined: { networks: [{ network: one }] } });
      const container = deployment.service("caldav", { networks: [{ network: other }] });
      deployment.database(server, "calendars").connect({ container, role: "caldav", startsAfter: [] });
    },
    "a port of the host, for a client on the network of the host": (deployment) => {
      const server = deployment.server("postgres", { joined: { publish: [{ containerPort: 5432 }] } });
      const container = deployment.service("mail", { usesHostNetwork: true });
      deployment.database(server, "mail-db").connect({ container, role: "mail", startsAfter: [] });
    },
  },
  fails: {
    "a network each": {
      given: (deployment) => {
        const server = deployment.server("postgres", {
          joined: { networks: [{ network: deployment.network("data") }] },
        });
        const container = deployment.service("caldav", { networks: [{ network: deployment.network("web") }] });
        deployment.database(server, "calendars").connect({ container, role: "caldav", startsAfter: [] });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/reachable   caldav uses the database calendars and shares no network with calendars/host/postgres
              got       web and data
              expected  one network that both are on
              fix       add a network of calendars/host/postgres to \`networks\` of calendars/host/caldav
              accept    Invariants.of(caldav).acknowledge("database/reachable", "<reason>")
      `,
    },
    "two hosts": {
      given: (deployment) => {
        const host = deployment.addHost("data", { engine: "ssh://data.example.org" });
        const network = deployment.network("internal", { host });
        const server = deployment.server("postgres", { joined: { host, networks: [{ network }] } });
        const container = deployment.service("caldav", { networks: [{ network: deployment.network("internal") }] });
        deployment.database(server, "calendars").connect({ container, role: "caldav", startsAfter: [] });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/reachable   caldav uses the database calendars, which is on another host
              got       calendars/host and calendars/data
              expected  one host, on which both share a network
              fix       create the client below the host of its database server
              accept    Invariants.of(caldav).acknowledge("database/reachable", "<reason>")
      `,
    },
  },
  unknown: {
    "a server of somebody else on networks that nobody named": {
      given: (deployment) => withClient(deployment, "caldav", { isAdopted: true }),
      what: "whether caldav reaches calendars/host/postgres, which somebody else runs, is not known here",
    },
  },
});

describeRule("database/starts-after-maker", {
  passes: {
    "after the job": (deployment) => {
      const server = deployment.server("postgres");
      const job = deployment.job("reconcile", { startsAfter: [server.construct] });
      const schema = deployment.job("schema", { startsAfter: [job.construct] });
      const container = deployment.service("caldav", { startsAfter: [schema.construct] });
      deployment
        .database(server, "calendars", { madeBy: job.construct })
        .connect({ container, role: "caldav", startsAfter: [] });
    },
    "after the server, where the database comes with it": (deployment) => {
      const server = deployment.server("postgres");
      const container = deployment.service("caldav");
      deployment.database(server, "calendars").connect({ container, role: "caldav", startsAfter: [server.construct] });
    },
  },
  fails: {
    "after the server, where a job makes the database": {
      given: (deployment) => {
        const server = deployment.server("postgres");
        const job = deployment.job("reconcile", { startsAfter: [server.construct] });
        const container = deployment.service("caldav", { startsAfter: [server.construct] });
        deployment
          .database(server, "calendars", { madeBy: job.construct })
          .connect({ container, role: "caldav", startsAfter: [server.construct] });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/starts-after-maker   caldav may start before its database calendars exists
              got       calendars/host/postgres
              expected  a start after calendars/host/reconcile, which makes the database
              fix       add calendars/host/reconcile to \`startsAfter\`
              accept    Invariants.of(caldav).acknowledge("database/starts-after-maker", "<reason>")
      `,
    },
    "after nothing": {
      given: (deployment) => withClient(deployment, "caldav"),
      text: `
        calendars/host/caldav: 1 problem

          ✗ database/starts-after-maker   caldav may start before its database calendars exists
              got       it starts after nothing
              expected  a start after calendars/host/postgres, which makes the database
              fix       add calendars/host/postgres to \`startsAfter\`
              accept    Invariants.of(caldav).acknowledge("database/starts-after-maker", "<reason>")
      `,
    },
  },
});

function withPools(deployment: Deployment, maxConnections: number): void {
  const server = deployment.server("postgres", { maxConnections });
  const pool = (id: string, connections?: number): void => {
    const container = deployment.service(id);
    deployment
      .database(server, `${id}-db`)
      .connect({ container, role: id, startsAfter: [], maxConnections: connections });
  };
  pool("caldav", 10);
  pool("indico", 20);
  pool("other");
}

describeRule("database/connections", {
  passes: { "34 connections for 30": (deployment) => withPools(deployment, 34) },
  fails: {
    "33 connections for 30": {
      given: (deployment) => withPools(deployment, 33),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/connections   clients of calendars/host/postgres may hold 30 connections, and it accepts 33
              got       caldav: 10, indico: 20
              expected  less than 30 together: 3 are kept for the superuser
              fix       raise \`maxConnections\` above 33, or give the clients smaller pools
              accept    Invariants.of(postgres).acknowledge("database/connections", "<reason>")
      `,
    },
  },
});

const MEMORY = { sharedBuffersMebibytes: 256, workMemoryMebibytes: 4, maxConnections: 64 };

describeRule("database/memory", {
  passes: {
    "memory for all": (deployment) =>
      void deployment.server("postgres", { ...MEMORY, joined: { memoryMebibytes: 512 } }),
  },
  fails: {
    "memory for less": {
      given: (deployment) => void deployment.server("postgres", { ...MEMORY, joined: { memoryMebibytes: 511 } }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/memory   calendars/host/postgres may use 512 MiB, and its container has 511
              got       256 MiB of shared buffers and 64 connections with 4 MiB each
              expected  at most 511 MiB
              fix       give \`memory\` more, or lower \`maxConnections\`, shared buffers or work memory
              accept    Invariants.of(postgres).acknowledge("database/memory", "<reason>")
      `,
    },
  },
});

describeRule("database/shared-memory", {
  passes: {
    "256 MiB": (deployment) => void deployment.server("postgres", { sharedMemoryMebibytes: 256 }),
  },
  fails: {
    "nothing said": {
      given: (deployment) => void deployment.server("postgres"),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/shared-memory   warning: calendars/host/postgres has little shared memory
              got       the engine's 64 MiB
              expected  more than 64 MiB
              fix       set \`sharedMemory\`, such as Size.mebibytes(256)
              accept    Invariants.of(postgres).acknowledge("database/shared-memory", "<reason>")
      `,
    },
  },
});

function mountedAt(deployment: Deployment, path: string, facts: Parameters<Deployment["server"]>[1]): void {
  deployment.server("postgres", { ...facts, joined: { mounts: [{ volume: deployment.volume("data"), path }] } });
}

describeRule("database/data-mounted", {
  passes: {
    "data in the volume": (deployment) =>
      mountedAt(deployment, "/var/lib/postgresql", { dataDirectory: "/var/lib/postgresql/18/docker" }),
  },
  fails: {
    "data beside the volume": {
      given: (deployment) =>
        mountedAt(deployment, "/var/lib/postgresql/18", { dataDirectory: "/var/lib/postgresql/18-data" }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/data-mounted   the data of calendars/host/postgres lies in no volume
              got       data in /var/lib/postgresql/18-data, volumes at /var/lib/postgresql/18
              expected  a volume at /var/lib/postgresql/18-data or above
              fix       mount a \`DataVolume\` there
      `,
    },
  },
});

describeRule("database/volume-layout", {
  passes: {
    "the layout of version 17": (deployment) => mountedAt(deployment, "/var/lib/postgresql/data", { majorVersion: 17 }),
    "the layout of version 18": (deployment) => mountedAt(deployment, "/var/lib/postgresql", { majorVersion: 18 }),
    "the layout of version 18, chosen for 17": (deployment) =>
      mountedAt(deployment, "/var/lib/postgresql", {
        majorVersion: 17,
        dataDirectory: "/var/lib/postgresql/17/docker",
      }),
    "a place of its own": (deployment) => mountedAt(deployment, "/data", { majorVersion: 17, dataDirectory: "/data" }),
  },
  fails: {
    "the layout of version 18 for 17": {
      given: (deployment) => mountedAt(deployment, "/var/lib/postgresql", { majorVersion: 17 }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/volume-layout   PostgreSQL 17 does not keep its data in a volume at /var/lib/postgresql
              got       /var/lib/postgresql
              expected  /var/lib/postgresql/data
              fix       mount data at /var/lib/postgresql/data
      `,
    },
    "the layout of version 17 for 18": {
      given: (deployment) => mountedAt(deployment, "/var/lib/postgresql/data", { majorVersion: 18 }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/volume-layout   PostgreSQL 18 does not keep its data in a volume at /var/lib/postgresql/data
              got       /var/lib/postgresql/data
              expected  /var/lib/postgresql
              fix       mount data at /var/lib/postgresql
      `,
    },
  },
});

function withImage(deployment: Deployment, reference: string): void {
  deployment.server("postgres", { joined: { image: deployment.image(reference) } });
}

describeRule("database/image-suite", {
  passes: {
    "a tag with a suite": (deployment) => withImage(deployment, "postgres:16.13-bookworm"),
    "a digest": (deployment) => withImage(deployment, `postgres:16.13@sha256:${"0".repeat(64)}`),
  },
  fails: {
    "a tag without a suite": {
      given: (deployment) => {
        withImage(deployment, "postgres:16.13");
        const built = deployment.image("localhost/postgres:0123456789abcdef", {
          source: ImageSource.BUILD,
          id: "built",
        });
        deployment.server("other", { joined: { image: built } });
      },
      text: `
        calendars/host/image: 1 problem

          ✗ database/image-suite   warning: the image postgres:16.13 may move to another system
              got       16.13
              expected  a tag such as 16.13-bookworm, or a digest
              fix       name it in the tag: postgres:<major>.<minor>-<suite>
              accept    Invariants.of(image).acknowledge("database/image-suite", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => withImage(deployment, deployment.variable("image")),
      what: "whether ${var.image} names the system that it is made on is known to Terraform only",
    },
  },
});

describeRule("database/health-check", {
  passes: {
    "a server that is watched": (deployment) => void deployment.server("postgres"),
  },
  fails: {
    "a server that is not": {
      given: (deployment) => {
        deployment.server("postgres", { joined: { hasHealthCheck: false } });
        deployment.server("adopted", { joined: { kind: ContainerKind.EXTERNAL, hasHealthCheck: false } });
      },
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/health-check   nothing tells the engine whether calendars/host/postgres is ready
              expected  a health check over TCP, which fails while the first boot is going on
              fix       pass \`healthCheck\`, such as HealthCheck.command(["pg_isready", "-h", "127.0.0.1"])
              accept    Invariants.of(postgres).acknowledge("database/health-check", "<reason>")
      `,
    },
  },
});

describeRule("database/stop-grace", {
  passes: { "two minutes": (deployment) => void deployment.server("postgres") },
  fails: {
    "half a minute": {
      given: (deployment) => void deployment.server("postgres", { joined: { stopGraceSeconds: 30 } }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/stop-grace   calendars/host/postgres is killed before it has written its checkpoint
              got       30 s
              expected  at least 60 s
              fix       give \`stopGrace\` more, such as Duration.seconds(120)
              accept    Invariants.of(postgres).acknowledge("database/stop-grace", "<reason>")
      `,
    },
  },
});

describeRule("database/not-published", {
  passes: {
    "an address that stays on the host": (deployment) =>
      void deployment.server("postgres", { joined: { publish: [{ containerPort: 5432 }] } }),
    "addresses of private networks": (deployment) =>
      ["10.1.2.3", "100.64.0.1", "fd00::1"].forEach((address, index) =>
        deployment.server(`postgres-${index}`, { joined: { publish: [{ containerPort: 5432, address }] } }),
      ),
  },
  fails: {
    "all addresses": {
      given: (deployment) =>
        void deployment.server("postgres", { joined: { publish: [{ containerPort: 5432, address: "0.0.0.0" }] } }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/not-published   port 5432 of postgres is open to the internet
              got       0.0.0.0
              expected  an address that the internet does not reach
              fix       leave \`publish\` out, or publish it on 127.0.0.1 or an address of a private network
              accept    Invariants.of(postgres).acknowledge("database/not-published", "<reason>")
      `,
    },
    "an address that only the internet can have": {
      given: (deployment) =>
        void deployment.server("postgres", { joined: { publish: [{ containerPort: 5432, address: "8.8.8.8" }] } }),
      text: `
        calendars/host/postgres: 1 problem

          ✗ database/not-published   port 5432 of postgres is open to the internet
              got       8.8.8.8
              expected  an address that the internet does not reach
              fix       leave \`publish\` out, or publish it on 127.0.0.1 or an address of a private network
              accept    Invariants.of(postgres).acknowledge("database/not-published", "<reason>")
      `,
    },
    "a public address": {
      given: (deployment) => {
        const host = deployment.addHost("data", { publicAddresses: ["192.0.2.1"] });
        deployment.server("postgres", { joined: { host, publish: [{ containerPort: 5432, address: "192.0.2.1" }] } });
      },
      text: `
        calendars/data/postgres: 1 problem

          ✗ database/not-published   port 5432 of postgres is open to the internet
              got       192.0.2.1
              expected  an address that the internet does not reach
              fix       leave \`publish\` out, or publish it on 127.0.0.1 or an address of a private network
              accept    Invariants.of(postgres).acknowledge("database/not-published", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) =>
        void deployment.server("postgres", {
          joined: { publish: [{ containerPort: 5432, address: deployment.variable("address") }] },
        }),
      what: "port 5432 of postgres is open to the internet",
      holds: { address: "127.0.0.1" },
      breaks: { address: "0.0.0.0" },
    },
  },
});
