import { isUnknownText } from "../../internal/tokens";
import { nearest } from "../../internal/words";
import type { AvailableExtension, DatabaseExtensionNode, DatabaseServerNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** An extension is a file in the image. */
export class ExtensionIsAvailable extends InvariantRule {
  public readonly id = "database/extension-available";
  public readonly title = "The image of a server carries every extension that its databases need";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "CREATE EXTENSION fails: the control file is not there. No setting can bring it, only another image.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap((server) => {
      const available = server.availableExtensions && namesOf(server.availableExtensions);
      return server.databases.flatMap(({ extensions }) =>
        extensions.map((extension) => judge(extension, server, available)),
      );
    });
  }
}

/** PL/pgSQL is in every database from the start. */
function namesOf(extensions: readonly AvailableExtension[]): ReadonlySet<string> {
  return new Set(["plpgsql", ...extensions.map(({ name }) => name)]);
}

function judge(
  extension: DatabaseExtensionNode,
  server: DatabaseServerNode,
  available: ReadonlySet<string> | undefined,
): Finding {
  const { name, database } = extension;
  const image = server.container.image?.reference ?? "the server's image";
  const fix = `give ${server.path} an image that carries ${name}, or do without the extension`;
  if (available === undefined) {
    const what = `whether ${server.path} has the extension ${name}, which ${database.name} needs, is not known here`;
    return Finding.unknown(extension, { what, fix });
  }
  if (available.has(name)) return Finding.pass(extension);
  const what = `the database ${database.name} needs the extension ${name}, which ${image} does not carry`;
  if (isUnknownText(name)) {
    return Finding.unknown(extension, { what, condition: isOneOf(name, [...available].sort()), fix });
  }
  const meant = nearest(name, [...available]);
  return Finding.fail(extension, {
    what,
    got: name,
    expected: meant ? `an extension of that image; did you mean ${meant}?` : "an extension of that image",
    fix,
  });
}
