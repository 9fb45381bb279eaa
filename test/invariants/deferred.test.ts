import type { TerraformResource, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { Finding, FindingStatus, InvariantRule, Invariants, Severity } from "../../src/invariants";
import type { ContainerNode, Topology } from "../../src/topology";
import { hasTerraform, plan } from "./terraform";
import { Deployment } from "./topology-fixture";

/** A rule about every container that Terraform decides. */
class Decided extends InvariantRule {
  public readonly id = "test/decided";
  public readonly title = "Terraform decides";
  public readonly why = "It is a test.";

  public constructor(
    private readonly conditionFor: (container: ContainerNode) => string,
    public readonly severity = Severity.ERROR,
  ) {
    super();
  }

  public check(topology: Topology): Finding[] {
    return topology.containers.map((container) =>
      Finding.unknown(container, {
        what: `${container.name} is not what \${var.a} says`,
        condition: this.conditionFor(container),
        fix: "correct `name`",
      }),
    );
  }
}

function deploymentWith(conditionFor: (container: ContainerNode) => string, severity?: Severity): Deployment {
  const deployment = new Deployment();
  Invariants.of(deployment.app).add(new Decided(conditionFor, severity));
  Invariants.of(deployment.stack).enforceAtSynthesis();
  return deployment;
}

function variableOf(deployment: Deployment, name: string): TerraformVariable {
  return deployment.stack.node.findChild(name) as TerraformVariable;
}

function resourceOf(container: ContainerNode): TerraformResource {
  return container.construct.node.findChild("Resource") as TerraformResource;
}

it("becomes a validation of the variable that decides alone", () => {
  const deployment = deploymentWith(({ name }) => `var.a == "${name}"`);
  deployment.variable("a");
  const container = deployment.service("caldav");

  deployment.app.synth();

  expect(variableOf(deployment, "a").validation).toEqual([
    {
      condition: '${var.a == "caldav"}',
      errorMessage:
        "calendars/host/caldav: test/decided: caldav is not what $${var.a} says. To mend it, correct `name`.",
    },
  ]);
  expect(resourceOf(container).lifecycle).toBeUndefined();
});

it.each(["var.a == var.b", "var.a == docker_network.a.name"])(
  "becomes a precondition of the resource where more decides: %s",
  (condition) => {
    const deployment = deploymentWith(() => condition);
    deployment.variable("a");
    const container = deployment.service("caldav");
    resourceOf(container).lifecycle = { preventDestroy: true };

    deployment.app.synth();

    expect(variableOf(deployment, "a").validation).toBeUndefined();
    expect(resourceOf(container).lifecycle).toMatchObject({
      preventDestroy: true,
      precondition: [{ condition: `\${${condition}}` }],
    });
  },
);

it("becomes a precondition where the variable belongs to another stack", () => {
  const deployment = deploymentWith(() => `var.elsewhere == "x"`);
  const container = deployment.service("caldav");

  deployment.app.synth();

  expect(resourceOf(container).lifecycle).toMatchObject({ precondition: [{ condition: '${var.elsewhere == "x"}' }] });
});

it("is deferred, and warned of, where nothing can carry it", () => {
  const deployment = deploymentWith(() => `var.a == "x"`);
  const construct = new Construct(deployment.host.construct, "bare");
  deployment.service("caldav", { below: construct });
  construct.node.findChild("caldav").node.tryRemoveChild("Resource");

  deployment.app.synth();

  const { findings } = Invariants.of(deployment.app).check();
  expect(findings.filter(({ rule }) => rule === "test/decided").map(({ status }) => status)).toEqual([
    FindingStatus.DEFERRED,
  ]);
});

it("never refuses a plan for a warning", () => {
  const deployment = deploymentWith(({ name }) => `var.a == "${name}"`, Severity.WARNING);
  deployment.variable("a");
  deployment.service("caldav");

  deployment.app.synth();

  const { findings } = Invariants.of(deployment.app).check();
  expect(variableOf(deployment, "a").validation).toBeUndefined();
  expect(findings.filter(({ rule }) => rule === "test/decided").map(({ status }) => status)).toEqual([
    FindingStatus.DEFERRED,
  ]);
});

it("is attached once, however often an app is synthesized and however many ask the same", () => {
  const deployment = deploymentWith(() => `var.a == "x"`);
  deployment.variable("a");
  deployment.service("caldav");
  deployment.service("backend");

  deployment.app.synth();
  deployment.app.synth();

  expect(variableOf(deployment, "a").validation).toHaveLength(1);
});

it("is not attached where it is acknowledged", () => {
  const deployment = deploymentWith(() => `var.a == "x"`);
  deployment.variable("a");
  deployment.service("caldav");
  Invariants.of(deployment.stack).acknowledge("test/decided", "a sandbox");

  deployment.app.synth();

  expect(variableOf(deployment, "a").validation).toBeUndefined();
});

it("is left to the resource where the variable is sensitive: a validation would show what it refuses", () => {
  const deployment = deploymentWith(() => `var.key != "x"`);
  deployment.variable("key", { sensitive: true });
  const container = deployment.service("caldav");

  deployment.app.synth();

  expect(variableOf(deployment, "key").validation).toBeUndefined();
  expect(resourceOf(container).lifecycle).toMatchObject({ precondition: [{ condition: '${var.key != "x"}' }] });
});

(hasTerraform ? it : it.skip)("makes Terraform refuse a bad value, without showing a secret", () => {
  const deployment = new Deployment();
  const expression = deployment.variable("key", { sensitive: true });
  const container = deployment.service("caldav", {
    secrets: [{ identity: "variable key", purpose: "outbound API key", expression }],
  });
  Invariants.of(deployment.stack).enforceAtSynthesis();

  deployment.app.synth();

  const { variable } = deployment.stack.toTerraform();
  const precondition = resourceOf(container).lifecycle?.precondition?.map(({ condition, errorMessage }) => ({
    condition,
    error_message: errorMessage,
  }));
  const configuration = { variable, resource: { terraform_data: { caldav: { lifecycle: { precondition } } } } };
  const refused = plan(configuration, { key: "ChangeMe" });
  expect(refused.succeeds).toBe(false);
  expect(refused.text.replace(/\s+/g, " ")).toContain(
    "calendars/host/caldav: secret/not-well-known: the outbound API key (variable key) is a value that stands in guides " +
      "and sample files. To mend it, give it a random value, such as `openssl rand -hex 32` makes.",
  );
  expect(refused.text).not.toContain("ChangeMe");
  expect(plan(configuration, { key: "2c26b46b68ffc68ff99b453c1d304134" }).succeeds).toBe(true);
});
