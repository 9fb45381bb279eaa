import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Finding, InvariantRule, Invariants, Severity } from "../../src/invariants";
import type { Topology } from "../../src/topology";
import { Deployment, stackBeside } from "./topology-fixture";

/** A rule of a user: no container may be called so. */
class NotCalled extends InvariantRule {
  public readonly title = "Nothing has that name";
  public readonly why = "The name is taken elsewhere.";

  public constructor(
    private readonly name: string,
    public readonly id = `test/not-${name}`,
    public readonly severity = Severity.ERROR,
    private readonly fatal = false,
  ) {
    super();
  }

  public override get isFatal(): boolean {
    return this.fatal;
  }

  public check({ containers }: Topology): Finding[] {
    return containers.map((container) =>
      container.name === this.name
        ? Finding.fail(container, { what: `is called ${this.name}`, fix: "give it another `containerName`" })
        : Finding.pass(container),
    );
  }
}

function deploymentWith(...rules: InvariantRule[]): Deployment {
  const deployment = new Deployment();
  rules.forEach((rule) => Invariants.of(deployment.app).add(rule));
  Invariants.of(deployment.stack).enforceAtSynthesis();
  return deployment;
}

function reportOf({ app }: Deployment) {
  return JSON.parse(readFileSync(join(app.outdir, "invariants.json"), "utf8"));
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly annotations: readonly { readonly message: string }[] }>>;
}

function warningsOf({ app }: Deployment): string[] {
  const { stacks }: Manifest = JSON.parse(readFileSync(join(app.outdir, "manifest.json"), "utf8"));
  return Object.values(stacks).flatMap(({ annotations }) => annotations.map(({ message }) => message));
}

describe("a synthesis", () => {
  it("is refused with all findings of all stacks at once, by path and rule", () => {
    const deployment = deploymentWith(new NotCalled("web"), new NotCalled("api"), new NotCalled("queue"));
    const other = stackBeside(deployment, "messages");
    Invariants.of(other).enforceAtSynthesis();
    deployment.service("z", { containerName: "queue", below: other });
    deployment.service("b", { containerName: "web" });
    deployment.service("a", { containerName: "api" });

    const text = messageOf(() => deployment.app.synth());

    expect(text).toContain(
      `calendars/host/a: 1 problem

  ✗ test/not-api   is called api
      fix       give it another \`containerName\`
      accept    Invariants.of(a).acknowledge("test/not-api", "<reason>")

calendars/host/b: 1 problem

  ✗ test/not-web   is called web
      fix       give it another \`containerName\`
      accept    Invariants.of(b).acknowledge("test/not-web", "<reason>")
`,
    );
    expect(text.indexOf("calendars/host/b")).toBeLessThan(text.indexOf("messages/z: "));
  });

  it("is refused in the same words whichever stack is validated first", () => {
    const deployment = deploymentWith(new NotCalled("web"));
    const other = stackBeside(deployment, "messages");
    Invariants.of(other).enforceAtSynthesis();
    deployment.stack.addDependency(other);
    deployment.service("web");

    expect(() => deployment.app.synth()).toThrow("calendars/host/web: 1 problem");
  });

  it("writes the report, also when it is refused", () => {
    const deployment = deploymentWith(new NotCalled("web"));
    deployment.service("web");

    expect(() => deployment.app.synth()).toThrow();

    expect(reportOf(deployment)).toMatchObject({
      schemaVersion: 1,
      isRefused: true,
      findings: [{ rule: "test/not-web", severity: "error", status: "open", path: "calendars/host/web" }],
    });
  });

  it("goes on when nothing is wrong", () => {
    const deployment = deploymentWith(new NotCalled("web"));
    deployment.service("api");

    deployment.app.synth();

    expect(reportOf(deployment)).toMatchObject({ isRefused: false, findings: [], unusedAcknowledgements: [] });
  });

  it("says warnings once, where the command line shows them", () => {
    const deployment = deploymentWith(new NotCalled("web", "test/not-web", Severity.WARNING));
    deployment.service("web");

    deployment.app.synth();
    deployment.app.synth();

    expect(warningsOf(deployment)).toEqual(["test/not-web: is called web (give it another `containerName`)"]);
  });

  it("keeps advice to the report", () => {
    const deployment = deploymentWith(new NotCalled("web", "test/not-web", Severity.ADVICE));
    deployment.service("web");

    deployment.app.synth();

    expect(warningsOf(deployment)).toEqual([]);
    expect(reportOf(deployment).findings).toHaveLength(1);
  });

  it("sees what was mended since it was refused", () => {
    const deployment = deploymentWith(new NotCalled("web"));
    deployment.service("web");
    expect(() => deployment.app.synth()).toThrow("is called web");

    Invariants.of(deployment.host.construct).acknowledge("test/not-web", "it will be renamed");

    expect(() => deployment.app.synth()).not.toThrow();
  });
});

