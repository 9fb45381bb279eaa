import { Invariants } from "../../../src/invariants";
import { evaluate } from "../../../src/invariants/evaluation";
import type { Values } from "../terraform";
import { evaluateByTerraform, hasTerraform } from "../terraform";
import { Deployment } from "../topology-fixture";

interface ValueRule {
  readonly id: string;
  readonly what: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const rules: readonly ValueRule[] = [
  {
    id: "secret/not-well-known",
    what: "the outbound API key (variable key) is a value that stands in guides and sample files",
    good: ["", "2c26b46b68ffc68f", "changeme2"],
    bad: ["changeme", "ChangeMe", " postgres\n"],
  },
  {
    id: "secret/one-line",
    what: "the outbound API key (variable key) is empty, has more than one line, or characters that are not printable ASCII",
    good: ["a", "correct horse battery staple", "2c26b46b68ffc68f\n"],
    bad: ["", "\n", " a", "a ", "a\nb", "ä", "a\tb"],
  },
];

/** These rules never fail before Terraform runs: only Terraform, or the job that delivers a secret, sees its value. */
describe.each(rules)("$id", ({ id, what, good, bad }) => {
  it("passes a secret that Terraform never sees", () => {
    const deployment = using({ expression: undefined });

    const { report } = check(deployment, id);

    expect([report.findings, report.passCount]).toEqual([[], 1]);
  });

  it("is checked by Terraform, in the container that gets the value", () => {
    const deployment = using({});

    const { report, deferred } = check(deployment, id);

    expect(report.findings.map((finding) => finding.what)).toEqual([what]);
    expect(deferred.map(({ carrier }) => carrier.node.path)).toEqual(["calendars/host/caldav/Resource"]);
  });

  (hasTerraform ? it : it.skip)("lets Terraform tell good values from bad ones", () => {
    const [{ condition }] = check(using({}), id).deferred;
    const verdict = (key: string): string => evaluateByTerraform(condition, { key } satisfies Values);

    expect(good.map(verdict)).toEqual(good.map(() => "true"));
    expect(bad.map(verdict)).toEqual(bad.map(() => "false"));
  });

  it("is acknowledged with a reason: Terraform then checks nothing", () => {
    const deployment = using({});
    const reason = "a sandbox that nobody reaches";

    const { report, deferred } = evaluate(deployment.topology, rulesNamed(deployment, id), [
      { scope: deployment.app, rule: id, reason },
    ]);

    expect(report.findings.map(({ status, reason: why }) => [status, why])).toEqual([["acknowledged", reason]]);
    expect(deferred).toEqual([]);
  });
});

it("secret/one-line leaves certificates alone", () => {
  const deployment = using({ isOneLine: false });

  const { report, deferred } = check(deployment, "secret/one-line");

  expect([report.findings, deferred]).toEqual([[], []]);
});

function using(use: { expression?: string; isOneLine?: boolean }): Deployment {
  const deployment = new Deployment();
  const expression = deployment.variable("key", { sensitive: true });
  deployment.service("caldav", {
    secrets: [{ identity: "variable key", purpose: "outbound API key", expression, ...use }],
  });
  return deployment;
}

function check(deployment: Deployment, id: string) {
  return evaluate(deployment.topology, rulesNamed(deployment, id), []);
}

function rulesNamed({ app }: Deployment, id: string) {
  return Invariants.of(app).rules.filter((rule) => rule.id === id);
}
