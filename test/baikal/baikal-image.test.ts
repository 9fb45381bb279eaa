import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaikalImage, BaikalImageProfile } from "cdktf-groupware";
import type { Json, Synthesized } from "cdktf-groupware/testing";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { baikal } from "./baikal-fixture";

const SHA256 = "a".repeat(64);

function archive(name: string, content = "PK"): string {
  const file = join(mkdtempSync(join(tmpdir(), "cdktf-groupware-")), name);
  writeFileSync(file, content);
  return file;
}

/** The image that is built for the service. */
function builtIn(app: Synthesized): Json {
  const images: Json[] = Object.values(app.stack("calendars-images").resource.docker_image);
  return images.find(({ name }) => name.includes("/baikal:")) as Json;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("a release", () => {
  it("is built with its version and checksum, and another one is another image", () => {
    const image = BaikalImage.release("0.12.2", SHA256);

    const { build } = builtIn(synthesized(baikal({ image })));

    expect(build.build_args).toEqual({ BAIKAL_VERSION: "0.12.2", BAIKAL_SHA256: SHA256 });
    expect(image.image.reference).not.toBe(BaikalImage.bundled().image.reference);
    expect([image.version, BaikalImage.bundled().version]).toEqual(["0.12.2", "0.12.1"]);
  });

  it("is refused without a checksum that can be one", () => {
    expect(refusalOf(() => BaikalImage.release("latest", "abc")).match(/✗ \w+/g)).toEqual(["✗ version", "✗ sha256"]);
  });
});

describe("an archive", () => {
  it("is a part of the build context, and its checksum is that of the build", () => {
    const image = BaikalImage.fromArchive(archive("baikal-0.12.1.zip"));

    const app = synthesized(baikal({ image }));
    const { build } = builtIn(app);

    expect(build.build_args).toEqual({ BAIKAL_VERSION: "0.12.1", BAIKAL_SHA256: sha256("PK") });
    expect(app.file(join("stacks/calendars-images", build.context, "archive/baikal.zip"))).toBe("PK");
  });

  it("has the version that it is said to have", () => {
    expect(BaikalImage.fromArchive(archive("release.zip"), { version: "0.12.1" }).version).toBe("0.12.1");
    expect(refusalOf(() => BaikalImage.fromArchive(archive("release.zip")))).toContain(
      "✗ version   is not said by the name",
    );
  });

  it("is refused where its checksum is another, or where it is not there", () => {
    const file = archive("baikal-0.12.1.zip");

    expect(refusalOf(() => BaikalImage.fromArchive(file, { sha256: SHA256 }))).toBe(
      `BaikalImage.fromArchive: 1 problem

  ✗ sha256   is not that of ${file}: the file is another one, or damaged
      got       ${sha256("PK")}
      expected  ${SHA256}
      fix       download the archive again, or correct \`sha256\``,
    );
    expect(refusalOf(() => BaikalImage.fromArchive("/nowhere/baikal-0.12.1.zip"))).toContain(
      "✗ archivePath   is no file",
    );
    expect(refusalOf(() => BaikalImage.fromArchive(undefined as never))).toContain("✗ archivePath   is no file");
  });
});

describe("an image in a registry", () => {
  it.each([
    ["ckulka/baikal:0.10.1-nginx", "0.10.1"],
    ["ghcr.io/aalmenar/baikal:0.11.1", "0.11.1"],
    ["registry.example.org:5000/baikal:v0.12.1", "0.12.1"],
    [`ckulka/baikal@sha256:${SHA256}`, undefined],
    ["ckulka/baikal:nginx", undefined],
  ])("%s has the version %s", (reference, version) => {
    expect(BaikalImage.fromRegistry(reference, BaikalImageProfile.CKULKA_NGINX).version).toBe(version);
  });

  it("has the version that is said", () => {
    const image = BaikalImage.fromRegistry(`ckulka/baikal@sha256:${SHA256}`, BaikalImageProfile.CKULKA_NGINX, {
      version: "0.10.1",
    });

    expect(image.version).toBe("0.10.1");
  });

  it("is refused with a PHP that its Baikal does not start with", () => {
    expect(
      refusalOf(() => BaikalImage.fromRegistry("ckulka/baikal:0.12.1-apache-php8.1", BaikalImageProfile.CKULKA_APACHE)),
    ).toContain("has a PHP that is too old for Baikal 0.12.1");
    expect(
      BaikalImage.fromRegistry("ckulka/baikal:0.10.1-apache-php8.1", BaikalImageProfile.CKULKA_APACHE).version,
    ).toBe("0.10.1");
  });

  it("is refused without a profile", () => {
    expect(refusalOf(() => BaikalImage.fromRegistry("ckulka/baikal:0.10.1", "nginx" as never))).toContain("✗ profile");
  });
});
