import { TerraformStack, TerraformVariable } from "cdktf";
import { ConfigFile, ConfigVolume, Secret, SecretForm } from "cdktf-groupware";
import type { ConfigVolumeProps } from "cdktf-groupware";
import type { Json } from "cdktf-groupware/testing";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { installScript } from "../../src/docker/config-install-script";
import { WELL_KNOWN_SECRETS } from "../../src/internal/well-known-secrets";
import { image, makeHost, makeService } from "./blocks";

const text = (path: string) => ({ path, mode: "0444", isEmpty: false });

describe("the script that installs files", () => {
  test("moves each file into its place as a whole, with owner and permissions, and removes what else is there", () => {
    expect(installScript("/files", "999:998", [text("a.conf"), { ...text("sub/b"), mode: "0640" }])).toBe(`cd /files
[ -d .incoming ] || { echo "Nothing new was delivered: the files stay as they are."; exit 0; }
umask 077
if [ -e .incoming/0 ]; then [ ! -d a.conf ] || rm -r a.conf; chmod 0444 .incoming/0; chown 999:998 .incoming/0; mv -f .incoming/0 a.conf; fi
[ -d sub ] || rm -f sub; mkdir -p sub; chmod 0755 sub
if [ -e .incoming/1 ]; then [ ! -d sub/b ] || rm -r sub/b; chmod 0640 .incoming/1; chown 999:998 .incoming/1; mv -f .incoming/1 sub/b; fi
rm -rf .incoming
find . -type f | while read -r file; do case $file in ./a.conf|./sub/b) ;; *) rm -f "$file" ;; esac; done
chmod 0755 .`);
  });

  test("makes what Terraform cannot upload or never sees: empty files, and secrets of the host", () => {
    const script = installScript("/files", "0:0", [
      { ...text("empty"), isEmpty: true },
      { ...text("key"), form: SecretForm.ANY, source: "/cdktf-groupware/secrets/1" },
    ]);

    expect(script).toContain("mkdir -p .incoming\n");
    expect(script).toContain(": > .incoming/0\n");
    expect(script).toContain("cat /cdktf-groupware/secrets/1 > .incoming/1\n");
  });

  test("looks at every secret before it moves anything, so that a bad one leaves the old files in place", () => {
    const script = installScript("/files", "0:0", [
      { ...text("a"), form: SecretForm.LINE },
      { ...text("b"), form: SecretForm.ANY },
    ]);

    expect(script).toContain("if [ -e .incoming/0 ]; then require_line .incoming/0 a; fi\n");
    expect(script.indexOf("require_content .incoming/1 b")).toBeLessThan(script.indexOf("mv -f .incoming/0 a"));
    expect(script).toContain(`in ${WELL_KNOWN_SECRETS.join("|")})`);
  });
});

/** The volume `calendars/host/files` with a file for each kind of secret. */
function synthesizeFiles(files: ConfigFile[], props: Partial<ConfigVolumeProps> = {}): Json {
  const host = makeHost();
  new ConfigVolume(host, "files", { image, files, ...props });
  return synthesized(host).resource("calendars/host/files/Write");
}

