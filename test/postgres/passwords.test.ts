import { TerraformStack } from "cdktf";
import { DockerHost, PostgresWithExtensions, Secret, ServiceNetwork } from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";

test("an owner does not have the password of the superuser", () => {
  const app = testApp();
  const host = new DockerHost(new TerraformStack(app, "calendars"), "host");
  const network = new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
  const password = Secret.fromVariable("db_password");
  const postgres = new PostgresWithExtensions(host, "postgresql", {
    network,
    version: "16",
    superuserPassword: password,
  });
  postgres.addDatabase("caldav", { password });

  const refusal = refusalOf(() => synthesized(app));

  expect(refusal).toContain(
    "secret/different   password of caldav and password of the superuser are one secret: " +
      "whoever learns that of the application can do anything to every database",
  );
});
