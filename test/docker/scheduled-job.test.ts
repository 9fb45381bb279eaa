import type { ScheduledJobProps } from "cdktf-groupware";
import { ConfigFile, ConfigVolume, DataVolume, Duration, ScheduledJob, Secret } from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { image, makeHost } from "./blocks";

function make(props: Partial<ScheduledJobProps> = {}) {
  const host = makeHost();
  const job = new ScheduledJob(host, "nightly_report", { image, schedule: "30 2 * * *", script: "report", ...props });
  return { host, job };
}

function told({ job }: ReturnType<typeof make>) {
  const { env } = synthesized(job).resource(job.service.node.path);
  const line = (env as string[]).find((variable) => variable.startsWith("SCHEDULED_JOB="));
  return JSON.parse(line?.slice("SCHEDULED_JOB=".length) ?? "");
}

describe("a scheduled job", () => {
  test("is a hardened service whose health is the age of its last success", () => {
    const { job } = make();

    const config = synthesized(job).resource(job.service.node.path);

    expect(config).toMatchObject({
      name: "calendars-nightly_report",
      hostname: "calendars-nightly-report",
      entrypoint: ["scheduled"],
      user: "65534:65534",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      network_mode: "none",
      restart: "unless-stopped",
      healthcheck: { test: ["CMD", "status", "--healthy"] },
    });
    expect(config.command).toBeUndefined();
    expect(JSON.stringify(config)).not.toContain("docker.sock");
  });

  test("tells the scheduler what to run, and when", () => {
    expect(told(make({ timeZone: "Europe/Berlin", schedule: "@weekly", timeLimit: Duration.hours(1) }))).toEqual({
      name: "calendars-nightly_report",
      command: ["/bin/sh", "-euc", "report"],
      schedule: "0 0 * * sun",
      timeZone: "Europe/Berlin",
      maxAgeSeconds: 7 * 86_400 * 1.1 + 3_600,
      timeLimitSeconds: 3_600,
      catchUp: true,
      environmentFiles: {},
    });
  });

  test("has its secrets read at each run, so that a run on demand has them too", () => {
    const host = makeHost();
    const secrets = new ConfigVolume(host, "secrets", {
      image,
      owner: "65534:65534",
      files: [ConfigFile.fromSecret("token", Secret.fromVariable("token"))],
    });

    const job = new ScheduledJob(host, "report", {
      image,
      schedule: "@daily",
      entrypoint: ["report"],
      command: ["--all"],
      volumes: [secrets.mountAt("/secrets")],
      environmentFromFiles: { TOKEN: "/secrets/token" },
    });

    expect(told({ host, job })).toMatchObject({
      command: ["report", "--all"],
      environmentFiles: { TOKEN: "/secrets/token" },
    });
  });

  test("writes its metrics where it is told", () => {
    const host = makeHost();
    const metrics = DataVolume.hostDirectory(host, "metrics", "/srv/metrics", { owner: "65534:65534" });

    const job = new ScheduledJob(host, "report", { image, schedule: "@daily", script: "true", metrics });

    expect(told({ host, job }).metricsDirectory).toBe("/cdktf-groupware/metrics");
  });

  test("refuses all that does not fit at once, by the names of the props", () => {
    const error = refusalOf(() =>
      make({
        schedule: "0 0 30 2 *",
        timeZone: "Europe/Atlantis",
        timeLimit: Duration.seconds(0),
        script: undefined,
      }),
    );

    expect(error).toContain("calendars/host/nightly_report: 4 problems");
    expect(error).toContain("✗ schedule   never fires: no feb has a day 30");
    expect(error).toContain("✗ timeZone   has a value that does not fit");
    expect(error).toContain("✗ timeLimit   has a value that does not fit");
    expect(error).toContain("✗ script   is missing, and so is `command`");
  });

  test.each(["europe/berlin", "EUROPE/BERLIN", "+02:00", "Mars/Phobos", ""])("refuses the time zone %j", (timeZone) => {
    expect(refusalOf(() => make({ timeZone }))).toContain("✗ timeZone");
  });

  test.each(["Europe/Berlin", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])(
    "knows the time zone %s",
    (timeZone) => {
      expect(told(make({ timeZone })).timeZone).toBe(timeZone);
    },
  );

  test("refuses an age that is over before the next run", () => {
    expect(refusalOf(() => make({ maxAge: Duration.hours(24) }))).toContain(
      "✗ maxAge   is over before the next run is due",
    );
  });

  test.each([[{}], [null], [7], [["* * * * *"]]])("refuses a schedule that is %j", (schedule) => {
    expect(refusalOf(() => make({ schedule: schedule as unknown as string }))).toContain("✗ schedule");
  });

  test("has an image with the scheduler on any Debian", () => {
    expect(ScheduledJob.image().reference).toMatch(/^localhost\/cdktf-groupware\/scheduler:[0-9a-f]{16}$/);
    expect(ScheduledJob.image("postgres:16.13-bookworm").reference).not.toBe(ScheduledJob.image().reference);
  });
});
