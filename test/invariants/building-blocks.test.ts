import type { App } from "cdktf";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  ConfigFile,
  ConfigVolume,
  ContainerImage,
  ContainerService,
  DockerHost,
  HealthCheck,
  Invariants,
  OneShotJob,
  Secret,
  SecretForm,
  ServiceNetwork,
  Topology,
} from "cdktf-groupware";

/** What building blocks tell the topology, so that rules can decide or let Terraform decide. */

const image = ContainerImage.fromRegistry("web:1.2.3");
const healthCheck = HealthCheck.command(["true"]);

let app: App;
let host: DockerHost;

beforeEach(() => {
  app = Testing.app();
  host = new DockerHost(new TerraformStack(app, "calendars"), "host");
});

it("lets Terraform compare a fixed address with the subnet of a network that somebody else made", () => {
  const network = ServiceNetwork.fromExisting(host, "messages", { networkName: "messages_internal" });
  const address = new TerraformVariable(TerraformStack.of(host), "address", { type: "string" });
  const networks = [{ network, ipv4Address: address.stringValue }];
  const { container } = new ContainerService(host, "web", { image, healthCheck, networks });

  app.synth();

  const [inSubnet] = container.lifecycle?.precondition ?? [];
  expect(inSubnet.errorMessage).toContain("calendars/host/web: address/in-subnet: the address $${var.address} is not");
  expect(inSubnet.condition).toMatch(/^\$\{try\(cidrhost\("\$\{var\.address\}\/.*data\.docker_network\.host_messages_/);
});

it("names the container that is waited for, whatever stands for it", () => {
  const job = new OneShotJob(host, "migrate", { image, script: "true" });
  const handle = Object.create(job.node.scope!, { container: { value: job.container } });

  new ContainerService(host, "web", { image, healthCheck, startsAfter: [handle] });

  const web = Topology.of(app).containers.find(({ name }) => name === "calendars-web");
  expect(web?.startsAfter).toEqual([job]);
});

it("knows hosts on one engine as one", () => {
  const other = new DockerHost(new TerraformStack(app, "messages"), "host", { namePrefix: "calendars-" });

  new ContainerService(host, "web", { image, healthCheck });
  new ContainerService(other, "web", { image, healthCheck });

  const rules = Invariants.of(app)
    .check()
    .blocking.map(({ rule }) => rule);
  expect(rules).toEqual(["name/container-unique"]);
});

it("asks one line of passwords and not of certificates", () => {
  const files = [
    ConfigFile.fromSecret("password", Secret.fromVariable("password")),
    ConfigFile.fromSecret("certificate", Secret.fromVariable("certificate"), { form: SecretForm.ANY }),
  ];
  const volumes = [new ConfigVolume(host, "config", { image, files }).mountAt("/config")];

  new ContainerService(host, "web", { image, healthCheck, volumes });

  const findings = Invariants.of(app)
    .check()
    .findings.filter(({ rule }) => rule === "secret/one-line");
  expect(findings.map(({ what, status }) => [what.split(" is ")[0], status])).toEqual([
    ["the password (variable password)", "checked-by-terraform"],
  ]);
});
