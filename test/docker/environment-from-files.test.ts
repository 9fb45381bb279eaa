import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigFile, ConfigVolume, ContainerService, OneShotJob, Secret } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";
import { exportScript, exportingFiles } from "../../src/docker/environment-from-files";
import { configOf, healthCheck, image, makeHost, makeService } from "./blocks";

describe("the start that exports files", () => {
  test("reads each file, exports it, and becomes the program", () => {
    const script = exportScript({ B_KEY: "/secrets/b key", A_KEY: "/secrets/a" });

    expect(script).toBe(`set -eu
A_KEY=$(cat /secrets/a)
export A_KEY
B_KEY=$(cat '/secrets/b key')
export B_KEY
exec "$@"`);
  });

  test("keeps the program and its arguments as they are", () => {
    const start = exportingFiles({ KEY: "/secrets/key" }, { entrypoint: ["/entry", "a b"], command: ["$HOME"] });

    expect(start.entrypoint).toEqual(["/bin/sh", "-c", exportScript({ KEY: "/secrets/key" }), "sh", "/entry", "a b"]);
    expect(start.command).toEqual(["$HOME"]);
  });

  test("gives the program the content, without a final line feed and otherwise untouched", () => {
    const file = join(mkdtempSync(join(tmpdir(), "cdktf-groupware-")), "key");
    writeFileSync(file, "a  b$(id)'\"*\n");
    const { entrypoint = [] } = exportingFiles({ KEY: file }, { entrypoint: ["printenv"] });

    const { stdout } = spawnSync(entrypoint[0], [...entrypoint.slice(1), "KEY"], { encoding: "utf8" });

    expect(stdout).toBe("a  b$(id)'\"*\n");
  });

  test("starts nothing where a file cannot be read", () => {
    const { entrypoint = [] } = exportingFiles({ KEY: "/no/such/file" }, { entrypoint: ["echo", "started"] });

    const { stdout, status } = spawnSync(entrypoint[0], entrypoint.slice(1), { encoding: "utf8" });

    expect(stdout).toBe("");
    expect(status).not.toBe(0);
  });
});

describe("environmentFromFiles", () => {
  test("wraps the entry point of a service", () => {
    const config = configOf((host) =>
      makeService(host, "caldav", {
        environmentFromFiles: { API_KEY: "/secrets/key" },
        entrypoint: ["/entry"],
        command: ["serve"],
      }),
    );

    expect(config.entrypoint).toEqual([
      ...["/bin/sh", "-c", 'set -eu\nAPI_KEY=$(cat /secrets/key)\nexport API_KEY\nexec "$@"', "sh", "/entry"],
    ]);
    expect(config.command).toEqual(["serve"]);
  });

  test("wraps the script of a job", () => {
    const config = configOf(
      (host) =>
        new OneShotJob(host, "init", { image, script: "echo done", environmentFromFiles: { KEY: "/secrets/key" } }),
    );

    expect(config.entrypoint.slice(3)).toEqual(["sh", "/bin/sh", "-euc", "echo done"]);
  });

  test("needs the start of the image, which it would replace", () => {
    const host = makeHost();

    const text = refusalOf(
      () =>
        new ContainerService(host, "caldav", { image, healthCheck, environmentFromFiles: { API_KEY: "/secrets/key" } }),
    );

    expect(text).toBe(`calendars/host/caldav: 1 problem

  ✗ environmentFromFiles   needs to know what to start when the variables are exported
      got       neither \`entrypoint\` nor \`command\`
      expected  the start of the image written out, as \`docker image inspect\` shows it
      fix       pass \`entrypoint\`, or \`command\` where the image has no entry point`);
  });

  test("refuses a variable that `environment` sets as well, a bad name and a relative path", () => {
    const host = makeHost();

    const both = refusalOf(() =>
      makeService(host, "a", {
        command: ["x"],
        environment: { KEY: "a" },
        environmentFromFiles: { KEY: "/secrets/a" },
      }),
    );
    const bad = refusalOf(() =>
      makeService(host, "b", { command: ["x"], environmentFromFiles: { "MY-KEY": "/secrets/a", KEY: "secrets/a" } }),
    );

    expect(both).toContain("environmentFromFiles.KEY   is also in `environment`");
    expect(bad).toContain("calendars/host/b: 2 problems");
  });

  test("tells the topology the variable in which the secret ends up", () => {
    const host = makeHost();
    const secrets = new ConfigVolume(host, "secrets", {
      image,
      files: [
        ConfigFile.fromSecret("key", Secret.fromVariable("key")),
        ConfigFile.fromSecret("other", Secret.fromVariable("other")),
      ],
    });

    const service = makeService(host, "caldav", {
      command: ["serve"],
      volumes: [secrets.mountAt("/secrets")],
      environmentFromFiles: { API_KEY: "/secrets/key" },
    });

    expect(service.containerNode.secrets.map(({ target }) => target)).toEqual(["API_KEY", "/secrets/other"]);
  });
});
