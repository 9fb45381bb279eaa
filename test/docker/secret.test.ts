import { inspect } from "node:util";
import { TerraformDataSource, TerraformStack, TerraformVariable } from "cdktf";
import type { DockerHost } from "cdktf-groupware";
import { ConfigFile, ConfigVolume, Secret } from "cdktf-groupware";
import { refusalOf, synthesized, testApp } from "cdktf-groupware/testing";
import { image, makeHost, makeService } from "./blocks";

/** A service that gets the secret as `/secrets/key`. */
function deliver(host: DockerHost, secret: Secret): void {
  const files = new ConfigVolume(host, "files", { image, files: [ConfigFile.fromSecret("key", secret)] });
  makeService(host, "caldav", { volumes: [files.mountAt("/secrets")] });
}

describe("a secret in a variable", () => {
  test("is a sensitive variable of the stack, uploaded and watched by its value", () => {
    const host = makeHost();
    deliver(host, Secret.fromVariable("outbound_key", { description: "shared with the backend" }));

    const app = synthesized(host);

    expect(app.resource("calendars/outbound_key")).toMatchObject({
      type: "string",
      sensitive: true,
      nullable: false,
      description: "shared with the backend",
    });
    expect(app.resource("calendars/host/files/Write").upload[0].content).toBe("${var.outbound_key}");
    expect(app.resource("calendars/host/files/Secrets").triggers_replace).toEqual({ key: "${var.outbound_key}" });
  });

  test("is the same for two handles of one name", () => {
    const host = makeHost();

    expect(Secret.fromVariable("a")._identity(host)).toBe(Secret.fromVariable("a")._identity(host));
    expect(Secret.fromVariable("a")._identity(host)).not.toBe(Secret.fromVariable("b")._identity(host));
  });

  test("may be declared by the user, if it is sensitive", () => {
    const host = makeHost();
    const stack = TerraformStack.of(host);
    new TerraformVariable(stack, "good", { type: "string", sensitive: true });
    new TerraformVariable(stack, "bad", { type: "string" });
    const files = (id: string, name: string): ConfigVolume =>
      new ConfigVolume(host, id, { image, files: [ConfigFile.fromSecret("key", Secret.fromVariable(name))] });

    expect(() => files("a", "good")).not.toThrow();
    expect(refusalOf(() => files("b", "bad"))).toContain("is used as a secret but is not a sensitive variable");
  });

  test.each(["Upper", "1a", "a-b", "", null])("is not called %p", (name) => {
    expect(refusalOf(() => Secret.fromVariable(name as string))).toContain("is no name of a variable");
  });

  test("shows no value that was passed as the name", () => {
    expect(refusalOf(() => Secret.fromVariable("Hunter-2"))).not.toContain("Hunter-2");
    expect(refusalOf(() => Secret.fromHostFile("Hunter-2"))).not.toContain("Hunter-2");
  });
});

