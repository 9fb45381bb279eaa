import { isUnknownText } from "../../internal/tokens";
import type { ContainerNode, DatabaseNode, DatabaseServerNode, Topology } from "../../topology";
import { containerKey, onEngine } from "../../topology/engine";
import { listOf } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate, pathsOf } from "../wording";

/** A database belongs to one role. */
export class DatabaseHasOneOwner extends InvariantRule {
  public readonly id = "database/one-owner";
  public readonly title = "All who declare a database name the same owner";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The last of them would win in every deploy, and the other one can no longer create or change its tables.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return [...groupBy(topology.databaseServers, placeOf).values()].flatMap((declarations) => {
      const databases = declarations.flatMap((server) => server.databases);
      return [...[...groupBy(databases, ({ name }) => name).values()].map(judge), ...unknown(databases)];
    });
  }
}

/** What tells servers apart: one that somebody else runs can be declared by all who make databases on it. */
function placeOf({ container }: DatabaseServerNode): ContainerNode | string {
  const key = containerKey(container);
  if (typeof key !== "string") return key;
  return [key, ...container.endpoints.map(({ network }) => onEngine(network)).sort()].join(" ");
}

function judge(databases: readonly DatabaseNode[]): Finding {
  const [first] = databases;
  const others = databases.filter(({ owner }) => owner !== first.owner && ![owner, first.owner].some(isUnknownText));
  if (others.length === 0) return Finding.pass(first);
  return Finding.fail(first, {
    what: `the database ${first.name} has another owner in ${pathsOf(others)}`,
    got: enumerate([first, ...others].map(({ owner }) => owner)),
    expected: "one owner",
    fix: "give each its own database, or name one `owner`",
  });
}

/** One check a server: no name comes with a second owner where there are as many names as pairs of name and owner. */
function unknown(databases: readonly DatabaseNode[]): Finding[] {
  const first = databases.find(({ name, owner }) => isUnknownText(name) || isUnknownText(owner));
  if (!first || databases.length < 2) return [];
  const names = listOf(databases.map(({ name }) => name));
  const pairs = listOf(databases.map(({ name, owner }) => `${name}/${owner}`));
  return [
    Finding.unknown(first, {
      what: `a database of ${first.server.path} is declared twice, with different owners`,
      condition: `length(distinct(${names})) == length(distinct(${pairs}))`,
      fix: "give each its own database, or name one `owner`",
    }),
  ];
}
