import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { CalDavKeySet, Secret } from "../../src";
import { CalDavApiGeneration, CalDavKeys, SabreCalDavImage } from "../../src";
import { refusalOf } from "../../src/testing";

const COMMIT = "09ec94614698959f7a7b1f5cb2b6f1787033c167";

test("is another image for another commit, base or repository", () => {
  const images = [
    SabreCalDavImage.release(),
    SabreCalDavImage.fromGit(COMMIT),
    SabreCalDavImage.fromGit(COMMIT, { base: "php:8.4.24-apache-bookworm" }),
    SabreCalDavImage.fromGit(COMMIT, { repository: "https://git.example.org/calendars" }),
  ];

  const references = images.map(({ image }) => image.reference);

  expect(new Set(references).size).toBe(4);
  references.forEach((reference) =>
    expect(reference).toMatch(/^localhost\/cdktf-groupware\/sabre-caldav:[0-9a-f]{16}$/),
  );
});

test("is another image for a checkout with another file", () => {
  const checkout = fs.mkdtempSync(path.join(os.tmpdir(), "cdktf-groupware-checkout-"));
  const file = (name: string) => path.join(checkout, "src", "caldav", name);
  fs.mkdirSync(file("."), { recursive: true });
  fs.writeFileSync(file("Dockerfile"), "FROM php:8.5.9-apache-bookworm\n");

  const before = SabreCalDavImage.fromCheckout(checkout).image.reference;
  fs.writeFileSync(file("server.php"), "<?php\n");
  const after = SabreCalDavImage.fromCheckout(checkout).image.reference;
  fs.rmSync(checkout, { recursive: true });

  expect(after).not.toBe(before);
  expect(after).toMatch(/^localhost\/cdktf-groupware\/sabre-caldav:[0-9a-f]{16}$/);
});

test("is of the newest generation unless told otherwise", () => {
  const older = { generation: CalDavApiGeneration.API_KEY_HEADERS };

  expect(SabreCalDavImage.release().generation).toBe(CalDavApiGeneration.LS_HEADERS);
  expect(SabreCalDavImage.fromRegistry("registry.example.org/caldav:1", older).generation).toBe(older.generation);
});

test.each(["main", "v0.1.0", "83b4b19", ""])("refuses %j, which is no full id of a commit", (commit) => {
  const refusal = refusalOf(() => SabreCalDavImage.fromGit(commit));

  expect(refusal).toBe(
    `
SabreCalDavImage.fromGit: 1 problem

  ✗ commit   does not name one commit of a repository
      got       "${commit}"
      expected  the full id of a commit, 40 hexadecimal digits
      fix       copy the id from \`git log\`: a branch, a tag or a short id can come to mean something else
`.trim(),
  );
});

test("refuses options that it does not know, and a directory that is none", () => {
  const options = { generation: "newest", repositry: "https://example.org/calendars" } as object;

  const text = refusalOf(() => SabreCalDavImage.fromGit("0".repeat(40), options));

  expect(text).toContain("SabreCalDavImage.fromGit: 2 problems");
  expect(text).toContain("did you mean `repository`?");
  expect(refusalOf(() => SabreCalDavImage.fromCheckout(undefined as unknown as string))).toContain("✗ directory");
});

describe("keys that are no Secrets", () => {
  test("are refused where they are made, and not shown", () => {
    const text = refusalOf(() => CalDavKeys.of({ inbound: "hunter2" } as unknown as CalDavKeySet));

    expect(text).toContain("CalDavKeys.of: 3 problems");
    expect(text).toContain("got       a plain string (not shown)");
    expect(refusalOf(() => CalDavKeys.same("hunter2" as unknown as Secret))).not.toContain("hunter2");
    expect(refusalOf(() => CalDavKeys.of(null as unknown as CalDavKeySet))).toContain("CalDavKeys.of: 1 problem");
  });
});
