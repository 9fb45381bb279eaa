import { App, TerraformStack } from "cdktf";
import {
  BaikalAuthentication,
  BaikalService,
  DataVolume,
  DockerHost,
  PostfixRelay,
  Secret,
  ServiceNetwork,
  Smarthost,
} from "cdktf-groupware";
import type { Construct } from "constructs";

/** The calendar server of a guide that is ten years old, with its settings and without its wizard. */
export class CalendarStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);

    const host = new DockerHost(this, "host");
    const network = new ServiceNetwork(host, "network", { subnet: "172.30.0.0/24" });

    // The four answers that the guide gives to the installer of Postfix.
    const relay = new PostfixRelay(host, "relay", {
      networks: [network],
      mailName: "calendar.example.org",
      smarthost: Smarthost.of("smtpcal.example.org"),
      rootAddress: "cal-bounce@example.org",
    });

    new BaikalService(host, "calendar", {
      containerName: "calendar.service",
      hostname: "calendar",
      domain: "example.org",
      networks: [network],
      publish: { hostPort: 8800 },

      // The directory of the service account, without anything that everybody may write.
      configuration: DataVolume.hostDirectory(host, "config", "/home/calendar/config", { owner: "33:33" }),
      data: DataVolume.hostDirectory(host, "db", "/home/calendar/db", { owner: "33:33" }),

      relay,
      inviteAddress: "calendar-bounce@calendar.example.org",

      // What the guide leaves to the wizard.
      timeZone: "Europe/Paris",
      authentication: BaikalAuthentication.DIGEST,
      adminPassword: Secret.fromVariable("admin_password"),
      users: [
        {
          name: "anna@example.org",
          displayName: "Anna",
          password: Secret.fromVariable("anna_password"),
          calendars: [{ displayName: "Anna" }, { uri: "team", displayName: "Team", color: "#1e88e5" }],
        },
      ],
    });
  }
}

const app = new App();
new CalendarStack(app, "calendar");
app.synth();
