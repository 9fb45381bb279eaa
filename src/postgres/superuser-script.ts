import { PSQL_SESSION } from "./psql-session";

/**
 * The script of the job that gives the superuser its password, which the image itself does at the first boot alone. It
 * comes in by the socket, for which no password is needed: so it also mends one that nobody knows any more.
 */
export const SUPERUSER_SCRIPT = `
${PSQL_SESSION}

wait_for_server
password=$(cat "$PASSWORD_FILE")
if log_in "$SUPERUSER" "$MAINTENANCE" "$password" >/dev/null 2>&1; then
  echo "The superuser $SUPERUSER has the password already."
  exit 0
fi
set_password "$SUPERUSER" "$password"
require_log_in "$SUPERUSER" "$MAINTENANCE" "$password"
echo "The superuser $SUPERUSER has a new password."
`.trim();
