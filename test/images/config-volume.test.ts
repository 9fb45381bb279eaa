import type { InstalledFile } from "../../src/docker/config-install-script";
import { INCOMING, installScript } from "../../src/docker/config-install-script";
import { SecretForm } from "../../src/docker/config-file";
import type { Outcome, TestContainer } from "./docker";
import { Sandbox, describeWithDocker, tryDocker } from "./docker";

const IMAGE = "debian:bookworm-slim";

const file = (path: string, rest: Partial<InstalledFile> = {}): InstalledFile => ({
  path,
  mode: "0444",
  isEmpty: false,
  ...rest,
});

const secret = (path: string, form = SecretForm.LINE): InstalledFile => file(path, { mode: "0400", form });

describeWithDocker("the job that fills a volume with files", () => {
  const sandbox = new Sandbox();
  let container: TestContainer;
  let volume: string;

  /** As the job is: root, with three capabilities and nothing to reach. */
  beforeAll(() => {
    volume = sandbox.volume("files");
    const capabilities = ["CHOWN", "FOWNER", "DAC_OVERRIDE"].flatMap((name) => ["--cap-add", name]);
    container = sandbox.run("job", {
      image: IMAGE,
      options: ["--init", "--network", "none", "--cap-drop", "ALL", ...capabilities, "--volume", `${volume}:/files`],
      command: ["sleep", "infinity"],
    });
  });

  beforeEach(() => {
    run("find /files -mindepth 1 -delete");
  });

  afterAll(() => sandbox.remove());

  function run(script: string, input?: string): string {
    return container.exec(["/bin/sh", "-euc", script], { input });
  }

  /** Puts files where Terraform uploads them. */
  function deliver(...contents: string[]): void {
    contents.forEach((content, index) => {
      run(`mkdir -p /files/${INCOMING} && cat > /files/${INCOMING}/${index}`, content);
    });
  }

  function install(files: readonly InstalledFile[]): Outcome {
    return container.tryExec(["/bin/sh", "-euc", installScript("/files", "999:998", files)]);
  }

  /** Path, mode and owner of everything in the volume. */
  function listing(): string[] {
    return run("cd /files; find . -mindepth 1 -printf '%P %m %U:%G\\n' | sort").split("\n");
  }

  function contentOf(path: string): string {
    return run(`cat /files/${path}; printf .`).slice(0, -1);
  }

  test("gives each file its owner and permissions, and leaves nothing else", () => {
    deliver("a", "", "key\n");

    const { status } = install([file("a.conf"), file("sub/empty", { isEmpty: true, mode: "0440" }), secret("key")]);

    expect(status).toBe(0);
    expect(listing()).toEqual(["a.conf 444 999:998", "key 400 999:998", "sub 755 0:0", "sub/empty 440 999:998"]);
    expect([contentOf("a.conf"), contentOf("key")]).toEqual(["a", "key"]);
  });

  test("removes files that are no longer wanted, and lets files and directories change places", () => {
    deliver("a", "b", "c");
    install([file("a"), file("b/c"), file("old")]);

    deliver("1", "2");
    const { status } = install([file("a/x"), file("b")]);

    expect(status).toBe(0);
    expect(listing()).toEqual(["a 755 0:0", "a/x 444 999:998", "b 444 999:998"]);
  });

  test("leaves all as it is when it runs again with nothing new", () => {
    deliver("a");
    install([file("a")]);

    const { status, stdout } = install([file("a")]);

    expect([status, stdout]).toEqual([0, "Nothing new was delivered: the files stay as they are.\n"]);
    expect(contentOf("a")).toBe("a");
  });

  test("goes on where a run was cut short", () => {
    deliver("a", "b");
    run(`cd /files && mv ${INCOMING}/0 a`);

    const { status } = install([file("a"), file("b")]);

    expect(status).toBe(0);
    expect([contentOf("a"), contentOf("b")]).toEqual(["a", "b"]);
  });

  test.each([
    ["is empty", "", "is empty"],
    ["is only a line feed", "\n", "is empty"],
    ["has two lines", "a\nb", "has a line break or a character that is not printable ASCII"],
    ["ends with two line feeds", "a\n\n", "has a line break or a character that is not printable ASCII"],
    ["has a carriage return", "a\r\n", "has a line break or a character that is not printable ASCII"],
    ["is not ASCII", "pässword", "has a line break or a character that is not printable ASCII"],
    ["starts with a blank", " a", "starts or ends with a blank"],
    ["ends with a blank", "a ", "starts or ends with a blank"],
    ["stands in guides", "ChangeMe\n", "is a value that stands in guides and sample files"],
  ])("refuses a secret that %s, and leaves the old files", (_what, content, reason) => {
    deliver("old", "good-old-key");
    install([file("a"), secret("key")]);

    deliver("new", content);
    const { status, stdout } = install([file("a"), secret("key")]);

    expect([status, stdout]).toEqual([1, `The secret for key ${reason}.\n`]);
    expect([contentOf("a"), contentOf("key")]).toEqual(["old", "good-old-key"]);
  });

  test.each(["*", "a'b\"c$(id)`id`\\n", "-n", "a  b", "%s%d"])("keeps the secret %j as it is", (content) => {
    deliver(content);

    const { status } = install([secret("key")]);

    expect(status).toBe(0);
    expect(contentOf("key")).toBe(content);
  });

  test("says that the volume is read-only, leaves the old files, and goes on when it is not", () => {
    deliver("old");
    install([file("a")]);
    deliver("new");
    const script = installScript("/files", "999:998", [file("a")]);
    const job = ["--rm", "--network", "none", "--volume", `${volume}:/files:ro`, "--entrypoint", "/bin/sh", IMAGE];

    const { status, stderr } = tryDocker(["run", ...job, "-euc", script]);

    expect(status).not.toBe(0);
    expect(stderr).toContain("Read-only file system");
    expect(contentOf("a")).toBe("old");
    expect(install([file("a")]).status).toBe(0);
    expect(contentOf("a")).toBe("new");
  });

  test("takes a certificate as it is, line feeds and all", () => {
    deliver("-----BEGIN\n\nä\n");

    install([secret("cert.pem", SecretForm.ANY)]);

    expect(contentOf("cert.pem")).toBe("-----BEGIN\n\nä\n");
  });
});
