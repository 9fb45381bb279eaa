import type { ReportedFinding } from "../../src/invariants";
import { FindingStatus, InvariantReport, Severity } from "../../src/invariants";

const OPEN: ReportedFinding = {
  rule: "name/alias-unique",
  severity: Severity.ERROR,
  status: FindingStatus.OPEN,
  path: "calendars/host/backend",
  what: 'alias "backend" is also held by calendars/host/other',
  got: "2 containers",
  expected: "containers of one service",
  fix: "give one of them another alias",
  accept: 'Invariants.of(backend).acknowledge("name/alias-unique", "<reason>")',
};
const WARNING: ReportedFinding = {
  rule: "image/exact",
  severity: Severity.WARNING,
  status: FindingStatus.OPEN,
  path: "calendars/host/postgres",
  what: "the tag moves",
  fix: "name one release",
};
const ACKNOWLEDGED = { ...OPEN, status: FindingStatus.ACKNOWLEDGED, accept: undefined, reason: "known" };
const CHECKED = { ...OPEN, status: FindingStatus.CHECKED_BY_TERRAFORM, accept: undefined };
const DEFERRED = { ...WARNING, status: FindingStatus.DEFERRED, what: "nobody knows" };

it("shows what is open or deferred, by construct, and counts the rest", () => {
  const report = new InvariantReport([OPEN, ACKNOWLEDGED, CHECKED, WARNING, DEFERRED], [], 72, 1234);

  expect(report.toText()).toBe(`calendars/host/backend: 1 problem

  ✗ name/alias-unique   alias "backend" is also held by calendars/host/other
      got       2 containers
      expected  containers of one service
      fix       give one of them another alias
      accept    Invariants.of(backend).acknowledge("name/alias-unique", "<reason>")

calendars/host/postgres: 2 problems

  ✗ image/exact   warning: the tag moves
      fix       name one release

  ✗ image/exact   warning: nobody knows
      fix       name one release

72 rules, 1234 checks passed, 1 errors, 1 warnings, 0 pieces of advice, 1 acknowledged, 1 left to Terraform, 1 deferred`);
});

it("is a summary where nothing is to be said", () => {
  expect(new InvariantReport([], [], 72, 3).toText()).toBe(
    "72 rules, 3 checks passed, 0 errors, 0 warnings, 0 pieces of advice, 0 acknowledged, 0 left to Terraform, 0 deferred",
  );
});

it.each([
  ["an open error", [OPEN], true],
  ["a warning", [WARNING], false],
  ["what is acknowledged, deferred or left to Terraform", [ACKNOWLEDGED, CHECKED, DEFERRED], false],
])("of %s refuses synthesis: %s", (_name, findings, isRefused) => {
  expect(new InvariantReport(findings, [], 1, 0).isRefused).toBe(isRefused);
});

it("is the same as JSON", () => {
  const unused = { rule: "image/exact", path: "calendars", reason: "old" };

  expect(JSON.parse(new InvariantReport([WARNING], [unused], 72, 3).toJson())).toEqual({
    schemaVersion: 1,
    isRefused: false,
    ruleCount: 72,
    passCount: 3,
    findings: [WARNING],
    unusedAcknowledgements: [unused],
  });
});
