import { join } from "node:path";
import { imageOf } from "../fixtures/images/build";
import type { TestContainer } from "./docker";
import { Sandbox, describeWithDocker, docker, eventually, tryDocker } from "./docker";

const TOLD = {
  name: "demo",
  schedule: "0 0 1 1 *",
  timeZone: "Europe/Berlin",
  maxAgeSeconds: 1e9,
  timeLimitSeconds: 60,
  catchUp: true,
};

describeWithDocker("the scheduler", () => {
  const sandbox = new Sandbox();
  let image: string;
  let count = 0;

  beforeAll(() => {
    image = imageOf(join(__dirname, "../../images/backup"), "scheduler", {}, "scheduler");
  }, 300_000);

  afterAll(() => sandbox.remove());

  function stateVolume(): string {
    const volume = sandbox.volume(`state-${count++}`);
    docker(["run", "--rm", "--volume", `${volume}:/state`, "--entrypoint", "chown", image, "999:999", "/state"]);
    return volume;
  }

  /** As the construct runs it: another user than root, without capabilities, with a read-only root. */
  function start(script: string, told: object = {}, state = stateVolume(), run: readonly string[] = []): TestContainer {
    const job = { ...TOLD, command: ["sh", "-euc", script], ...told };
    return sandbox.run(`job-${count++}`, {
      image,
      env: { SCHEDULED_JOB: JSON.stringify(job) },
      options: [
        ...["--init", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", "999:999"],
        ...["--tmpfs", "/tmp:uid=999", "--network", "none", "--volume", `${state}:/var/lib/scheduled`, ...run],
      ],
    });
  }

  async function started(container: TestContainer): Promise<TestContainer> {
    await eventually("the start", () => container.logs().includes("next run at"));
    return container;
  }

  function status(container: TestContainer): { state: string; text: string; [key: string]: unknown } {
    return JSON.parse(container.tryExec(["status"]).stdout);
  }

  test("runs by itself, with its output in the log", async () => {
    const job = start("echo the answer is 42", { schedule: "* * * * *" });

    await eventually("a run", () => job.logs().includes("the answer is 42"), 90);
    await eventually("its end", () => status(job).state === "ok");
  }, 120_000);

  test("runs on demand, tells its exit code, and shows its output there and in the log", async () => {
    const job = await started(start("echo once; [ ! -e /tmp/broken ]"));

    expect(job.tryExec(["run"])).toMatchObject({ status: 0, stdout: expect.stringContaining("once\n") });
    job.exec(["touch", "/tmp/broken"]);

    expect(job.tryExec(["run"]).status).toBe(1);
    expect(job.logs().match(/^once$/gm)).toHaveLength(2);
  });

  test("is unhealthy after a failed run, and healthy after a good one", async () => {
    const job = await started(start("[ ! -e /tmp/broken ] || { echo the disk is full; exit 3; }"));
    expect(status(job).state).toBe("waiting");
    expect(job.tryExec(["status", "--healthy"]).status).toBe(0);
    job.exec(["touch", "/tmp/broken"]);

    expect(job.tryExec(["run"]).status).toBe(3);

    expect(job.tryExec(["status", "--healthy"]).status).toBe(1);
    expect(status(job)).toMatchObject({ state: "failed", text: expect.stringContaining("the disk is full") });
    expect(job.exec(["status", "--metrics"])).toContain('scheduled_job_last_run_failed{job_name="demo"} 1');
    job.exec(["rm", "/tmp/broken"]);
    job.exec(["run"]);
    expect(status(job).state).toBe("ok");
    expect(job.exec(["status", "--metrics"])).toContain('scheduled_job_last_run_failed{job_name="demo"} 0');
  });

  test("never runs twice at a time", async () => {
    const job = await started(start("echo $$ >> /tmp/runs; while [ ! -e /tmp/go ]; do sleep 0.1; done"));
    docker(["exec", "--detach", job.name, "run"]);
    await eventually("the first run", () => job.tryExec(["test", "-e", "/tmp/runs"]).status === 0);

    const second = job.tryExec(["run"]);

    expect(second).toMatchObject({ status: 75, stdout: expect.stringContaining("another run is under way since 2") });
    expect(status(job).state).toBe("running");
    job.exec(["touch", "/tmp/go"]);
    await eventually("its end", () => status(job).state === "ok");
    expect(job.exec(["cat", "/tmp/runs"]).split("\n")).toHaveLength(1);
  });

  test("is not stuck after a run that was killed, and makes up for it", async () => {
    const state = stateVolume();
    const first = await started(start("echo begun; sleep 300", {}, state));
    docker(["exec", "--detach", first.name, "run"]);
    await eventually("the run", () => first.logs().includes("begun"));
    docker(["kill", first.name]);

    const second = start("echo again", {}, state);

    await eventually("the run that makes up for it", () => status(second).state === "ok");
    expect(second.logs()).toContain("again");
  });

  test("shows a run that was killed alone", async () => {
    const job = await started(start("echo begun; sleep 300"));
    docker(["exec", "--detach", job.name, "run"]);
    await eventually("the run", () => job.logs().includes("begun"));

    job.exec(["sh", "-c", "for p in /proc/[0-9]*; do [ $p != /proc/$$ ] || continue; case $(tr '\\0' ' ' < $p/cmdline) in *bin/run*|*'sleep 300'*) kill -KILL ${p#/proc/} || true ;; esac; done"]);

    await eventually("the verdict", () => status(job).state === "failed");
    expect(status(job).text).toMatch(/^the run that started at .* was cut short$/);
  });

  test("makes up for a run that was missed, once", async () => {
    const state = stateVolume();
    const first = await started(start("echo one", {}, state));
    first.exec(["run"]);
    first.stop();
    const yesterday = Date.now() / 1_000 - 86_400 * 400;
    docker(["run", "--rm", "--volume", `${state}:/state`, "--entrypoint", "python3", image, "-c", `import json; p='/state/state.json'; s=json.load(open(p)); s.update(started=${yesterday}, ended=${yesterday}, succeeded=${yesterday}); json.dump(s, open(p,'w'))`]);

    const second = start("echo made up for", {}, state);
    await eventually("the run", () => status(second).state === "ok");
    const third = await started(start("echo nothing is due", {}, state));

    expect(second.logs().match(/^made up for$/gm)).toHaveLength(1);
    expect(third.logs()).not.toMatch(/^nothing is due$/m);
  });

  test("is unhealthy when the last success is too old", async () => {
    const job = await started(start("true", { maxAgeSeconds: 1 }));
    job.exec(["run"]);

    await eventually("the verdict", () => status(job).state === "stale");
    expect(job.tryExec(["status", "--healthy"]).status).toBe(1);
  });

  test("forgives a new container what its predecessor did, because something was changed", async () => {
    const state = stateVolume();
    const first = await started(start("exit 9", {}, state));
    expect(first.tryExec(["run"]).status).toBe(9);
    first.stop();

    const second = await started(start("true", {}, state));

    expect(second.tryExec(["status", "--healthy"]).status).toBe(0);
  });

  test("ends a run that takes too long, with all that it started", async () => {
    const job = await started(start("sleep 301 & wait", { timeLimitSeconds: 1 }));

    expect(job.tryExec(["run"]).status).not.toBe(0);

    expect(status(job).text).toContain("it took longer than its time limit");
    expect(job.exec(["sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"])).not.toContain("sleep 301");
  });

  test("asks a run to end when the container is stopped", async () => {
    const job = await started(start("trap 'echo tidied up; exit 4' TERM; echo begun; while :; do sleep 0.1; done", { schedule: "* * * * *" }));
    await eventually("the run", () => job.logs().includes("begun"), 90);

    job.stop();

    expect(job.logs()).toContain("tidied up");
    expect(job.inspect("{{.State.ExitCode}}")).not.toBe("137");
  }, 120_000);

  test("reads secrets at each run, and shows them nowhere", async () => {
    const secret = "correct horse battery";
    const files = sandbox.volumeWithFiles("secret", image, { token: secret });
    const job = await started(
      start('[ ${#TOKEN} = 21 ]', { environmentFiles: { TOKEN: "/secrets/token" } }, undefined, [
        ...["--volume", `${files}:/secrets:ro`],
      ]),
    );

    expect(job.tryExec(["run"]).status).toBe(0);
    expect(docker(["inspect", job.name]) + job.logs()).not.toContain(secret);
  });

  test.each([
    ["America/New_York", "2026-03-07T12:00", "30 2 * * *", ["2026-03-08T03:30-04:00", "2026-03-09T02:30-04:00"]],
    ["Europe/Berlin", "2026-03-28T12:00", "30 2 * * *", ["2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"]],
    ["Europe/Berlin", "2026-10-24T12:00", "30 2 * * *", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]],
    ["Etc/UTC", "2026-11-21T12:00", "0 3 * * sun", ["2026-11-22T03:00+00:00", "2026-11-29T03:00+00:00"]],
  ])("keeps to the clocks of %s from %s on", (zone, from, schedule, expected) => {
    const script = `
import sys
from datetime import datetime
from zoneinfo import ZoneInfo
from apscheduler.triggers.cron import CronTrigger
zone = ZoneInfo(sys.argv[1]); at = datetime.fromisoformat(sys.argv[2]).replace(tzinfo=zone); last = None
trigger = CronTrigger.from_crontab(sys.argv[3], timezone=zone)
for _ in range(2):
    at = last = trigger.get_next_fire_time(last, at)
    print(at.isoformat(timespec="minutes"))
`;

    const said = docker(["run", "--rm", "--entrypoint", "python3", image, "-c", script, zone, from, schedule]);

    expect(said.split("\n")).toEqual(expected);
  });

  test("does not start without a place for its state, or with a zone that it does not know", () => {
    const job = JSON.stringify({ ...TOLD, command: ["true"] });
    const run = (...options: string[]) => tryDocker(["run", "--rm", "--user", "999:999", ...options, image]);

    expect(run("--env", `SCHEDULED_JOB=${job}`).stderr).toContain("/var/lib/scheduled cannot be written");
    expect(run().stderr).toContain("SCHEDULED_JOB holds no JSON");
  });
});
