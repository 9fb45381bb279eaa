import type { NetworkAttachment } from "cdktf-groupware";
import {
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  Duration,
  HealthCheck,
  OneShotJob,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";
import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { Group } from "./fleet";
import { APPLICATION, applicationEnvironment, fleet, IMAGES, MIGRATION } from "./fleet";

const IMAGE = {
  application: ContainerImage.fromRegistry(IMAGES.application),
  database: ContainerImage.fromRegistry(IMAGES.database),
  cache: ContainerImage.fromRegistry(IMAGES.cache),
  proxy: ContainerImage.fromRegistry(IMAGES.proxy),
};

/** The fleet, by the building blocks of this library. */
export function build(app: App, containers: number): void {
  const stack = new TerraformStack(app, "fleet");
  const host = new DockerHost(stack, "host", { engine: "unix:///var/run/docker.sock" });
  for (const group of fleet(containers)) buildGroup(host, group);
}

function buildGroup(host: DockerHost, group: Group): void {
  const scope = new Construct(host, group.name);
  const network = new ServiceNetwork(scope, "network", { subnet: group.subnet });
  const as = (...aliases: string[]): NetworkAttachment[] => [{ network, aliases }];

  const databaseFiles = new DataVolume(scope, "database-files");
  const database = new ContainerService(scope, "database", {
    image: IMAGE.database,
    user: "999:999",
    environment: { POSTGRES_DB: "application", POSTGRES_HOST_AUTH_METHOD: "trust", POSTGRES_USER: "application" },
    command: ["postgres", "-c", "shared_buffers=256MB", "-c", "max_connections=200"],
    networks: [{ network, aliases: ["database"], ipv4Address: group.databaseAddress }],
    volumes: [databaseFiles.mountAt("/var/lib/postgresql/data")],
    temporaryDirectories: [{ path: "/tmp" }, { path: "/var/run/postgresql" }],
    memory: Size.gibibytes(1),
    sharedMemory: Size.mebibytes(256),
    healthCheck: HealthCheck.command(["pg_isready", "-h", "127.0.0.1", "-U", "application"]),
    stopGrace: Duration.minutes(2),
    stopSignal: "SIGINT",
  });

  const cacheFiles = new DataVolume(scope, "cache-files");
  const cache = new ContainerService(scope, "cache", {
    image: IMAGE.cache,
    user: "999:999",
    command: ["redis-server", "--appendonly", "yes", "--maxmemory", "200mb"],
    networks: as("cache"),
    volumes: [cacheFiles.mountAt("/data")],
    healthCheck: HealthCheck.command(["redis-cli", "ping"]),
  });

  const migration = new OneShotJob(scope, "migration", {
    image: IMAGE.application,
    user: "1000:1000",
    script: MIGRATION,
    environment: applicationEnvironment(group, "migration"),
    networks: as(),
    temporaryDirectories: [{ path: "/tmp" }],
    startsAfter: [database],
    memory: Size.mebibytes(512),
  });

  const application = APPLICATION.map(
    ({ name, command, role, memory }) =>
      new ContainerService(scope, name, {
        image: IMAGE.application,
        user: "1000:1000",
        command: [...command],
        environment: applicationEnvironment(group, role),
        networks: as(name),
        temporaryDirectories: [{ path: "/tmp", size: Size.mebibytes(128) }],
        startsAfter: [migration, cache],
        memory: Size.mebibytes(memory),
        healthCheck: HealthCheck.shell("curl --fail --silent --output /dev/null http://127.0.0.1:8000/health", {
          interval: Duration.seconds(10),
          startPeriod: Duration.minutes(1),
        }),
        publish: name === "metrics" ? [{ containerPort: 9_090, hostPort: group.firstPort }] : undefined,
      }),
  );

  new ContainerService(scope, "proxy", {
    image: IMAGE.proxy,
    user: "101:101",
    environment: { NGINX_ENTRYPOINT_QUIET_LOGS: "1", UPSTREAMS: "web-1:8000 web-2:8000" },
    networks: as("proxy", group.name),
    temporaryDirectories: [{ path: "/tmp" }, { path: "/var/cache/nginx", size: Size.mebibytes(256) }],
    startsAfter: application.slice(0, 2),
    healthCheck: HealthCheck.command(["curl", "--fail", "--silent", "http://127.0.0.1:8080/health"]),
    publish: [
      { containerPort: 8_080, hostPort: group.firstPort + 1 },
      { containerPort: 8_443, hostPort: group.firstPort + 2, address: "192.0.2.10" },
    ],
  });
}
