import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import type { DockerProviderConfig } from "@cdktf/provider-docker/lib/provider";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { Group } from "./fleet";
import { APPLICATION, applicationEnvironment, fleet, IMAGES, MIGRATION } from "./fleet";

/*
 * The fleet, written with the bindings of the provider alone by somebody who knows all of its traps, so that the same
 * attributes come out. The label stands for the digest that the library computes: text of the same length.
 */

const PROVIDER: DockerProviderConfig = {
  host: "unix:///var/run/docker.sock",
  context: "",
  certPath: "",
  caMaterial: "",
  certMaterial: "",
  keyMaterial: "",
  sshOpts: [],
};

/** What all containers have in common. */
const HARDENED = {
  readOnly: true,
  securityOpts: ["no-new-privileges:true"],
  capabilities: { drop: ["ALL"] },
  ulimit: [{ name: "nofile", soft: 16_384, hard: 16_384 }],
  networkMode: "bridge",
  logDriver: "local",
  logOpts: { "max-size": "10m", "max-file": "5" },
  labels: [{ label: "cdktf-groupware.spec", value: "0000000000000000" }],
};

/** What all containers that run until they are told to stop have in common. */
const SERVICE = {
  ...HARDENED,
  restart: "unless-stopped",
  mustRun: true,
  init: false,
  wait: true,
  waitTimeout: 120,
  stopTimeout: 30,
  destroyGraceSeconds: 30,
};

export function build(app: App, containers: number): void {
  const stack = stackWithVersions(app, "fleet");
  const provider = new DockerProvider(stack, "provider", PROVIDER);
  stack.addDependency(imagesStack(app));
  for (const group of fleet(containers)) buildGroup(stack, provider, group);
}

function imagesStack(app: App): TerraformStack {
  const stack = stackWithVersions(app, "fleet-images");
  const provider = new DockerProvider(stack, "provider", PROVIDER);
  for (const [id, name] of Object.entries(IMAGES)) new Image(stack, id, { provider, name, keepLocally: true });
  return stack;
}

function stackWithVersions(app: App, id: string): TerraformStack {
  const stack = new TerraformStack(app, id);
  stack.addOverride("terraform.required_version", ">= 1.4.0");
  stack.addOverride("terraform.required_providers.docker.version", ">= 3.6.2, < 5.0.0");
  return stack;
}

