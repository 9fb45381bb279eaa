import type { Construct } from "constructs";
import { remember } from "../docker/remembered";
import { literal } from "../internal/tokens";
import type { BaikalPlan } from "./baikal-plan";

/** Refuses another realm or database than those with which the data was made. */
export function rememberFirstBoot(scope: Construct, id: string, dataVolume: string, plan: BaikalPlan): void {
  const { path } = scope.node;
  const database = plan.database.toString();
  remember(
    scope,
    id,
    { volume: dataVolume },
    {
      realm: {
        value: plan.realm,
        refusal: `${path}: the passwords on ${dataVolume} were made for the realm \${self.output.realm}, and the program now says ${literal(plan.realm)}. Nobody could log in any more, so nothing was touched. Set \`realm\` back.`,
      },
      database: {
        value: database,
        refusal: `${path}: the calendars of ${dataVolume} are in the database \${self.output.database}, and the program now says ${literal(database)}, which holds none of them. Nothing was touched. Set \`database\` back.`,
      },
    },
  );
}
