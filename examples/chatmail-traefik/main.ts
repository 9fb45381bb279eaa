import { App, TerraformStack } from "cdktf";
import {
  Architecture,
  ChatmailRelay,
  ChatmailTls,
  DockerHost,
  IngressCertificates,
  ServiceNetwork,
  Traefik,
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

const ingress = new Traefik(host, "traefik", {
  networks: [network],
  certificates: IngressCertificates.letsEncrypt("admin@example.com"),
});
ingress.passthrough(relay, { hosts: relay.traefik?.names ?? [] });

app.synth();
