import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformDataSource, TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { ContainerImage, DockerHost, Secret } from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";
import { makeHost, makeService } from "./blocks";

/** A directory with the files, and what else a test wants of it. */
function directoryWith(files: Record<string, string>, name = "web"): string {
  const directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "cdktf-groupware-")), name);
  fs.mkdirSync(directory);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), content);
  }
  return directory;
}

const CONTEXT = { Dockerfile: "FROM scratch\nCOPY . /\n", "a.txt": "a", "run.sh": "#!/bin/sh\n" };

function referenceOf(change: (directory: string) => void = () => {}): string {
  const directory = directoryWith(CONTEXT);
  change(directory);
  return ContainerImage.fromBuild(directory).reference;
}

describe("an image that is built", () => {
  test("has the digest of its context in a name that no registry answers", () => {
    expect(referenceOf()).toMatch(/^localhost\/cdktf-groupware\/web:[0-9a-f]{16}$/);
  });

  test.each<[string, (directory: string) => void]>([
    ["content", (directory) => fs.writeFileSync(path.join(directory, "a.txt"), "b")],
    ["name", (directory) => fs.renameSync(path.join(directory, "a.txt"), path.join(directory, "b.txt"))],
    ["mode", (directory) => fs.chmodSync(path.join(directory, "run.sh"), 0o755)],
    ["new file", (directory) => fs.writeFileSync(path.join(directory, "b.txt"), "")],
    ["link", (directory) => fs.symlinkSync("a.txt", path.join(directory, "link"))],
    ["Dockerfile", (directory) => fs.writeFileSync(path.join(directory, "Dockerfile"), "FROM debian\n")],
  ])("is another with another %s", (_what, change) => {
    expect(referenceOf(change)).not.toBe(referenceOf());
  });

  test.each<[string, (directory: string) => void]>([
    ["in a clone at another path", () => {}],
    ["with another history", (directory) => fs.mkdirSync(path.join(directory, ".git"))],
    ["with an empty directory, which no repository keeps", (directory) => fs.mkdirSync(path.join(directory, "empty"))],
    ["with other permissions of the group", (directory) => fs.chmodSync(path.join(directory, "a.txt"), 0o640)],
  ])("is the same %s", (_what, change) => {
    expect(referenceOf(change)).toBe(referenceOf());
  });

  test("does not care for what `.dockerignore` names, but for the Dockerfile always", () => {
    const ignoring = (files: Record<string, string>): string =>
      ContainerImage.fromBuild(
        directoryWith({ ...CONTEXT, ".dockerignore": "Dockerfile\nlogs\n*.env\n!keep.env\n", ...files }),
      ).reference;

    expect(ignoring({ "logs/a": "1", "x.env": "1" })).toBe(ignoring({ "logs/a": "2", "x.env": "2" }));
    expect(ignoring({ "keep.env": "1" })).not.toBe(ignoring({ "keep.env": "2" }));
    expect(ignoring({ Dockerfile: "FROM a" })).not.toBe(ignoring({ Dockerfile: "FROM b" }));
  });

  test("is another with other arguments, stage or Dockerfile", () => {
    const directory = directoryWith({ ...CONTEXT, "docker/Other": "FROM scratch" });

    const references = [
      ContainerImage.fromBuild(directory),
      ContainerImage.fromBuild(directory, { buildArgs: { BASE: "debian" } }),
      ContainerImage.fromBuild(directory, { target: "runtime" }),
      ContainerImage.fromBuild(directory, { dockerfile: "docker/Other" }),
    ].map(({ reference }) => reference);

    expect(new Set(references).size).toBe(4);
  });

  test("is built in the images stack, from a copy at a relative path, of only what the build may see", () => {
    const directory = directoryWith({ ...CONTEXT, ".dockerignore": "*.env\n", "x.env": "SECRET", "sub/b": "b" });
    fs.chmodSync(path.join(directory, "run.sh"), 0o700);
    fs.symlinkSync("/no/such/file", path.join(directory, "broken"));
    const app = testApp();
    const host = makeHost({}, app);
    makeService(host, "web", { image: ContainerImage.fromBuild(directory, { buildArgs: { GREETING: "${HOME}" } }) });

    const images: Json[] = Object.values(synthesized(host).stack("calendars-images").resource.docker_image);

    expect(images).toEqual([
      {
        provider: "docker",
        name: expect.stringMatching(/^localhost\/cdktf-groupware\/web:[0-9a-f]{16}$/),
        keep_locally: true,
        build: {
          context: expect.stringMatching(/^assets\/[\w-]+$/),
          dockerfile: "Dockerfile",
          build_args: { GREETING: "$${HOME}" },
        },
      },
    ]);
    const copy = path.join(app.outdir, "stacks/calendars-images", images[0].build.context);
    expect(fs.readdirSync(copy).sort()).toEqual([".dockerignore", "Dockerfile", "a.txt", "broken", "run.sh", "sub"]);
    expect(fs.readlinkSync(path.join(copy, "broken"))).toBe("/no/such/file");
    expect(fs.statSync(path.join(copy, "run.sh")).mode & 0o777).toBe(0o755);
    expect(fs.statSync(path.join(copy, "a.txt")).mode & 0o777).toBe(0o644);
  });

  test("keeps nothing in its copy that a synthesis before left there", () => {
    const directory = directoryWith(CONTEXT);
    const app = testApp();
    const host = makeHost({}, app);
    makeService(host, "web", { image: ContainerImage.fromBuild(directory) });
    const assets = path.join(app.outdir, "stacks/calendars-images/assets");

    synthesized(host);
    const [copy] = fs.readdirSync(assets);
    fs.writeFileSync(path.join(assets, copy, "stale"), "");
    synthesized(host);

    expect(fs.readdirSync(path.join(assets, copy))).not.toContain("stale");
  });

  test("needs a Dockerfile", () => {
    const directory = directoryWith({});

    expect(refusalOf(() => ContainerImage.fromBuild(directory))).toBe(`ContainerImage.fromBuild: 1 problem

  ✗ directory   has no such Dockerfile
      got       Dockerfile in ${directory}
      expected  a directory with a Dockerfile; a relative path starts at the working directory of the program
      fix       name the build context, best by path.join(__dirname, …), and \`dockerfile\` relative to it`);
  });

  test.each([
    [{ name: "Not So" }, "lower-case letters, digits, `.`, `_` and `-`"],
    [{ dockerfile: "../Dockerfile" }, "a path in the directory"],
    [{ buildArgs: { A: Token.asString({ resolve: () => "a" }) } }, "text that the program knows when it synthesizes"],
    [{ taget: "x" }, "did you mean `target`?"],
    [null, "props   has a value that does not fit"],
  ])("refuses %j", (options, expected) => {
    const directory = directoryWith(CONTEXT);

    expect(refusalOf(() => ContainerImage.fromBuild(directory, options as object))).toContain(expected);
  });

  test("of this library is found by its folder, and a wrong folder names the right ones", () => {
    const text = refusalOf(() => ContainerImage.bundled("no-such-image-of-ours"));

    expect(text).toContain("folder   is no image of this library");
    expect(text).toContain("one of ");
    expect(refusalOf(() => ContainerImage.bundled(undefined as never))).toContain("got       nothing");
  });
});

