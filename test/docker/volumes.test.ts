import { DataVolume } from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { configOf, makeHost, makeService } from "./blocks";

describe("a volume", () => {
  test("is protected, and keeps its data when somebody else puts a label on it", () => {
    const config = configOf((host) => new DataVolume(host, "data"));

    expect(config).toEqual({
      provider: "docker",
      name: "calendars-data",
      driver: "local",
      lifecycle: { ignore_changes: ["labels"], prevent_destroy: true },
    });
  });

  test("may be given up", () => {
    const config = configOf((host) => new DataVolume(host, "data", { protect: false, volumeName: "cache" }));

    expect(config).toMatchObject({ name: "cache", lifecycle: { ignore_changes: ["labels"] } });
    expect(config.lifecycle.prevent_destroy).toBeUndefined();
  });

  test("tells the topology who mounts it where", () => {
    const host = makeHost();
    const data = new DataVolume(host, "data");

    makeService(host, "caldav", { volumes: [data.mountAt("/data", { readOnly: true })] });

    expect(data.volumeNode).toMatchObject({ name: "calendars-data", isProtected: true, content: "data" });
    expect(data.volumeNode.mounts.map(({ path, mountPath, isReadOnly }) => [path, mountPath, isReadOnly])).toEqual([
      ["calendars/host/caldav", "/data", true],
    ]);
  });

  test.each([
    [{ volumeName: "no blanks" }, "volumeName"],
    [{ volumeName: "${var.name}" }, "volumeName"],
    [{ content: "gold" }, "one of data, secret, configuration"],
    [{ protected: true }, "did you mean `protect`?"],
    [null, "props   has a value that does not fit"],
  ])("refuses %j", (props, expected) => {
    expect(refusalOf(() => new DataVolume(makeHost(), "data", props as object))).toContain(expected);
  });
});

describe("a volume that somebody else made", () => {
  test("has no resource, so nothing can destroy it", () => {
    const host = makeHost();
    const data = DataVolume.fromExisting(host, "data", { volumeName: "messages_db" });
    makeService(host, "caldav", { volumes: [data.mountAt("/data")] });

    const app = synthesized(host);

    expect(app.stack("calendars").resource.docker_volume).toBeUndefined();
    expect(app.resource("calendars/host/caldav").volumes).toEqual([
      { volume_name: "messages_db", container_path: "/data", read_only: false },
    ]);
    expect(data.volumeNode.isAdopted).toBe(true);
  });

  test("is looked into before anybody uses it, where something is expected in it", () => {
    const host = makeHost();
    const data = DataVolume.fromExisting(host, "data", { volumeName: "messages_db", expects: "PG VERSION" });
    makeService(host, "db", { volumes: [data.mountAt("/data")] });

    const app = synthesized(host);

    const check = app.resource("calendars/host/data/Check");
    expect(check.entrypoint[2]).toBe(`if [ -e '/volume/PG VERSION' ]; then exit 0; fi
echo 'The volume messages_db has no PG VERSION. Is the name right? An unknown name makes an empty volume.'
exit 1`);
    expect(check.volumes).toEqual([{ volume_name: "messages_db", container_path: "/volume", read_only: true }]);
    expect(app.resource("calendars/host/db").depends_on).toEqual([expect.stringContaining("data_Check")]);
  });

  test.each([
    [{}, "volumeName   is required"],
    [{ volumeName: "db", expects: "../x" }, "a path from the root of the volume, without `..`"],
    [{ volumeName: "db", expects: "/x" }, "a path from the root of the volume, without `..`"],
  ])("refuses %j", (props, expected) => {
    expect(refusalOf(() => DataVolume.fromExisting(makeHost(), "data", props as never))).toContain(expected);
  });
});

describe("a directory of the host", () => {
  test("is made ready by a job, without a word that its shell would read in the path", () => {
    const host = makeHost();
    const mail = DataVolume.hostDirectory(host, "mail", "/srv/mail $(id)", { owner: "1000:1001", mode: "0700" });
    makeService(host, "imap", { volumes: [mail.mountAt("/mail")] });

    const app = synthesized(host);

    const prepare = app.resource("calendars/host/mail/Prepare");
    expect(prepare.entrypoint[2]).toBe(`directory=/directory
if [ -z "$(ls -A $directory)" ]; then
  chown 1000:1001 $directory
  chmod 0700 $directory
fi
permissions=$(stat -c %A $directory)
case $permissions in
????????w*)
  echo '/srv/mail $(id) on the host can be written by everybody. Run there: chmod 0700 /srv/mail $(id)'
  exit 1 ;;
esac
if [ "$(stat -c %u:%g $directory)" != 1000:1001 ]; then
  echo '/srv/mail $(id) on the host has content and belongs to' "$(stat -c %u:%g $directory), not to 1000:1001."
  echo 'If the content is what the service shall use, run there: chown -R 1000:1001 /srv/mail $(id)'
  exit 1
fi`);
    expect(app.resource("calendars/host/imap").volumes).toEqual([
      { host_path: "/srv/mail $(id)", container_path: "/mail", read_only: false },
    ]);
  });

  test.each([
    "/",
    "/etc",
    "/home",
    "/usr/bin",
    "/usr/local",
    "/bin/x",
    "/proc/1",
    "/var/lib",
    "/var/lib/docker/volumes",
    "/var/run/docker.sock",
    "/srv/",
    "/srv/../etc",
    "srv/mail",
    "/srv/a:b",
    "",
    null,
  ])("is not %p", (path) => {
    expect(refusalOf(() => DataVolume.hostDirectory(makeHost(), "mail", path as string, { owner: "1:1" }))).toContain(
      "path   is no directory of its own",
    );
  });

  test.each(["/srv/mail", "/etc/groupware", "/home/deploy/mail", "/var/lib/groupware", "/opt/x", "/data"])(
    "may be %s",
    (path) => {
      expect(DataVolume.hostDirectory(makeHost(), "mail", path, { owner: "1:1" }).volumeNode.name).toBe(path);
    },
  );

  test("is refused where everybody could write, or where nobody owns it", () => {
    const text = refusalOf(() =>
      DataVolume.hostDirectory(makeHost(), "mail", "/srv/mail", { owner: "root", mode: "0777" }),
    );

    expect(text).toContain("calendars/host/mail: 2 problems");
    expect(text).toContain("an octal number of four digits that does not let everybody write, such as 0750");
  });
});

describe("a mount", () => {
  test("refuses options that it does not know", () => {
    const data = new DataVolume(makeHost(), "data");

    expect(refusalOf(() => data.mountAt("/data", { readonly: true } as never))).toContain("did you mean `readOnly`?");
  });
});
