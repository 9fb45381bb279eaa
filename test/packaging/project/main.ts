import { App, TerraformStack } from "cdktf";
import {
  Architecture,
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  Duration,
  HealthCheck,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";

const app = new App();
const stack = new TerraformStack(app, "website");
const host = new DockerHost(stack, "host", { architecture: Architecture.AMD64 });
const network = new ServiceNetwork(host, "network", { subnet: "172.29.0.0/24" });
const pages = new DataVolume(host, "pages");

new ContainerService(host, "web", {
  image: ContainerImage.fromRegistry("nginx:1.29.3"),
  networks: [{ network }],
  volumes: [pages.mountAt("/usr/share/nginx/html")],
  memory: Size.mebibytes(256),
  healthCheck: HealthCheck.shell("curl --fail http://localhost/"),
  stopGrace: Duration.seconds(30),
});

app.synth();
