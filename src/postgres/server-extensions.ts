import { problemError } from "../internal/problems";
import { requireCarried } from "./extension-admission";
import { catalogueEntry } from "./extension-catalogue";
import type { PostgresDatabase } from "./postgres-database";
import type { PostgresImage } from "./postgres-image";
import { MAINTENANCE_DATABASE } from "./postgres-plan";

/** What the extensions of its databases mean for a server as a whole. */
export class ServerExtensions {
  private readonly libraries: Set<string>;
  private cron?: string;

  public constructor(
    private readonly image: PostgresImage,
    libraries: readonly string[] = [],
  ) {
    this.libraries = new Set(libraries);
  }

  /** Libraries that the server loads at its start. */
  public get preloadLibraries(): string[] {
    return [...this.libraries].sort();
  }

  /** The one database that can have pg_cron. */
  public get cronDatabase(): string {
    return this.cron ?? MAINTENANCE_DATABASE;
  }

  /**
   * Makes sure that the server can have the extension.
   *
   * @returns the library that the server must load for it besides those that it loads already, if any
   * @throws an error when the image does not carry it, or when another database has what a server has once
   */
  public admit(extension: string, database: PostgresDatabase): string | undefined {
    requireCarried(database, extension, this.image);
    if (extension === "pg_cron") this.claimCron(database);
    const library = catalogueEntry(extension)?.preloadLibrary;
    if (library === undefined || this.libraries.has(library)) return undefined;
    this.libraries.add(library);
    return library;
  }

  private claimCron(database: PostgresDatabase): void {
    if (this.cron !== undefined) {
      throw problemError(database.node.path, {
        name: 'requireExtension("pg_cron")',
        what: "another database of the server has pg_cron already, and a server has it in one alone",
        got: database.databaseName,
        expected: this.cron,
        fix: `schedule from ${this.cron} by cron.schedule_in_database, or use another server`,
      });
    }
    this.cron = database.databaseName;
  }
}
