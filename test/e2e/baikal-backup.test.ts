import { TerraformStack } from "cdktf";
import {
  BackupRepository,
  BaikalBackup,
  BaikalImage,
  BaikalService,
  ContainerImage,
  DataVolume,
  DockerHost,
  Restore,
  Secret,
  ServiceNetwork,
} from "cdktf-groupware";
import type { BaikalArchive } from "../fixtures/images/baikal";
import { baikalArchive } from "../fixtures/images/baikal";
import type { Outcome } from "../images/docker";
import { docker, tryDocker } from "../images/docker";
import { CalendarClient } from "./harness/calendar-client";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, containersOf, volumesOf } from "./harness/engine";
import { describeE2e, step } from "./harness/suite";

const stack = "e2e-saved-baikal";
const calendar = `${stack}-calendar`;
const backup = `${stack}-backup`;
const drill = `${stack}-backup-drill`;
const repository = `${stack}-repository`;
const services = [calendar, backup, drill];

const ANNA = "anna@example.org";
const SECRETS = { anna_password: "annas-first-word", backup_password: "correct-horse-battery-staple" };
const EVENT = `/dav.php/calendars/${ANNA}/default/meeting.ics`;

/** A server, its backup with a drill that asks for a calendar, and a restore where one is wanted. */
function program(archive: BaikalArchive, snapshot?: string): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const baikal = new BaikalService(host, "calendar", {
      image: BaikalImage.fromArchive(archive.path, { version: archive.version, sha256: archive.sha256 }),
      domain: "calendar.example.org",
      networks: [new ServiceNetwork(host, "net", { subnet: "10.77.46.0/24" })],
      users: [{ name: ANNA, password: Secret.fromVariable("anna_password") }],
    });
    const saved = new BaikalBackup(host, "backup", {
      baikal,
      repository: BackupRepository.volume(new DataVolume(host, "repository")),
      password: Secret.fromVariable("backup_password"),
      schedule: "0 0 1 1 *",
      drill: {
        schedule: "0 0 1 1 *",
        questions: [
          {
            part: "calendar-data",
            database: "db/db.sqlite",
            sql: `SELECT calendarinstances.uri FROM calendarinstances JOIN calendarobjects USING (calendarid) WHERE principaluri = 'principals/${ANNA}' AND calendarobjects.uri = 'meeting.ics'`,
            answer: "default",
          },
        ],
      },
    });
    if (snapshot !== undefined) new Restore(host, "restore", { backup: saved, snapshot });
  };
}

const anna = new CalendarClient(calendar, "http://127.0.0.1:8080", ANNA, [
  ...["--digest", "--user", `${ANNA}:${SECRETS.anna_password}`],
]);

const run = (container: string): Outcome => tryDocker(["exec", container, "run"]);

describeE2e("a backup of Baikal", () => {
  let deployment: Deployment;
  let archive: BaikalArchive;
  let before = "";

  beforeAll(() => {
    archive = baikalArchive();
    deployment = Deployment.fresh(stack);
    deployment.variables = SECRETS;
  }, 600_000);

  afterAll(() => deployment.remove(), 60_000);

  step("saves a calendar with its event when it is told to", async () => {
    deployment.synthesize(program(archive));
    await deployment.deploy();
    await allWell([calendar]);
    expect(anna.putEvent(EVENT, "meeting").status).toBe(201);
    before = anna.request("GET", EVENT).body;

    const { status, stdout } = run(backup);

    expect([status, stdout]).toEqual([0, expect.stringMatching(/Saved and verified as snapshot [0-9a-f]{8}/)]);
  });

  step("is drilled: the calendar comes back in the drill's own container", () => {
    expect(run(drill)).toMatchObject({ status: 0, stdout: expect.stringContaining("1 right answers.") });
  });

  step("brings the event back into new volumes when everything but the repository is destroyed", async () => {
    tryDocker(["rm", "--force", "--volumes", ...containersOf(`${stack}-`)]);
    for (const volume of volumesOf(`${stack}-`).filter((name) => name !== repository)) docker(["volume", "rm", volume]);

    deployment.synthesize(program(archive, "latest"));
    await deployment.deploy();

    await allWell(services);
    expect(anna.request("GET", EVENT)).toEqual({ status: 200, body: before });
    expect(before).toContain("UID:meeting");
    expect(await deployment.planned()).toEqual([]);
  });

  step("goes on: what was restored is used, saved and drilled again", async () => {
    const later = EVENT.replace("meeting", "later");
    expect(anna.putEvent(later, "later").status).toBe(201);

    await deployment.deploy();

    expect([EVENT, later].map((path) => anna.request("GET", path).status)).toEqual([200, 200]);
    expect([run(backup).status, run(drill).status]).toEqual([0, 0]);
  });
});
