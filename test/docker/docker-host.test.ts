import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import { Architecture, DockerHost } from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";
import { makeHost, makeService } from "./blocks";

describe("a host", () => {
  test("leaves it to the environment how its engine is reached, where nothing is said", () => {
    expect(synthesized(makeHost()).resource("calendars/host/Provider")).toEqual({});
  });

  test("shuts out what the environment would add, where the engine is named", () => {
    const host = makeHost({ engine: "ssh://deploy@example.org", sshOptions: ["-o", "BatchMode=yes"] });

    expect(synthesized(host).resource("calendars/host/Provider")).toEqual({
      host: "ssh://deploy@example.org",
      context: "",
      cert_path: "",
      ca_material: "",
      cert_material: "",
      key_material: "",
      ssh_opts: ["-o", "BatchMode=yes"],
    });
  });

  test("takes any provider from 3.6.2 to the last 4.x, and a Terraform that has terraform_data", () => {
    const { terraform } = synthesized(makeHost()).stack("calendars");

    expect(terraform.required_version).toBe(">= 1.4.0");
    expect(terraform.required_providers.docker).toEqual({
      source: "kreuzwerker/docker",
      version: ">= 3.6.2, < 5.0.0",
    });
  });

  test("tells the topology what is known of it", () => {
    const { hostNode } = makeHost({
      architecture: Architecture.ARM64,
      cgroupVersion: 2,
      publicAddresses: ["192.0.2.1", "2001:db8::1"],
    });

    expect(hostNode).toMatchObject({
      name: "host",
      path: "calendars/host",
      architecture: "arm64",
      cgroupVersion: 2,
      publicAddresses: ["192.0.2.1", "2001:db8::1"],
    });
  });

  test("starts all names with its prefix, which may be empty", () => {
    const host = makeHost({ namePrefix: "" });

    expect(makeService(host, "caldav").containerName).toBe("caldav");
  });

  test("needs a stack", () => {
    expect(refusalOf(() => new DockerHost(testApp(), "host"))).toBe(`host: 1 problem

  ✗ scope   belongs to no stack
      got       a scope without a TerraformStack above it: the app
      expected  a TerraformStack, or a construct below one
      fix       create it below a stack: pass \`new TerraformStack(app, "groupware")\` as its scope`);
  });

  test("needs a provider of its own stack", () => {
    const app = testApp();
    const provider = new DockerProvider(new TerraformStack(app, "other"), "docker");

    expect(refusalOf(() => new DockerHost(new TerraformStack(app, "calendars"), "host", { provider }))).toContain(
      "✗ provider   is of another stack, and Terraform knows it there alone",
    );
  });

  test("needs an app above its stack as soon as it has an image", () => {
    const host = new DockerHost(new TerraformStack(undefined as unknown as App, "alone"), "host");

    expect(refusalOf(() => makeService(host, "a"))).toContain("the stack belongs to no app");
  });

  test.each([
    [{ engine: "example.org" }, "unix:///path, tcp://host:port or ssh://user@host"],
    [{ engine: "ssh://${var.host}" }, "known when Terraform plans"],
    [{ sshOptions: ["-v"] }, "sshOptions   has an effect on `ssh://` alone"],
    [{ architecture: "x86" }, "one of amd64, arm64"],
    [{ cgroupVersion: 3 }, "1 or 2"],
    [{ publicAddresses: ["example.org"] }, "an IP address"],
    [{ namePrefix: "-" }, "nothing, or letters, digits"],
    [{ registries: [{ address: "https://registry.example.org", user: "ci" }] }, "2 problems"],
    [{ provider: "docker" }, "a DockerProvider, such as"],
    [{ toolsImage: "debian" }, "a ContainerImage, such as"],
    [null, "props   has a value that does not fit"],
    ["ssh://example.org", "props   has a value that does not fit"],
  ])("refuses %j", (props, expected) => {
    expect(refusalOf(() => makeHost(props as object))).toContain(expected);
  });

  test("refuses what belongs to a provider beside one that is given", () => {
    const stack = new TerraformStack(testApp(), "calendars");
    const provider = new DockerProvider(stack, "docker", {});

    const text = refusalOf(
      () => new DockerHost(stack, "host", { provider, engine: "unix:///run/docker.sock", registries: [] }),
    );

    expect(text).toContain("calendars/host: 2 problems");
    expect(text).toContain("engine   belongs to a provider of our own, but `provider` is given");
  });
});