function buildGroup(stack: TerraformStack, provider: DockerProvider, group: Group): void {
  const scope = new Construct(stack, group.name);
  const fullName = (name: string): string => `fleet-${group.name}-${name}`;

  const network = new Network(scope, "network", {
    provider,
    name: fullName("network"),
    driver: "bridge",
    internal: false,
    ipv6: false,
    ipamConfig: [{ subnet: group.subnet, gateway: group.gateway, ipRange: group.pool }],
  });
  const as = (...aliases: string[]) => [{ name: network.id, aliases }];

  const databaseFiles = new Volume(scope, "database-files", {
    provider,
    name: fullName("database-files"),
    driver: "local",
    lifecycle: { preventDestroy: true, ignoreChanges: ["labels"] },
  });
  const database = new Container(scope, "database", {
    ...SERVICE,
    provider,
    name: fullName("database"),
    image: IMAGES.database,
    user: "999:999",
    env: ["POSTGRES_DB=application", "POSTGRES_HOST_AUTH_METHOD=trust", "POSTGRES_USER=application"],
    command: ["postgres", "-c", "shared_buffers=256MB", "-c", "max_connections=200"],
    networksAdvanced: [{ name: network.id, aliases: ["database"], ipv4Address: group.databaseAddress }],
    volumes: [{ volumeName: databaseFiles.name, containerPath: "/var/lib/postgresql/data", readOnly: false }],
    tmpfs: {
      "/tmp": "rw,noexec,nosuid,nodev,size=67108864,mode=1777,uid=999,gid=999",
      "/var/run/postgresql": "rw,noexec,nosuid,nodev,size=67108864,mode=0755,uid=999,gid=999",
    },
    memory: 1_024,
    memorySwap: 1_024,
    shmSize: 256,
    healthcheck: {
      test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "application"],
      interval: "5s",
      timeout: "5s",
      startPeriod: "30s",
      retries: 6,
    },
    stopTimeout: 120,
    destroyGraceSeconds: 120,
    stopSignal: "SIGINT",
    dependsOn: [],
  });

  const cacheFiles = new Volume(scope, "cache-files", {
    provider,
    name: fullName("cache-files"),
    driver: "local",
    lifecycle: { preventDestroy: true, ignoreChanges: ["labels"] },
  });
  const cache = new Container(scope, "cache", {
    ...SERVICE,
    provider,
    name: fullName("cache"),
    image: IMAGES.cache,
    user: "999:999",
    command: ["redis-server", "--appendonly", "yes", "--maxmemory", "200mb"],
    networksAdvanced: as("cache"),
    volumes: [{ volumeName: cacheFiles.name, containerPath: "/data", readOnly: false }],
    memory: 256,
    memorySwap: 256,
    healthcheck: {
      test: ["CMD", "redis-cli", "ping"],
      interval: "5s",
      timeout: "5s",
      startPeriod: "30s",
      retries: 6,
    },
    dependsOn: [],
  });

  const migration = new Container(scope, "migration", {
    ...HARDENED,
    provider,
    name: fullName("migration"),
    image: IMAGES.application,
    user: "1000:1000",
    entrypoint: ["/bin/sh", "-euc", MIGRATION],
    env: environment(applicationEnvironment(group, "migration")),
    networksAdvanced: as(),
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=67108864,mode=1777,uid=1000,gid=1000" },
    memory: 512,
    memorySwap: 512,
    restart: "on-failure",
    mustRun: false,
    attach: true,
    logs: true,
    destroyGraceSeconds: 10,
    dependsOn: [database],
    lifecycle: {
      postcondition: [
        {
          condition: "${self.exit_code == 0}",
          errorMessage: `fleet/host/${group.name}/migration did not succeed. Run \`docker logs ${fullName("migration")}\` on the host to see why. The engine tries again by itself: when the cause is gone, deploy again.`,
        },
      ],
    },
  });

  const application = APPLICATION.map(
    ({ name, command, role, memory }) =>
      new Container(scope, name, {
        ...SERVICE,
        provider,
        name: fullName(name),
        image: IMAGES.application,
        user: "1000:1000",
        command: [...command],
        env: environment(applicationEnvironment(group, role)),
        networksAdvanced: as(name),
        tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=134217728,mode=1777,uid=1000,gid=1000" },
        memory,
        memorySwap: memory,
        healthcheck: {
          test: ["CMD-SHELL", "curl --fail --silent --output /dev/null http://127.0.0.1:8000/health"],
          interval: "10s",
          timeout: "5s",
          startPeriod: "1m0s",
          retries: 6,
        },
        ports:
          name === "metrics"
            ? [{ internal: 9_090, external: group.firstPort, ip: "127.0.0.1", protocol: "tcp" }]
            : undefined,
        dependsOn: [migration, cache],
      }),
  );

  new Container(scope, "proxy", {
    ...SERVICE,
    provider,
    name: fullName("proxy"),
    image: IMAGES.proxy,
    user: "101:101",
    env: ["NGINX_ENTRYPOINT_QUIET_LOGS=1", "UPSTREAMS=web-1:8000 web-2:8000"],
    networksAdvanced: as("proxy", group.name),
    tmpfs: {
      "/tmp": "rw,noexec,nosuid,nodev,size=67108864,mode=1777,uid=101,gid=101",
      "/var/cache/nginx": "rw,noexec,nosuid,nodev,size=268435456,mode=0755,uid=101,gid=101",
    },
    memory: 256,
    memorySwap: 256,
    healthcheck: {
      test: ["CMD", "curl", "--fail", "--silent", "http://127.0.0.1:8080/health"],
      interval: "5s",
      timeout: "5s",
      startPeriod: "30s",
      retries: 6,
    },
    ports: [
      { internal: 8_080, external: group.firstPort + 1, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 8_443, external: group.firstPort + 2, ip: "192.0.2.10", protocol: "tcp" },
    ],
    dependsOn: application.slice(0, 2),
  });
}

function environment(variables: Record<string, string>): string[] {
  return Object.entries(variables).map(([key, value]) => `${key}=${value}`);
}
