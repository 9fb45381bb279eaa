import type { DatabaseExtensionNode, DatabaseServerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** Some extensions must be there when the server starts. */
export class PreloadIsPresent extends InvariantRule {
  public readonly id = "database/preload-present";
  public readonly title = "A server preloads the libraries of the extensions that need it";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "CREATE EXTENSION succeeds without the library, and every use of the extension fails: it must be loaded via " +
    "shared_preload_libraries. Changing that later restarts the server.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap((server) => {
      const libraries = new Map(
        (server.availableExtensions ?? []).map(({ name, preloadLibrary }) => [name, preloadLibrary]),
      );
      const loaded = new Set(server.preloadLibraries);
      return server.databases.flatMap(({ extensions }) =>
        extensions.flatMap((extension) => {
          const library = libraries.get(extension.name);
          return library === undefined ? [] : [judge(extension, server, library, loaded)];
        }),
      );
    });
  }
}

function judge(
  extension: DatabaseExtensionNode,
  server: DatabaseServerNode,
  library: string,
  loaded: ReadonlySet<string>,
): Finding {
  if (loaded.has(library)) return Finding.pass(extension);
  return Finding.fail(extension, {
    what: `${server.path} does not preload ${library}, which the extension ${extension.name} needs`,
    got: `shared_preload_libraries = ${enumerate([...loaded]) || "(empty)"}`,
    expected: `${library} among them`,
    fix: `add ${library} to the preloaded libraries of ${server.path}`,
  });
}
