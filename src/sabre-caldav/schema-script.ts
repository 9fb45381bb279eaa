/** The tables of SabreDAV, without any of which requests fail. */
const TABLES = [
  "addressbookchanges",
  "addressbooks",
  "calendarchanges",
  "calendarinstances",
  "calendarobjects",
  "calendars",
  "calendarsubscriptions",
  "cards",
  "groupmembers",
  "locks",
  "principals",
  "propertystorage",
  "schedulingobjects",
  "users",
];

/**
 * The script of the job that makes the tables. Upstream's own script says success even where it made none, so what counts
 * is what is there afterwards.
 */
export function schemaScript(schema: string): string {
  const names = TABLES.map((table) => `('${table}')`).join(", ");
  return `
init-database.sh
missing=$(psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT string_agg(wanted.name, ' ' ORDER BY wanted.name)
  FROM (VALUES ${names}) AS wanted (name)
  WHERE to_regclass(format('%I.%I', '${schema}', wanted.name)) IS NULL")
if [ -n "$missing" ]; then
  echo "The database $PGDATABASE lacks tables in the schema ${schema}: $missing."
  echo "A run that was cut short, or tables of other software in that schema, keep upstream's script from making them."
  echo "If the schema holds no calendars yet, drop it (DROP SCHEMA ${schema} CASCADE) and deploy again."
  exit 1
fi
foreign=$(psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT string_agg(tablename, ' ' ORDER BY tablename)
  FROM pg_tables
  WHERE schemaname = '${schema}' AND NOT pg_has_role(current_user, tableowner, 'USAGE')")
if [ -n "$foreign" ]; then
  echo "Tables in the schema ${schema} of $PGDATABASE do not belong to $PGUSER: $foreign."
  echo "Give the CalDAV server a database of its own, or make $PGUSER their owner."
  exit 1
fi
echo "All ${TABLES.length} tables of SabreDAV are in the schema ${schema} of $PGDATABASE."
`.trim();
}
