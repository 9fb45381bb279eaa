import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import {
  CalDavKeys,
  CalendarsBackend,
  ContainerImage,
  DockerHost,
  PostgresImage,
  PostgresWithExtensions,
  SabreCalDav,
  SabreCalDavImage,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import { fixtureImage } from "../fixtures/images/build";
import { docker, eventually, tryDocker } from "../images/docker";
import { CalendarClient } from "./harness/calendar-client";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, idsOf, removeEverything } from "./harness/engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-beside";
const theirs = "e2e-theirs";
const network = `${theirs}-messages`;
const postgres = `${theirs}-postgresql`;
const backend = `${theirs}-backend`;
const caldav = `${stack}-caldav`;

const SUBNET = "172.31.241.0/24";
const ADDRESS = "172.31.241.30";
const PASSWORD = "a-password-of-messages";
const KEY = "a-key-of-the-calendars";
const ALICE = "alice@example.org";
const calendar = `/caldav/calendars/users/${ALICE}/work`;

/** The CalDAV server alone, beside what somebody else runs, as examples/calendars-beside-compose has it. */
function program(secrets: string): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const messages = ServiceNetwork.fromExisting(host, "messages", { networkName: network, subnet: SUBNET });
    const server = PostgresWithExtensions.fromExisting(host, "postgresql", {
      network: messages,
      hostName: "postgresql",
      image: PostgresImage.custom(ContainerImage.fromRegistry(fixtureImage("postgres")), { version: "15" }),
      superuser: "messages",
      superuserPassword: Secret.fromHostFile(join(secrets, "db-password")),
    });
    new SabreCalDav(host, "caldav", {
      image: SabreCalDavImage.fromRegistry(fixtureImage("caldav")),
      database: server.addDatabase("caldav"),
      backend: CalendarsBackend.fromExisting(host, "backend", {
        network: messages,
        containerName: backend,
        ipv4Address: ADDRESS,
        keys: CalDavKeys.same(Secret.fromHostFile(join(secrets, "caldav-key"))),
        allowedHosts: [ADDRESS],
        caldavUrl: "http://caldav:80",
      }),
    });
  };
}

function runTheirs(name: string, ...args: string[]): void {
  docker(["run", "--detach", "--name", name, "--network", network, ...args]);
}

describeE2e("beside what somebody else runs", () => {
  const alice = new CalendarClient(caldav, `http://${ADDRESS}:8000`, ALICE);
  let deployment: Deployment;
  let before: Record<string, string>;

  beforeAll(async () => {
    deployment = Deployment.fresh(stack);
    removeEverything(`${theirs}-`);
    docker(["network", "create", "--subnet", SUBNET, network]);
    runTheirs(
      postgres,
      ...["--network-alias", "postgresql", "--env", "POSTGRES_USER=messages"],
      ...["--env", `POSTGRES_PASSWORD=${PASSWORD}`, fixtureImage("postgres")],
    );
    const keys = ["INBOUND", "OUTBOUND", "INTERNAL"].flatMap((name) => ["--env", `CALDAV_${name}_API_KEY=${KEY}`]);
    runTheirs(
      backend,
      ...["--ip", ADDRESS, "--network-alias", "backend", "--env", "CALDAV_URL=http://caldav:80"],
      ...["--env", `DJANGO_ALLOWED_HOSTS=${ADDRESS}`, ...keys, fixtureImage("calendars-backend")],
    );
    await eventually(
      "their server answers",
      () => tryDocker(["exec", postgres, "psql", "-h", "127.0.0.1", "-U", "messages", "-c", "SELECT 1"]).status === 0,
      60,
    );
    before = idsOf([postgres, backend]);

    const secrets = join(deployment.directory, "secrets");
    mkdirSync(secrets);
    writeFileSync(join(secrets, "db-password"), `${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(join(secrets, "caldav-key"), `${KEY}\n`, { mode: 0o600 });
    deployment.synthesize(program(secrets));
  }, 600_000);

  afterAll(() => {
    deployment.remove();
    removeEverything(`${theirs}-`);
  }, 60_000);

  step("joins their network, their server and their backend, and then there is nothing more to do", async () => {
    await deployment.deploy();

    expect(await deployment.planned()).toEqual([]);
    expect(idsOf([postgres, backend])).toEqual(before);
  });

  step("serves calendars through their backend, and reports invitations to it", () => {
    const made = alice.request("MKCALENDAR", `${calendar}/`);
    const { status } = alice.putEvent(`${calendar}/invitation.ics`, "invitation", [ALICE, "guest@elsewhere.example"]);

    const callbacks = JSON.parse(alice.request("GET", "/recorded-callbacks").body);
    expect([made.status, status]).toEqual([201, 201]);
    expect(callbacks).toHaveLength(1);
    expect(callbacks[0].headers["x-ls-api-key"]).toBe("(redacted: equals CALDAV_INBOUND_API_KEY)");
  });

  step("keeps its tables in a database of its own, which is none of the superuser's", () => {
    const owner = docker([
      ...["exec", postgres, "psql", "-XAt", "-U", "messages", "-c"],
      "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'caldav'",
    ]);

    expect(owner.trim()).toBe("caldav");
  });

  step("leaves all of theirs as it is when it goes", async () => {
    await deployment.takeDown();

    expect(idsOf([postgres, backend])).toEqual(before);
    expect(tryDocker(["network", "inspect", network]).status).toBe(0);
    expect(docker(["exec", postgres, "psql", "-XAt", "-U", "messages", "-l"])).toContain("caldav");
  });
});