describe("a secret in a file of the host", () => {
  test("never passes Terraform: the job reads the file, which must be there", () => {
    const host = makeHost();
    deliver(host, Secret.fromHostFile("/etc/groupware/key"));

    const job = synthesized(host).resource("calendars/host/files/Write");

    expect(job.mounts).toEqual([
      { type: "bind", source: "/etc/groupware/key", target: "/cdktf-groupware/secrets/0", read_only: true },
    ]);
    expect(job.entrypoint[2]).toContain("cat /cdktf-groupware/secrets/0 > .incoming/0");
    expect(job.upload).toBeUndefined();
  });

  test("is rotated by its version", () => {
    const labels = (version: string): string[] => {
      const host = makeHost();
      deliver(host, Secret.fromHostFile("/etc/groupware/key", { version }));
      const app = synthesized(host);
      return ["calendars/host/files/Write", "calendars/host/caldav"].map((path) => app.resource(path).labels[0].value);
    };

    const [before, after] = [labels("1"), labels("2")];

    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  test.each(["key", "/a:b", "", null])("is not at %p", (path) => {
    expect(refusalOf(() => Secret.fromHostFile(path as string))).toContain("an absolute path without a colon");
  });

  test("cannot be a password that Terraform itself needs", () => {
    const password = Secret.fromHostFile("/etc/groupware/registry");

    const text = refusalOf(() => {
      makeService(makeHost({ registries: [{ address: "registry.example.org", user: "ci", password }] }), "a");
    });

    expect(text).toContain("lies on the host, where Terraform cannot read it");
  });
});

describe("options of a secret that do not fit", () => {
  test.each([
    [() => Secret.fromVariable("a", null as never), "Secret.fromVariable: 1 problem"],
    [() => Secret.fromVariable("a", { descripton: "x" } as never), "did you mean `description`?"],
    [() => Secret.fromHostFile("/a", { version: 2 } as never), "version   has a value that does not fit"],
  ])("are refused: %#", (make, expected) => {
    expect(refusalOf(make)).toContain(expected);
  });
});

describe("a secret in a local file", () => {
  test("is read by Terraform when it applies, by a path from the directory of the stack", () => {
    const host = makeHost();
    deliver(host, Secret.fromLocalFile("secrets/key"));

    const app = synthesized(host);

    const [upload] = app.resource("calendars/host/files/Write").upload;
    expect(upload.source).toMatch(/^\.\.\/.*secrets\/key$/);
    expect(upload.source_hash).toBe(`\${filesha256("${upload.source}")}`);
    expect(app.resource("calendars/host/files/Secrets").triggers_replace).toEqual({ key: upload.source_hash });
  });

  test("leaves the service alone when the file lies at another path with the same content", () => {
    const labelWith = (file: string): string => {
      const host = makeHost();
      deliver(host, Secret.fromLocalFile(file));
      return synthesized(host).resource("calendars/host/caldav").labels[0].value;
    };

    expect(labelWith("/home/a/key")).toBe(labelWith("/home/b/key"));
  });
});

describe("a secret that is made on the host", () => {
  test("is made once by a job, into a protected volume, and no one else sees it", () => {
    const host = makeHost();
    deliver(host, Secret.generated(host, "key", { bytes: 16 }));

    const app = synthesized(host);

    expect(app.resource("calendars/host/key/Volume").lifecycle.prevent_destroy).toBe(true);
    expect(app.resource("calendars/host/key/Make").entrypoint[2]).toBe(`cd /secret
if [ -s value-1 ]; then exit 0; fi
umask 077
head -c 16 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' > .new
[ "$(wc -c < .new)" -eq 32 ] || { echo "The image lacks head or od: no secret was made."; exit 1; }
mv .new value-1
for old in value-*; do
  [ "$old" = value-1 ] || rm "$old"
done`);
    expect(app.resource("calendars/host/files/Write").depends_on).toEqual([expect.stringContaining("key_Make")]);
    expect(app.resource("calendars/host/files/Write").entrypoint[2]).toContain(
      "cat /cdktf-groupware/secrets/0/value-1 > .incoming/0",
    );
  });

  test("stays on its host", () => {
    const app = testApp();
    const here = makeHost({}, app);
    const elsewhere = makeHost({}, testApp());
    const secret = Secret.generated(here, "key");

    const text = refusalOf(() => deliver(elsewhere, secret));

    expect(text).toContain("Secret(calendars/host/key)   was made on another host, which it never leaves");
  });

  test.each([
    [{ bytes: 8 }, "a whole number from 16 to 1024"],
    [{ version: "a b" }, "letters, digits"],
    [{ byts: 32 }, "did you mean `bytes`?"],
  ])("refuses %j", (options, expected) => {
    expect(refusalOf(() => Secret.generated(makeHost(), "key", options as object))).toContain(expected);
  });
});

describe("a secret that another resource gives", () => {
  test("is its expression, by which it is the same or another", () => {
    const host = makeHost();
    const vault = new TerraformDataSource(TerraformStack.of(host), "vault", { terraformResourceType: "vault_secret" });
    deliver(host, Secret.fromToken(vault.getStringAttribute("key")));

    const app = synthesized(host);

    expect(app.resource("calendars/host/files/Write").upload[0].content).toBe("${data.vault_secret.vault.key}");
    expect(Secret.fromToken(vault.getStringAttribute("key"))._identity(host)).toBe(
      Secret.fromToken(vault.getStringAttribute("key"))._identity(host),
    );
  });

  test.each([
    "hunter2",
    "hunter2${var.salt}",
    "hunter2 ${TfToken[TOKEN.0]}",
    "${hunter2}",
    "%{hunter2",
    7,
    null,
    undefined,
  ])("is no plain value, and that is not shown: %p", (value) => {
    const text = refusalOf(() => Secret.fromToken(value as string));

    expect(text).toContain("use Secret.fromVariable, Secret.fromHostFile or Secret.fromLocalFile");
    expect(text).not.toContain("hunter2");
  });
});

describe("a handle", () => {
  test("says what it is and nothing else, however it is printed", () => {
    const host = makeHost();
    const vault = new TerraformDataSource(TerraformStack.of(host), "vault", { terraformResourceType: "vault_secret" });
    const token = vault.getStringAttribute("key");
    const secret = Secret.fromToken(token);

    expect([String(secret), JSON.stringify({ secret })]).toEqual(["Secret(token)", '{"secret":"Secret(token)"}']);
    expect(inspect(secret, { depth: 9 })).not.toContain(token);
  });

  test("is what a password must be, and a plain one is not shown", () => {
    const text = refusalOf(() =>
      makeHost({ registries: [{ address: "registry.example.org", user: "ci", password: "hunter2" as never }] }),
    );

    expect(text).toContain("got       a plain string (not shown)");
    expect(text).not.toContain("hunter2");
  });
});
