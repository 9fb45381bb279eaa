import { ContainerImage, PostgresImage, PostgresLocale, PostgresSuite } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";

function known(image: PostgresImage): string[] | undefined {
  return image.extensions?.map(({ name }) => name);
}

describe("an image of PostgreSQL", () => {
  test.each([
    [PostgresImage.official("16"), "postgres:16.13-bookworm", 16, "999:999"],
    [PostgresImage.official("15.9", PostgresSuite.TRIXIE), "postgres:15.9-trixie", 15, "999:999"],
    [PostgresImage.official("18", PostgresSuite.ALPINE_3_23), "postgres:18.3-alpine3.23", 18, "70:70"],
    [PostgresImage.pgvector("0.8.1-pg16-bookworm"), "pgvector/pgvector:0.8.1-pg16-bookworm", 16, "999:999"],
    [PostgresImage.postgis("17-3.5"), "postgis/postgis:17-3.5", 17, "999:999"],
    [PostgresImage.postgis("17-3.5-alpine"), "postgis/postgis:17-3.5-alpine", 17, "70:70"],
    [PostgresImage.timescaledb("2.25.0-pg16"), "timescale/timescaledb:2.25.0-pg16", 16, "70:70"],
  ])("%# has its name, major version and user", (image, reference, major, user) => {
    expect([image.image.reference, image.majorVersion, image.user]).toEqual([reference, major, user]);
  });

  test("carries what comes with its version of PostgreSQL", () => {
    expect(known(PostgresImage.official("16"))).toEqual(expect.arrayContaining(["pg_trgm", "uuid-ossp", "adminpack"]));
    expect(known(PostgresImage.official("17"))).not.toContain("adminpack");
    expect(known(PostgresImage.official("14"))).not.toContain("pg_walinspect");
    expect(known(PostgresImage.official("16"))).not.toContain("vector");
  });

  test("knows the libraries that must be loaded at the start", () => {
    const { extensions = [] } = PostgresImage.timescaledb("2.25.0-pg16");

    expect(extensions).toContainEqual({ name: "timescaledb", preloadLibrary: "timescaledb" });
    expect(extensions).toContainEqual({ name: "pg_stat_statements", preloadLibrary: "pg_stat_statements" });
    expect(extensions).toContainEqual({ name: "pg_trgm", preloadLibrary: undefined });
  });

  test("gets extensions by packages, and another name for each choice of them", () => {
    const base = PostgresImage.pgvector("0.8.1-pg16-bookworm");

    const one = PostgresImage.withPackages(base, ["postgresql-16-cron=1.6.7-2.pgdg12+1"]);
    const two = PostgresImage.withPackages(base, ["postgresql-16-cron=1.6.7-2.pgdg12+1", "postgresql-16-pgaudit"]);

    expect(known(one)).toEqual(expect.arrayContaining(["vector", "pg_cron"]));
    expect(known(one)).not.toContain("pgaudit");
    expect(known(two)).toContain("pgaudit");
    expect(one.image.reference).toMatch(/^localhost\/cdktf-groupware\/postgres-extensions:[0-9a-f]{16}$/);
    expect(one.image.reference).not.toBe(two.image.reference);
  });

  test("of somebody else carries what is said, or nobody knows what", () => {
    const image = ContainerImage.fromRegistry("registry.example.org/postgres:16.13-1");

    expect(known(PostgresImage.custom(image, { version: "16", extensions: ["pgroonga"] }))).toContain("pgroonga");
    expect(known(PostgresImage.custom(image, { version: "16" }))).toBeUndefined();
  });

  test.each([
    [() => PostgresImage.official("13"), 'got       "13"'],
    [() => PostgresImage.official("latest"), 'got       "latest"'],
    [() => PostgresImage.pgvector("latest"), 'got       "latest"'],
    [() => PostgresImage.withPackages(PostgresImage.official("16"), ["a; rm -rf /"]), "is no list of Debian packages"],
    [() => PostgresImage.withPackages(PostgresImage.official("16"), []), "is no list of Debian packages"],
    [
      () => PostgresImage.withPackages(PostgresImage.timescaledb("2.25.0-pg16"), ["postgresql-16-cron"]),
      "is no image to which Debian packages can be added",
    ],
    [() => PostgresLocale.libc("C; x"), "is no name of a locale"],
    [() => PostgresImage.official("16", "sarge" as PostgresSuite), "✗ suite"],
    [() => PostgresImage.postgis(undefined as unknown as string), "got       nothing"],
    [() => PostgresImage.withPackages(undefined as unknown as PostgresImage, ["a"]), "✗ base"],
    [() => PostgresImage.withPackages(PostgresImage.official("16"), "a" as unknown as string[]), "✗ packages"],
    [() => PostgresImage.withPackages(PostgresImage.official("16"), [undefined as unknown as string]), "✗ packages"],
    [() => PostgresImage.custom("postgres" as unknown as ContainerImage, { version: "12" }), "2 problems"],
    [() => PostgresImage.custom(undefined as unknown as ContainerImage, null as never), "PostgresImage.custom: 1"],
  ])("is refused where it cannot be: %#", (make, expected) => {
    expect(refusalOf(make)).toContain(expected);
  });
});
