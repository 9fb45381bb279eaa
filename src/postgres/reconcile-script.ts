import { PSQL_SESSION } from "./psql-session";
import {
  CHANGE_OF_HANDS,
  EXTENSIONS,
  EXTENSION_OBSTACLES,
  OBSTACLES,
  OUTDATED_EXTENSIONS,
  ROLE_AND_DATABASE,
  ROLE_STATE,
  SCHEMAS,
  SHORTCOMINGS,
  SUMMARY,
} from "./reconcile-sql";

/** What a role that the job made is marked with, so that it knows it again on a server that others use. */
const ROLE_MARK = "Made by cdktf-groupware";

/**
 * The script of the job that makes a database with its owner, schemas and extensions, on a new server and on an old
 * one, at the first time and at every later one: it changes what is other than it shall be, and drops nothing.
 *
 * Its environment says what there shall be; it is the same text for every database.
 */
export const RECONCILE_SCRIPT = `
${PSQL_SESSION}

# sql <database>: runs the statements on its input; prints what they did, or what they found
sql() {
  admin "$1" --no-align --tuples-only --set database="$DATABASE" --set owner="$OWNER" --set mark="${ROLE_MARK}" \\
    --set encoding="$ENCODING" --set locale="$LOCALE" --set create_databases="$CREATE_DATABASES" \\
    --set connection_limit="$CONNECTION_LIMIT" --set take_over="$TAKE_OVER" --set manages_role="$manages_role" \\
    --set schemas="$SCHEMAS" --set extensions="$EXTENSIONS"
}

# refuse_if_any <database>: runs queries whose every row is a reason to stop
refuse_if_any() {
  found=$(sql "$1")
  [ -z "$found" ] || fail "$found"
}

# change <database>: runs statements, and notes what they changed
changes=
change() {
  done=$(sql "$1")
  [ -z "$done" ] || changes="$changes$done
"
}

manages_role=true
password=$(cat "$PASSWORD_FILE")
wait_for_server

refuse_if_any "$MAINTENANCE" <<'SQL'
${OBSTACLES}
SQL
role=$(sql "$MAINTENANCE" <<'SQL'
${ROLE_STATE}
SQL
)
if [ "$role" = foreign ] && [ "$TAKE_OVER" = false ]; then
  manages_role=false
  said=$(log_in "$OWNER" "$MAINTENANCE" "$password" 2>&1) || fail \\
    "The role $OWNER exists on $HOST, and it was not made by this program. It cannot log in with the given password:" "$said" \\
    "Give its own password, name another \\\`owner\\\`, or set \\\`takeOver\\\` to give it this password."
fi

change "$MAINTENANCE" <<'SQL'
${ROLE_AND_DATABASE}
SQL
change "$DATABASE" <<'SQL'
${CHANGE_OF_HANDS}
SQL
if ! log_in "$OWNER" "$DATABASE" "$password" >/dev/null 2>&1; then
  if [ "$manages_role" = true ]; then
    set_password "$OWNER" "$password"
    changes="\${changes}ALTER ROLE … PASSWORD
"
  fi
  require_log_in "$OWNER" "$DATABASE" "$password"
fi
change "$DATABASE" <<'SQL'
${SCHEMAS}
SQL
refuse_if_any "$DATABASE" <<'SQL'
${EXTENSION_OBSTACLES}
SQL
change "$DATABASE" <<'SQL'
${EXTENSIONS}
SQL
# Each in a session of its own: some extensions refuse to be updated in one that has used them.
outdated=$(sql "$DATABASE" <<'SQL'
${OUTDATED_EXTENSIONS}
SQL
)
while IFS= read -r statement; do
  [ -n "$statement" ] || continue
  admin "$DATABASE" --quiet --command "$statement"
  changes="$changes$statement
"
done <<STATEMENTS
$outdated
STATEMENTS

refuse_if_any "$DATABASE" <<'SQL'
${SHORTCOMINGS}
SQL
printf '%s' "\${changes:-Nothing had to be changed.
}"
sql "$DATABASE" <<'SQL'
${SUMMARY}
SQL
`.trim();
