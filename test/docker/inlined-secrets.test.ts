import { Invariants } from "cdktf-groupware";
import { makeHost, makeService } from "./blocks";

describe("a variable of a container", () => {
  test.each([
    ["DB_PASSWORD", "hunter2"],
    ["DJANGO_SECRET_KEY", "${var.key}"],
    ["api_token", "123456789"],
    ["DATABASE_URL", "postgres://app:hunter2@db/app"],
    ["REDIS_URL", "redis://:hunter2@redis:6379/0"],
  ])("holds a secret: %s=%s", (name, value) => {
    expect(inlined({ [name]: value })).toEqual([`${name} (not shown)`]);
  });

  test.each([
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["SSL_PRIVATE_KEY", "/certs/key.pem"],
    ["ALLOW_EMPTY_PASSWORD", "yes"],
    ["MAX_TOKEN", "4096"],
    ["CALDAV_URL", "http://caldav:80"],
    ["MONKEY", "banana"],
    ["API_KEY", ""],
  ])("holds none: %s=%s", (name, value) => {
    expect(inlined({ [name]: value })).toEqual([]);
  });
});

function inlined(environment: { [name: string]: string }): (string | undefined)[] {
  const host = makeHost();
  makeService(host, "web", { environment });
  const { findings } = Invariants.of(host).check();
  return findings.filter(({ rule }) => rule === "secret/not-inlined").map(({ got }) => got);
}