describe("a volume with files", () => {
  test("is written by a hardened job of the service's own image", () => {
    const job = synthesizeFiles([ConfigFile.fromText("a.conf", "${user} %{x}\n")]);

    expect(job).toMatchObject({
      name: "calendars-files-write",
      user: "0:0",
      network_mode: "none",
      read_only: false,
      capabilities: { add: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"], drop: ["ALL"] },
      upload: [{ file: "/cdktf-groupware/files/.incoming/0", permissions: "0600", content: "$${user} %%{x}\n" }],
    });
  });

  test("is not protected: the next deploy writes it again", () => {
    const host = makeHost();
    new ConfigVolume(host, "files", { image, files: [] });

    const volume = synthesized(host).resource("calendars/host/files/Volume");

    expect(volume.lifecycle).toEqual({ ignore_changes: ["labels"] });
  });

  test("is mounted read-only, after it was written, and its secrets are known by what tells them apart", () => {
    const host = makeHost();
    const files = new ConfigVolume(host, "files", {
      image,
      files: [ConfigFile.fromSecret("key", Secret.fromVariable("key"), { purpose: "API key" })],
    });
    const { containerNode } = makeService(host, "caldav", { volumes: [files.mountAt("/secrets")] });

    const config = synthesized(host).resource("calendars/host/caldav");

    expect(config.volumes[0].read_only).toBe(true);
    expect(config.depends_on).toEqual([expect.stringContaining("files_Write")]);
    expect(containerNode.secrets).toEqual([
      expect.objectContaining({
        identity: "variable key",
        purpose: "API key",
        target: "/secrets/key",
        expression: "${var.key}",
      }),
    ]);
  });

  test("may hold values that only Terraform knows, and notices when they change", () => {
    const host = makeHost();
    const address = new TerraformVariable(TerraformStack.of(host), "address", { type: "string" });
    const files = new ConfigVolume(host, "files", {
      image,
      files: [ConfigFile.fromText("a.conf", `listen \${HOST} ${address.stringValue}\n`)],
    });
    makeService(host, "caldav", { volumes: [files.mountAt("/config")] });

    const app = synthesized(host);

    const content = "listen $${HOST} ${var.address}\n";
    expect(app.resource("calendars/host/files/Write").upload[0].content).toBe(content);
    expect(app.resource("calendars/host/files/Secrets").triggers_replace).toEqual({ "a.conf": content });
    expect(app.resource("calendars/host/caldav").labels[0].value).toMatch(/\$\{terraform_data\.\w+Secrets\w+\.id\}$/);
  });
});

describe("files that do not fit", () => {
  test.each([
    [ConfigFile.fromText("/etc/passwd", ""), "has a path that does not fit"],
    [ConfigFile.fromText("../x", ""), "has a path that does not fit"],
    [ConfigFile.fromText("a//b", ""), "has a path that does not fit"],
    [ConfigFile.fromText("a b", ""), "has a path that does not fit"],
    [ConfigFile.fromText(".incoming/0", ""), "has a path that does not fit"],
    [ConfigFile.fromText("a$(id)", ""), "has a path that does not fit"],
    [ConfigFile.fromText(undefined as never, ""), "has a path that does not fit"],
    [ConfigFile.fromText("a", 3 as never), "has no content"],
    [ConfigFile.fromSecret("a", undefined as never), "has no content"],
    [ConfigFile.fromText("same", ""), "has the path of another file"],
    [ConfigFile.fromText("same/b", ""), "needs a directory where another file is"],
  ])("are refused: %#", (file, expected) => {
    const refusal = refusalOf(() => synthesizeFiles([ConfigFile.fromText("same", ""), file]));

    expect(refusal).toContain("calendars/host/files: 1 problem");
    expect(refusal).toContain(`files[1]   ${expected}`);
  });

  test("are refused without a word of a secret that is a plain string", () => {
    const refusal = refusalOf(() => synthesizeFiles([ConfigFile.fromSecret("a", "hunter2" as never)]));

    expect(refusal).toContain("ConfigFile.fromSecret with a Secret");
    expect(refusal).not.toContain("hunter2");
  });

  test("are refused with all else that is wrong", () => {
    const refusal = refusalOf(() => synthesizeFiles(["a" as never], { owner: "root", watched: 1 as never }));

    expect(refusal).toContain("calendars/host/files: 3 problems");
  });

  test.each([
    [() => ConfigFile.fromText("a", "", { mode: "644" }), "an octal number of four digits, such as 0440"],
    [() => ConfigFile.fromText("a", "", null as never), "props   has a value that does not fit"],
    [() => ConfigFile.fromSecret("a", Secret.fromVariable("a"), { forn: "any" } as never), "did you mean `form`?"],
  ])("are refused where they are made, for options that do not fit: %#", (make, expected) => {
    expect(refusalOf(make)).toContain(expected);
  });
});
