import { DataResource } from "cdktf";
import type { Construct } from "constructs";
import { literal } from "../internal/tokens";

/**
 * Has Terraform remember in which schema the calendars are, and refuse another one while it plans: the server would make
 * empty tables there, and users would see no calendars. Another database is other data.
 */
export function rememberSchema(scope: Construct, id: string, database: string, schema: string): void {
  const memory = new DataResource(scope, id, { triggersReplace: { database }, input: { schema } });
  memory.lifecycle = {
    ignoreChanges: ["input"],
    postcondition: [
      {
        condition: `\${self.output.schema == "${schema}"}`,
        errorMessage: `${scope.node.path}: the calendars are in the schema \${self.output.schema} of the database ${literal(database)}, and the program now says ${schema}, where it would start with none. Nothing was touched. Set \`databaseSchema\` back.`,
      },
    ],
  };
}