describe("an image from a registry", () => {
  test.each([
    "debian",
    "postgres:16.13-bookworm",
    `postgres:16.13-bookworm@sha256:${"0".repeat(64)}`,
    "registry.example.org:5000/team/web_app/x:1.0",
    "localhost/a:b",
  ])("may be called %s", (reference) => {
    expect(ContainerImage.fromRegistry(reference).reference).toBe(reference);
  });

  test.each([
    "",
    "Debian",
    "debian:",
    "debian:a b",
    "debian@sha256:0",
    "https://example.org/a",
    "${var.image}",
    null,
    7,
  ])("may not be called %p", (reference) => {
    expect(refusalOf(() => ContainerImage.fromRegistry(reference as string))).toContain("is no name of an image");
  });

  test("is pulled once for all containers of a host", () => {
    const host = makeHost();
    makeService(host, "a");
    makeService(host, "b");

    const app = synthesized(host);

    expect(Object.keys(app.stack("calendars-images").resource.docker_image)).toHaveLength(1);
    expect(app.topology.images.map(({ reference, path }) => [reference, path])).toEqual([
      ["debian:12.11-slim", "calendars/host/a"],
    ]);
  });
});

describe("the images stack", () => {
  test("is applied before the stack of its host, by a provider of its own", () => {
    const host = makeHost({
      engine: "ssh://deploy@example.org",
      registries: [{ address: "registry.example.org", user: "ci", password: Secret.fromVariable("registry_password") }],
    });
    makeService(host, "a");

    const app = synthesized(host);

    const images = app.stack("calendars-images");
    expect(JSON.parse(app.file("manifest.json")).stacks.calendars.dependencies).toEqual(["calendars-images"]);
    expect(images.provider.docker).toEqual(app.stack("calendars").provider.docker);
    expect(images.variable).toEqual({ registry_password: { type: "string", sensitive: true, nullable: false } });
    expect(images.terraform.required_providers.docker.version).toBe(">= 3.6.2, < 5.0.0");
    expect(images.terraform.required_version).toBe(">= 1.4.0");
  });

  test("is not there where no image is used", () => {
    expect(synthesized(makeHost()).stackPaths).toEqual(["calendars"]);
  });

  test("needs its id for itself", () => {
    const app = testApp();
    new Construct(app, "calendars-images");
    const host = makeHost({}, app);

    expect(refusalOf(() => makeService(host, "a"))).toContain("is that of the stack for the images of calendars");
  });
});

