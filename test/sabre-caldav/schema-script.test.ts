import { schemaScript } from "../../src/sabre-caldav/schema-script";

test("runs upstream's script, and then looks whether the tables are there and are the role's own", () => {
  expect(schemaScript("sabre")).toBe(
    `
init-database.sh
missing=$(psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT string_agg(wanted.name, ' ' ORDER BY wanted.name)
  FROM (VALUES ('addressbookchanges'), ('addressbooks'), ('calendarchanges'), ('calendarinstances'), ('calendarobjects'), ('calendars'), ('calendarsubscriptions'), ('cards'), ('groupmembers'), ('locks'), ('principals'), ('propertystorage'), ('schedulingobjects'), ('users')) AS wanted (name)
  WHERE to_regclass(format('%I.%I', 'sabre', wanted.name)) IS NULL")
if [ -n "$missing" ]; then
  echo "The database $PGDATABASE lacks tables in the schema sabre: $missing."
  echo "A run that was cut short, or tables of other software in that schema, keep upstream's script from making them."
  echo "If the schema holds no calendars yet, drop it (DROP SCHEMA sabre CASCADE) and deploy again."
  exit 1
fi
foreign=$(psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT string_agg(tablename, ' ' ORDER BY tablename)
  FROM pg_tables
  WHERE schemaname = 'sabre' AND NOT pg_has_role(current_user, tableowner, 'USAGE')")
if [ -n "$foreign" ]; then
  echo "Tables in the schema sabre of $PGDATABASE do not belong to $PGUSER: $foreign."
  echo "Give the CalDAV server a database of its own, or make $PGUSER their owner."
  exit 1
fi
echo "All 14 tables of SabreDAV are in the schema sabre of $PGDATABASE."
`.trim(),
  );
});