describe("an acknowledgement", () => {
  it("holds for a construct and all below it, and for nothing else", () => {
    const deployment = deploymentWith(new NotCalled("web"));
    const other = deployment.addHost("other", { engine: "ssh://other.example.org" });
    deployment.service("web");
    deployment.service("web", { host: other });

    Invariants.of(other.construct).acknowledge("test/not-web", "the other host is a sandbox");

    expect(
      Invariants.of(deployment.app)
        .check()
        .findings.map(({ path, status, reason }) => [path, status, reason]),
    ).toEqual([
      ["calendars/host/web", "open", undefined],
      ["calendars/other/web", "acknowledged", "the other host is a sandbox"],
    ]);
  });

  it("that met nothing is reported", () => {
    const deployment = deploymentWith(new NotCalled("web"));

    Invariants.of(deployment.host.construct).acknowledge("test/not-web", "old");

    expect(Invariants.of(deployment.app).check().unusedAcknowledgements).toEqual([
      { rule: "test/not-web", path: "calendars/host", reason: "old" },
    ]);
  });

  it("of an unknown rule is refused, with the rule that was meant", () => {
    const deployment = deploymentWith(new NotCalled("web"));

    expect(messageOf(() => Invariants.of(deployment.stack).acknowledge("test/not-wob", "x"))).toBe(
      `calendars: 1 problem

  ✗ acknowledge   there is no such rule
      got       "test/not-wob"
      expected  the id of a rule, as docs/invariants.md lists them
      fix       did you mean "test/not-web"?`,
    );
  });

  it("without a reason is refused", () => {
    const deployment = deploymentWith(new NotCalled("web"));

    expect(messageOf(() => Invariants.of(deployment.stack).acknowledge("test/not-web", " "))).toBe(
      `calendars: 1 problem

  ✗ test/not-web   is acknowledged without a reason
      got       " "
      expected  a sentence that says why it is all right here
      fix       Invariants.of(calendars).acknowledge("test/not-web", "<reason>")`,
    );
  });

  it("of a fatal rule is refused, and findings of one do not offer it", () => {
    const deployment = deploymentWith(new NotCalled("web", "test/not-web", Severity.ERROR, true));
    deployment.service("web");

    expect(messageOf(() => Invariants.of(deployment.stack).acknowledge("test/not-web", "x"))).toBe(
      `calendars: 1 problem

  ✗ test/not-web   nobody may acknowledge this rule
      expected  The name is taken elsewhere.
      fix       mend what it finds`,
    );
    expect(messageOf(() => deployment.app.synth())).not.toContain("accept");
  });
});

describe("a rule of a user", () => {
  it.each(["Test/Web", "web", "test/web/api", ""])("is refused with the id %j", (id) => {
    expect(() => deploymentWith(new NotCalled("web", id))).toThrow("is no id of a rule");
  });

  it("is refused with the id of another one", () => {
    expect(() => deploymentWith(new NotCalled("web"), new NotCalled("web"))).toThrow("another rule has this id");
  });

  it("is refused with all that it lacks", () => {
    const rule = { id: "test/web", title: "", why: "It is.", severity: "ERROR" } as unknown as InvariantRule;

    expect(messageOf(() => deploymentWith(rule))).toBe(
      `the app: 3 problems

  ✗ title   does not fit a rule
      got       ""
      expected  what must hold, in one line
      fix       give the rule what must hold, in one line as \`title\`

  ✗ severity   does not fit a rule
      got       "ERROR"
      expected  Severity.ERROR, Severity.WARNING or Severity.ADVICE
      fix       give the rule Severity.ERROR, Severity.WARNING or Severity.ADVICE as \`severity\`

  ✗ check   does not fit a rule
      got       nothing
      expected  a method that returns findings
      fix       give the rule a method that returns findings as \`check\``,
    );
    expect(messageOf(() => deploymentWith(undefined as unknown as InvariantRule))).toContain("is given no rule");
  });

  it.each([
    ["throws", () => JSON.parse("no JSON") as never, /got {7}SyntaxError: .* \(at .*invariants\.test\.ts.*\)/],
    ["throws a text", () => throwText("out of order"), /got {7}"out of order"/],
    ["returns no list", () => undefined as never, /got {7}Error: returned nothing, and no list of findings/],
    ["returns no finding", () => [null as never], /got {7}Error: finding 0 is about no node of the topology/],
    [
      "says not what is wrong",
      ({ hosts }: Topology) => [Finding.fail(hosts[0], {} as never)],
      /got {7}Error: finding 0 lacks `what` or `fix`/,
    ],
  ])("that %s refuses synthesis in the form of a finding, beside what the others say", (_name, check, got) => {
    class Broken extends NotCalled {
      public override check(topology: Topology): Finding[] {
        return check(topology);
      }
    }
    const deployment = deploymentWith(new Broken("broken"), new NotCalled("web"));
    deployment.service("web");

    const text = messageOf(() => deployment.app.synth());

    expect(text).toContain("the app: 1 problem\n\n  ✗ test/not-broken   the rule itself failed");
    expect(text).toMatch(got);
    expect(text).toContain("fix       mend `check` of Broken, or what was declared to the topology");
    expect(text).toContain("✗ test/not-web   is called web");
    expect(reportOf(deployment)).toMatchObject({ isRefused: true, findings: [{ rule: "test/not-broken" }, {}] });
  });

  it("stands beside those of the library, for its app only", () => {
    const deployment = deploymentWith(new NotCalled("web"));

    const count = Invariants.of(new Deployment().app).rules.length;

    expect(Invariants.of(deployment.app).rules).toHaveLength(count + 1);
  });
});

it("the rules of the library have ids of their own, words for a person, and no fatal warnings", () => {
  const { rules } = Invariants.of(new Deployment().app);

  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, title, why, severity, isFatal } of rules) {
    expect([id, title]).toEqual([expect.stringMatching(/^[a-z]+\/[a-z-]+$/), expect.stringMatching(/^[A-Z].*[^.]$/)]);
    expect([id, why]).toEqual([id, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect([id, isFatal && severity !== Severity.ERROR]).toEqual([id, false]);
  }
});

function throwText(text: string): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- what programs in JavaScript do
  throw text;
}

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}
