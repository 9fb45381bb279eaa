import { App, TerraformStack } from "cdktf";
import {
  CalDavKeys,
  CalendarsBackend,
  DockerHost,
  PostgresWithExtensions,
  SabreCalDav,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import type { Construct } from "constructs";

/** The CalDAV server alone, beside Messages and the Calendars backend that somebody else's compose files run. */
export class CalDavBesideCompose extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);

    const host = new DockerHost(this, "host", { engine: "ssh://deploy@groupware.example.org" });
    const network = ServiceNetwork.fromExisting(host, "messages", {
      networkName: "messages_internal",
      subnet: "172.29.0.0/24",
      gateway: "172.29.0.1",
    });

    const server = PostgresWithExtensions.fromExisting(host, "postgresql", {
      network,
      hostName: "postgresql",
      version: "16",
      superuser: "messages",
      superuserPassword: Secret.fromHostFile("/etc/messages/db-password"),
    });

    const backend = CalendarsBackend.fromExisting(host, "calendars-backend", {
      network,
      containerName: "calendars-backend-1",
      ipv4Address: "172.29.0.30",
      keys: CalDavKeys.same(Secret.fromHostFile("/etc/calendars/caldav-key")),
      allowedHosts: ["calendars.example.org", "172.29.0.30"],
      caldavUrl: "http://caldav:80",
    });

    new SabreCalDav(host, "caldav", { backend, database: server.addDatabase("caldav") });
  }
}

const app = new App();
new CalDavBesideCompose(app, "caldav-beside-compose");
app.synth();
