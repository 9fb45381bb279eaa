import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { Identifier } from "./identifiers";
import { IdentifierKind, identifiersOf } from "./identifiers";

const RESERVED: { readonly [kind: string]: string | undefined } = {
  [IdentifierKind.DATABASE]: "^(postgres|template0|template1)$",
  [IdentifierKind.ROLE]: "^(pg_.*|public|none)$",
  [IdentifierKind.SCHEMA]: "^(pg_.*|information_schema)$",
};

/** Some names PostgreSQL keeps for itself. */
export class NameIsNotReserved extends InvariantRule {
  public readonly id = "database/reserved-name";
  public readonly title = "No database, role or schema has a name that PostgreSQL keeps for itself";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "PostgreSQL refuses roles and schemas that start with pg_. In postgres, template0 and template1 the tables of an " +
    "application are in the way of upgrades, and what is in template1 is copied into every new database.";

  public check(topology: Topology): Finding[] {
    return identifiersOf(topology).flatMap((identifier) => {
      const pattern = RESERVED[identifier.kind];
      return pattern === undefined ? [] : [judge(identifier, pattern)];
    });
  }
}

function judge({ node, kind, text }: Identifier, pattern: string): Finding {
  const what = `${text} is no name for a ${kind}: PostgreSQL keeps it for itself`;
  const fix = `give the ${kind} another name`;
  if (isUnknownText(text)) return Finding.unknown(node, { what, condition: `!${matches(text, pattern)}`, fix });
  if (!new RegExp(pattern).test(text)) return Finding.pass(node);
  return Finding.fail(node, { what, got: text, expected: "a name of the application's own", fix });
}
