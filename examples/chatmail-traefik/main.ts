import { App, TerraformStack } from "cdktf";
import {
  Architecture,
  ChatmailRelay,
  ChatmailTls,
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  ContainerService,
  DockerHost,
  HealthCheck,
  Invariants,
  ServiceNetwork,
} from "cdktf-groupware";

const app = new App();
const stack = new TerraformStack(app, "chatmail-traefik");

const host = new DockerHost(stack, "host", {
  architecture: Architecture.AMD64,
  cgroupVersion: 2,
  publicAddresses: ["198.51.100.5"],
});
const network = new ServiceNetwork(host, "web", { subnet: "172.29.80.0/24" });

const relay = new ChatmailRelay(host, "chatmail", {
  mailDomain: "chat.example.com",
  network,
  tls: ChatmailTls.traefikPassthrough(),
  ini: { acmeEmail: "admin@example.com", maxSmtpConnections: 5000 },
});

const image = ContainerImage.fromRegistry("traefik:v3.3.7");
const configuration = new ConfigVolume(host, "traefik-config", {
  image: host.toolsImage,
  files: [
    ConfigFile.fromText(
      "traefik.yml",
      `entryPoints:
  web:
    address: ":80"
    http:
      redirections:
        entryPoint:
          to: websecure
          priority: 1
  websecure:
    address: ":443"
providers:
  file:
    filename: /config/chatmail.yml
ping: {}
`,
    ),
    ConfigFile.fromText("chatmail.yml", relay.traefik?.dynamicConfiguration ?? ""),
  ],
});

const traefik = new ContainerService(host, "traefik", {
  image,
  command: ["--configFile=/config/traefik.yml"],
  capabilities: ["CAP_NET_BIND_SERVICE"],
  networks: [{ network }],
  volumes: [configuration.mountAt("/config")],
  publish: [80, 443].map((port) => ({ containerPort: port, hostPort: port, address: "0.0.0.0" })),
  healthCheck: HealthCheck.command(["traefik", "healthcheck", "--configFile=/config/traefik.yml"]),
});

Invariants.of(traefik).acknowledge("port/not-everywhere", "a web server is for everybody");

app.synth();
