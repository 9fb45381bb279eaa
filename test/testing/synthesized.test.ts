import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import {
  ContainerImage,
  ContainerService,
  DataVolume,
  DockerHost,
  Finding,
  HealthCheck,
  InvariantRule,
  Invariants,
  Severity,
  type Topology,
} from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";

/** Every image must be built here: something that a test can break at will. */
class NoRegistry extends InvariantRule {
  public readonly id = "test/no-registry";
  public readonly title = "Nothing is pulled";
  public readonly severity = Severity.ERROR;
  public readonly why = "for the test";

  public check(topology: Topology): Finding[] {
    return topology.images.map((image) => Finding.fail(image, { what: "is pulled", fix: "build it" }));
  }
}

/** Leaves a question to Terraform. */
class AskTerraform extends NoRegistry {
  public override check(topology: Topology): Finding[] {
    return topology.volumes.map((volume) =>
      Finding.unknown(volume, { what: "may be wrong", condition: 'var.driver == "local"', fix: "change it" }),
    );
  }
}

function makeHost(): DockerHost {
  const stack = new TerraformStack(testApp(), "calendars");
  return new DockerHost(stack, "host", { engine: "unix:///var/run/docker.sock" });
}

function makeService(scope: Construct, id: string): ContainerService {
  return new ContainerService(scope, id, {
    image: ContainerImage.fromRegistry("debian:12.11-slim"),
    healthCheck: HealthCheck.command(["true"]),
  });
}

describe("a synthesized app", () => {
  test("gives a resource by the path of its construct", () => {
    const host = makeHost();
    new DataVolume(host, "data", { volumeName: "calendars" });

    const volume = synthesized(host).resource("calendars/host/data");

    expect(volume.name).toBe("calendars");
    expect(volume["//"]).toBeUndefined();
  });

  test("finds the container of a service that is made of several parts", () => {
    const host = makeHost();
    const caldav = new Construct(host, "caldav");
    new DataVolume(caldav, "Data");
    makeService(caldav, "Service");

    const container = synthesized(host).resource("calendars/host/caldav");

    expect(container.name).toBe("calendars-caldav");
  });

  test("says what stands below a path of several parts of which none is the main one", () => {
    const host = makeHost();
    const parts = new Construct(host, "parts");
    new DataVolume(parts, "a");
    new DataVolume(parts, "b");

    const text = refusalOf(() => synthesized(host).resource("calendars/host/parts"));

    expect(text).toBe(
      "calendars/host/parts is made of several parts. Name one of them:\n" +
        "  calendars/host/parts/a/Resource\n" +
        "  calendars/host/parts/b/Resource",
    );
  });

  test("says where a path ends that leads nowhere", () => {
    const host = makeHost();
    new DataVolume(host, "data");

    const text = refusalOf(() => synthesized(host).resource("calendars/host/date"));

    expect(text).toBe("There is no calendars/host/date: calendars/host has Provider, data");
  });

  test("gives variables, outputs and providers as well", () => {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    new TerraformVariable(stack, "driver", { type: "string" });
    new TerraformOutput(stack, "answer", { value: 42 });
    new DockerHost(stack, "second", { engine: "ssh://deploy@second.example.org" });

    const app = synthesized(stack);

    expect(app.resource("calendars/driver")).toEqual({ type: "string" });
    expect(app.resource("calendars/answer")).toEqual({ value: 42 });
    expect(app.resource("calendars/host/Provider").host).toBe("unix:///var/run/docker.sock");
    expect(app.resource("calendars/second/Provider").host).toBe("ssh://deploy@second.example.org");
  });

  test("gives every stack, those of the images included", () => {
    const host = makeHost();
    makeService(host, "caldav");

    const app = synthesized(host);

    expect(app.stackPaths).toEqual(["calendars", "calendars-images"]);
    expect(Object.keys(app.stack("calendars-images").resource)).toEqual(["docker_image"]);
    expect(app.texts.get("calendars-images")).toContain('"debian:12.11-slim"');
    expect(refusalOf(() => app.stack("images"))).toBe(
      "There is no stack images. There are: calendars, calendars-images",
    );
  });

  test("carries the checks that are left to Terraform", () => {
    const host = makeHost();
    new TerraformVariable(TerraformStack.of(host), "driver", { type: "string" });
    new DataVolume(host, "data");
    Invariants.of(host).add(new AskTerraform());

    const variable = synthesized(host).resource("calendars/driver");

    expect(variable.validation).toEqual([
      {
        condition: '${var.driver == "local"}',
        error_message: "calendars/host/data: test/no-registry: may be wrong. To mend it, change it.",
      },
    ]);
  });

  test("is refused as a user's program would be, and the report is there all the same", () => {
    const host = makeHost();
    makeService(host, "caldav");
    Invariants.of(host).add(new NoRegistry());

    const text = refusalOf(() => synthesized(host));

    expect(text).toBe(`calendars/host/caldav: 1 problem

  ✗ test/no-registry   is pulled
      fix       build it
      accept    Invariants.of(caldav).acknowledge("test/no-registry", "<reason>")`);
  });

  test("shows its findings and its topology", () => {
    const host = makeHost();
    makeService(host, "caldav");
    Invariants.of(host).add(new NoRegistry());
    Invariants.of(host).acknowledge("test/no-registry", "the test wants it");

    const app = synthesized(host);

    expect(app.report.findings.map(({ rule, reason }) => [rule, reason])).toContainEqual([
      "test/no-registry",
      "the test wants it",
    ]);
    expect(app.topology.containers.map(({ name }) => name)).toEqual(["calendars-caldav"]);
    expect(JSON.parse(app.file("invariants.json")).isRefused).toBe(false);
  });

  test("comes out the same when it is synthesized again", () => {
    const host = makeHost();
    makeService(host, "caldav");

    const first = synthesized(host);
    const second = synthesized(host);

    expect([...second.texts]).toEqual([...first.texts]);
  });
});

describe("an expected refusal", () => {
  test("that does not come is an error", () => {
    expect(() => refusalOf(() => "fine")).toThrow("refusalOf: expected the action to be refused, but it went through");
  });
});
