import { TerraformStack } from "cdktf";
import {
  Architecture,
  CalDavKeys,
  CalendarsBackend,
  DockerHost,
  PostgresWithExtensions,
  SabreCalDav,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import type { Construct } from "constructs";
import { images } from "./images";

/** The calendars of La Suite: a CalDAV server and its Django backend on a shared PostgreSQL. */
export class CalendarsStack extends TerraformStack {
  public constructor(scope: Construct, id: string, { postgres, caldav, backend, tools } = images) {
    super(scope, id);

    const host = new DockerHost(this, "host", { architecture: Architecture.AMD64, toolsImage: tools });
    const network = new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
    const server = new PostgresWithExtensions(host, "postgresql", { network, image: postgres });

    const calendars = new CalendarsBackend(host, "calendars-backend", {
      image: backend,
      network,
      ipv4Address: "172.29.0.30",
      keys: CalDavKeys.same(Secret.generated(host, "caldav-key")),
      database: server.addDatabase("calendars"),
      allowedHosts: ["calendars.example.org"],
    });

    new SabreCalDav(host, "caldav", {
      image: caldav,
      database: server.addDatabase("caldav"),
      backend: calendars,
    });
  }
}
