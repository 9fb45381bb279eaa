/** An extension, and what it takes to have it. */
export interface CatalogueEntry {
  /** Its name in `CREATE EXTENSION`. */
  readonly name: string;
  /** The images that carry it. */
  readonly images: readonly ImageFamily[];
  /** The Debian package with it for a major version, in Debian or in the repository of the PostgreSQL project. */
  readonly debianPackage?: (major: number) => string;
  /** The library that the server must load at its start. */
  readonly preloadLibrary?: string;
  /** Extensions that it stands on, in the order in which they must be created. */
  readonly needs?: readonly string[];
  /** The first major version that has it. */
  readonly since?: number;
  /** The last major version that has it. */
  readonly until?: number;
}

/** Published images, by what they carry beside what the official one has. */
export type ImageFamily = "official" | "pgvector" | "postgis" | "timescaledb";

/** Where the images of a family are published, and how a program names one. */
export const PUBLISHED: Readonly<Record<ImageFamily, { readonly repository: string; readonly example: string }>> = {
  official: { repository: "postgres", example: 'PostgresImage.official("<version>")' },
  pgvector: { repository: "pgvector/pgvector", example: 'PostgresImage.pgvector("<tag>")' },
  postgis: { repository: "postgis/postgis", example: 'PostgresImage.postgis("<tag>")' },
  timescaledb: { repository: "timescale/timescaledb", example: 'PostgresImage.timescaledb("<tag>")' },
};

const EVERYWHERE: readonly ImageFamily[] = ["official", "pgvector", "postgis", "timescaledb"];

const CONTRIB =
  "amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn file_fdw fuzzystrmatch hstore " +
  "insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm " +
  "pg_surgery pg_trgm pg_visibility pgcrypto pgrowlocks pgstattuple plpgsql postgres_fdw refint seg sslinfo tablefunc " +
  "tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2";

const POSTGIS: Pick<CatalogueEntry, "images" | "debianPackage"> = {
  images: ["postgis"],
  debianPackage: (major) => `postgresql-${major}-postgis-3`,
};

/** The extensions that are known here: what comes with PostgreSQL, and what is common beside it. */
const ENTRIES: readonly CatalogueEntry[] = [
  ...CONTRIB.split(" ").map((name) => ({ name, images: EVERYWHERE })),
  { name: "adminpack", images: EVERYWHERE, until: 16 },
  { name: "earthdistance", images: EVERYWHERE, needs: ["cube"] },
  { name: "old_snapshot", images: EVERYWHERE, until: 16 },
  { name: "pg_logicalinspect", images: EVERYWHERE, since: 18 },
  { name: "pg_stat_statements", images: EVERYWHERE, preloadLibrary: "pg_stat_statements" },
  { name: "pg_walinspect", images: EVERYWHERE, since: 15 },
  { name: "vector", images: ["pgvector"], debianPackage: (major) => `postgresql-${major}-pgvector` },
  { name: "postgis", ...POSTGIS },
  { name: "postgis_raster", ...POSTGIS, needs: ["postgis"] },
  { name: "postgis_sfcgal", ...POSTGIS, needs: ["postgis"] },
  { name: "postgis_tiger_geocoder", ...POSTGIS, needs: ["postgis", "fuzzystrmatch"] },
  { name: "postgis_topology", ...POSTGIS, needs: ["postgis"] },
  { name: "timescaledb", images: ["timescaledb"], preloadLibrary: "timescaledb" },
  packaged("hypopg", "hypopg"),
  packaged("ip4r", "ip4r"),
  { ...packaged("pg_cron", "cron"), preloadLibrary: "pg_cron" },
  packaged("pg_partman", "partman"),
  packaged("pg_repack", "repack"),
  { ...packaged("pgaudit", "pgaudit"), preloadLibrary: "pgaudit" },
  { ...packaged("pgrouting", "pgrouting"), needs: ["postgis"] },
  packaged("rum", "rum"),
  ...["plperl", "plperlu"].map((name) => language(name, "plperl")),
  language("plpython3u", "plpython3"),
  ...["pltcl", "pltclu"].map((name) => language(name, "pltcl")),
];

const BY_NAME: ReadonlyMap<string, CatalogueEntry> = new Map(ENTRIES.map((entry) => [entry.name, entry]));

/** What is known of an extension; nothing where it is not known here. */
export function catalogueEntry(name: string): CatalogueEntry | undefined {
  return BY_NAME.get(name);
}

/** Names of all extensions that an image carries, given its family and the Debian packages that were added. */
export function extensionsOf(family: ImageFamily, major: number, packages: readonly string[] = []): string[] {
  const bare = packages.map((text) => text.replace(/=.*/, ""));
  return ENTRIES.filter(
    (entry) =>
      isOfMajor(entry, major) && (entry.images.includes(family) || bare.includes(entry.debianPackage?.(major) ?? "")),
  ).map(({ name }) => name);
}

/** The extension after all that it stands on. */
export function withNeeds(name: string): string[] {
  return [...(catalogueEntry(name)?.needs ?? []), name];
}

/** Names of all known extensions. */
export function knownExtensions(): string[] {
  return [...BY_NAME.keys()];
}

/** Whether a major version has it at all. */
export function isOfMajor({ since = 0, until = Infinity }: CatalogueEntry, major: number): boolean {
  return since <= major && major <= until;
}

function packaged(name: string, suffix: string): CatalogueEntry {
  return { name, images: [], debianPackage: (major) => `postgresql-${major}-${suffix}` };
}

function language(name: string, prefix: string): CatalogueEntry {
  return { name, images: [], debianPackage: (major) => `postgresql-${prefix}-${major}` };
}
