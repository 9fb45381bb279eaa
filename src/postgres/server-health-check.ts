import { HealthCheck } from "../docker";
import { MAINTENANCE_DATABASE } from "./postgres-plan";

/** Over TCP: the server that runs while the data is made listens on its socket alone. */
export function serverHealthCheck(superuser: string): HealthCheck {
  return HealthCheck.command([
    ...["psql", "--no-psqlrc", "--host=127.0.0.1", `--username=${superuser}`],
    ...[`--dbname=${MAINTENANCE_DATABASE}`, "--quiet", "--tuples-only", "--command=SELECT 1"],
  ]);
}
