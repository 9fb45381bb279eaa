import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { TerraformStack } from "cdktf";
import {
  CalDavKeys,
  CalendarsBackend,
  ContainerImage,
  DockerHost,
  PostgresWithExtensions,
  SabreCalDav,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";

test("the error in the README is one that comes out", () => {
  const readme = readFileSync(resolve(__dirname, "../../README.md"), "utf8");
  const host = new DockerHost(new TerraformStack(testApp(), "calendars"), "host");
  const network = new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
  const postgres = new PostgresWithExtensions(host, "postgresql", { network, version: "16" });
  const inbound = Secret.generated(host, "key");
  const backend = new CalendarsBackend(host, "calendars-backend", {
    image: ContainerImage.fromRegistry("ghcr.io/suitenumerique/calendars-backend:0.1.0"),
    network,
    ipv4Address: "172.29.0.30",
    keys: CalDavKeys.same(inbound),
  });
  new SabreCalDav(host, "caldav", {
    backend,
    database: postgres.addDatabase("caldav"),
    keys: CalDavKeys.of({ inbound, outbound: Secret.fromVariable("caldav_key"), internal: inbound }),
  });

  const shown = /```\n(calendars\/host\/caldav: [\s\S]*?)\n```/.exec(readme)?.[1];

  expect(shown).toBe(refusalOf(() => synthesized(host)));
});
