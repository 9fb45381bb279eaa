/**
 * The head of every script that talks to a server: how it asks, and how it waits.
 *
 * It expects in the environment: `HOST` and `PORT` of the server, `SUPERUSER`, `MAINTENANCE` (the database where it asks
 * for what belongs to no other) and `ADMIN_HOST`, the server or the directory of its socket. A database is named in the
 * environment and never by an argument, because `psql` takes `a=b` there for more than a name. The settings of a
 * superuser's session keep every statement out of the server's log, whatever the server is told to log; and the empty
 * search path keeps out what the owner of a database may have put in the way.
 */
export const PSQL_SESSION = `
export PGPORT="$PORT" PGCONNECT_TIMEOUT=10 PGAPPNAME=cdktf-groupware

quiet='-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1'
quiet="$quiet -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0 -c auto_explain.log_min_duration=-1"
quiet="$quiet -c pg_stat_statements.track_utility=off -c pgaudit.log=none"
quiet="$quiet -c search_path= -c lock_timeout=60s -c client_min_messages=warning"

fail() {
  printf '%s\\n' "$@"
  exit 1
}

# admin <database> <arguments of psql>
admin() (
  if [ -n "\${ADMIN_PASSWORD_FILE:-}" ]; then export PGPASSWORD="$(cat "$ADMIN_PASSWORD_FILE")"; fi
  export PGHOST="$ADMIN_HOST" PGUSER="$SUPERUSER" PGDATABASE="$1" PGOPTIONS="$quiet"
  shift
  exec psql --no-psqlrc --no-password --set ON_ERROR_STOP=1 "$@"
)

# log_in <role> <database> <password>: over the network, as an application would
log_in() (
  export PGHOST="$HOST" PGUSER="$1" PGDATABASE="$2" PGPASSWORD="$3"
  exec psql --no-psqlrc --no-password --command 'SELECT 1'
)

# set_password <role> <password>: psql makes the verifier, so the password itself stays here
set_password() {
  said=$(printf '%s\\n%s\\n' "$2" "$2" | admin "$MAINTENANCE" --set role="$1" --command '\\password :"role"' 2>&1) ||
    fail "The password of the role $1 could not be set: $said"
}

# require_log_in <role> <database> <password>: fails unless it works; pg_hba.conf may admit others than this job
require_log_in() {
  said=$(log_in "$@" 2>&1) && return
  case $said in
  *"pg_hba.conf"*) echo "Whether the role $1 can log in was not tried: pg_hba.conf does not admit it from here." ;;
  *) fail "The role $1 has the password, but cannot log in to the database $2 over the network:" "$said" ;;
  esac
}

ask() {
  pg_isready --host "$HOST" --timeout 5 && admin "$MAINTENANCE" --command 'SELECT 1'
}

wait_for_server() {
  deadline=$(($(date +%s) + \${DEADLINE:-120}))
  until answer=$(ask 2>&1); do
    case $answer in
    *"authentication failed"* | *"no password supplied"* | *"no pg_hba.conf entry"* | *"is not permitted to log in"*)
      fail "The superuser $SUPERUSER cannot log in to $HOST:$PORT. Is it the right name and password?" "$answer" ;;
    esac
    [ "$(date +%s)" -lt "$deadline" ] ||
      fail "Waited \${DEADLINE:-120} seconds for PostgreSQL on $HOST:$PORT. Its last answer:" "$answer"
    sleep 1
  done
}
`.trim();
