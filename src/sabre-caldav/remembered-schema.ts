import type { Construct } from "constructs";
import { remember } from "../docker/remembered";
import { literal } from "../internal/tokens";

/** Refuses another schema than that in which the calendars are: the server would make empty tables there. */
export function rememberSchema(scope: Construct, id: string, database: string, schema: string): void {
  const refusal = `${scope.node.path}: the calendars are in the schema \${self.output.schema} of the database ${literal(database)}, and the program now says ${schema}, where it would start with none. Nothing was touched. Set \`databaseSchema\` back.`;
  remember(scope, id, { database }, { schema: { value: schema, refusal } });
}
