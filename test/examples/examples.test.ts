import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { Synthesized } from "cdktf-groupware/testing";

const examples = resolve(__dirname, "../../examples");

interface Expected {
  readonly stacks: readonly string[];
  /** What the rules find, each as `severity rule, path: status`. */
  readonly findings: readonly string[];
}

const expected: Record<string, Expected> = {
  baikal: {
    stacks: ["calendar", "calendar-images"],
    findings: [
      "error secret/not-well-known, calendar/host/calendar/Setup: checked-by-terraform",
      "error secret/not-well-known, calendar/host/calendar/Setup: checked-by-terraform",
      "error secret/one-line, calendar/host/calendar/Setup: checked-by-terraform",
      "error secret/one-line, calendar/host/calendar/Setup: checked-by-terraform",
      "warning backup/covered, calendar/host/config: open",
      "advice image/digest, calendar/host/config: open",
      "warning backup/covered, calendar/host/db: open",
    ],
  },
  "baikal-ready-to-run": {
    stacks: ["calendars", "calendars-images"],
    findings: [
      "warning backup/repository-apart, calendars/host/customer-backup: deferred",
      "error secret/not-well-known, calendars/host/customer-backup/Drill/Service/Service: checked-by-terraform",
      "error secret/one-line, calendars/host/customer-backup/Drill/Service/Service: checked-by-terraform",
      "error secret/not-well-known, calendars/host/customer-backup/Service/Service: checked-by-terraform",
      "error secret/one-line, calendars/host/customer-backup/Service/Service: checked-by-terraform",
      "error secret/not-well-known, calendars/host/customer/Setup: checked-by-terraform",
      "error secret/one-line, calendars/host/customer/Setup: checked-by-terraform",
      "advice image/digest, calendars/host/ingress: open",
      "warning port/not-everywhere, calendars/host/ingress/Service: acknowledged",
      "warning port/not-everywhere, calendars/host/ingress/Service: acknowledged",
      "warning port/not-everywhere, calendars/host/ingress/Service: acknowledged",
      "advice image/digest, calendars/host/shop: open",
      "warning backup/repository-apart, calendars/host/shop-backup: deferred",
      "error secret/not-well-known, calendars/host/shop-backup/Drill/Service/Service: checked-by-terraform",
      "error secret/one-line, calendars/host/shop-backup/Drill/Service/Service: checked-by-terraform",
      "error secret/not-well-known, calendars/host/shop-backup/Service/Service: checked-by-terraform",
      "error secret/one-line, calendars/host/shop-backup/Service/Service: checked-by-terraform",
      "error secret/not-well-known, calendars/host/shop/Setup: checked-by-terraform",
      "error secret/not-well-known, calendars/host/shop/Setup: checked-by-terraform",
      "error secret/one-line, calendars/host/shop/Setup: checked-by-terraform",
      "error secret/one-line, calendars/host/shop/Setup: checked-by-terraform",
    ],
  },
  calendars: {
    stacks: ["calendars", "calendars-images"],
    findings: [
      "advice image/digest, calendars/host/calendars-backend: open",
      "warning backup/covered, calendars/host/postgresql: open",
      "advice image/digest, calendars/host/postgresql: open",
      "advice image/digest, calendars/host/postgresql: open",
    ],
  },
  chatmail: {
    stacks: ["chatmail", "chatmail-images"],
    findings: [
      "advice image/digest, chatmail/host/chatmail: open",
      "advice image/digest, chatmail/host/chatmail: open",
      "warning backup/covered, chatmail/host/chatmail/Acme: open",
      "warning backup/covered, chatmail/host/chatmail/Dkim: open",
      "warning backup/covered, chatmail/host/chatmail/Mail: open",
      "warning port/host-network, chatmail/host/chatmail/Preflight/Check: acknowledged",
      "warning port/host-network, chatmail/host/chatmail/Service: acknowledged",
    ],
  },
  "chatmail-legacy": {
    stacks: ["chatmail-legacy", "chatmail-legacy-images"],
    findings: [
      "advice image/digest, chatmail-legacy/host/chatmail: open",
      "warning backup/covered, chatmail-legacy/host/chatmail/Acme: open",
      "warning backup/covered, chatmail-legacy/host/chatmail/Dkim: open",
      "warning backup/covered, chatmail-legacy/host/chatmail/Mail: open",
      "warning port/host-network, chatmail-legacy/host/chatmail/Preflight/Check: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-legacy/host/chatmail/Service: acknowledged",
      "warning backup/covered, chatmail-legacy/host/checkout: open",
      "advice image/digest, chatmail-legacy/host/checkout: open",
    ],
  },
  "chatmail-traefik": {
    stacks: ["chatmail-traefik", "chatmail-traefik-images"],
    findings: [
      "advice image/digest, chatmail-traefik/host/chatmail: open",
      "advice image/digest, chatmail-traefik/host/chatmail: open",
      "advice platform/inotify-shared, chatmail-traefik/host/chatmail: open",
      "warning backup/covered, chatmail-traefik/host/chatmail/Acme: open",
      "warning backup/covered, chatmail-traefik/host/chatmail/Dkim: open",
      "warning backup/covered, chatmail-traefik/host/chatmail/Mail: open",
      "warning port/host-network, chatmail-traefik/host/chatmail/Preflight/Check: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/chatmail/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/chatmail/Service: acknowledged",
      "advice image/digest, chatmail-traefik/host/traefik: open",
      "warning port/not-everywhere, chatmail-traefik/host/traefik/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/traefik/Service: acknowledged",
      "warning port/not-everywhere, chatmail-traefik/host/traefik/Service: acknowledged",
    ],
  },
  "calendars-beside-compose": {
    stacks: ["caldav-beside-compose", "caldav-beside-compose-images"],
    findings: [
      "warning address/pool-separate, caldav-beside-compose/host/messages: open",
      "warning backup/covered, caldav-beside-compose/host/postgresql: open",
      "advice image/digest, caldav-beside-compose/host/postgresql: open",
      "advice image/digest, caldav-beside-compose/host/postgresql/database-caldav: open",
    ],
  },
};

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "cdktf-groupware-example-"));
  process.env.CDKTF_OUTDIR = outdir;
});

afterEach(() => {
  delete process.env.CDKTF_OUTDIR;
  rmSync(outdir, { recursive: true });
  jest.restoreAllMocks();
});

/** Runs the program of an example, as its reader does. */
async function run(example: string): Promise<Synthesized> {
  const synth = jest.spyOn(App.prototype, "synth");
  await import(join(examples, example, "main.ts"));
  return new Synthesized(synth.mock.contexts[0]);
}

test("every example is expected here", () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(Object.entries(expected))("the example %s", (example, { stacks, findings }) => {
  test("is synthesized, and the rules find in it what they should", async () => {
    const { stackPaths, report } = await run(example);

    expect([...stackPaths].sort()).toEqual(stacks);
    expect(
      report.findings.map(({ severity, rule, path, status }) => `${severity} ${rule}, ${path}: ${status}`),
    ).toEqual(findings);
    expect(report.unusedAcknowledgements).toEqual([]);
  });
});