describe("a host with a provider that the stack already has", () => {
  test("uses it, and the images stack gets one of the same kind", () => {
    const stack = new TerraformStack(testApp(), "calendars");
    const provider = new DockerProvider(stack, "docker", { host: "tcp://engine.example.org:2376", certPath: "/certs" });
    const host = new DockerHost(stack, "host", { provider });
    makeService(host, "a");

    const app = synthesized(stack);

    expect(app.stack("calendars").provider.docker).toEqual([
      { host: "tcp://engine.example.org:2376", cert_path: "/certs" },
    ]);
    expect(app.stack("calendars-images").provider.docker).toEqual(app.stack("calendars").provider.docker);
  });

  test("takes the variables of its provider into the images stack", () => {
    const stack = new TerraformStack(testApp(), "calendars");
    const engine = new TerraformVariable(stack, "engine", { type: "string" });
    const password = new TerraformVariable(stack, "registry_password", { type: "string", sensitive: true });
    const provider = new DockerProvider(stack, "docker", {
      host: engine.stringValue,
      registryAuth: [{ address: "registry.example.org", username: "ci", password: password.stringValue }],
    });
    makeService(new DockerHost(stack, "host", { provider }), "a");

    const images = synthesized(stack).stack("calendars-images");

    expect(images.provider.docker[0]).toMatchObject({
      host: "${var.engine}",
      registry_auth: [{ address: "registry.example.org", username: "ci", password: "${var.registry_password}" }],
    });
    expect(images.variable).toEqual({
      engine: { type: "string" },
      registry_password: { type: "string", sensitive: true },
    });
  });

  test("has to be one that the images stack can have before anything else is applied", () => {
    const stack = new TerraformStack(testApp(), "calendars");
    const data = new TerraformDataSource(stack, "vault", { terraformResourceType: "vault_generic_secret" });
    const provider = new DockerProvider(stack, "docker", { host: data.getStringAttribute("engine") });
    const host = new DockerHost(stack, "host", { provider });

    expect(refusalOf(() => makeService(host, "a"))).toContain(`calendars/host: 1 problem

  ✗ provider   is configured by more than variables`);
  });
});
