"""Databases: dumps that hold together, and their way back."""

import json
import os
import re
import subprocess
import time

from repository import Fault

#: Databases of a restore have names that no application would take.
RESTORING = "cdktf_groupware_restoring"
BEFORE = "cdktf_groupware_before"
MARK = "cdktf_groupware.restored"

#: Rows of each table of users, as one snapshot of the database has them. What extensions bring, they bring again.
COUNTS = """
SELECT coalesce(json_object_agg(format('%I.%I', n.nspname, c.relname), (xpath('/row/n/text()',
  query_to_xml(format('SELECT count(*) AS n FROM ONLY %I.%I', n.nspname, c.relname), false, true, '')))[1]::text::bigint), '{}')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""

PROPERTIES = """
SELECT json_build_object('owner', pg_get_userbyid(datdba), 'encoding', pg_encoding_to_char(encoding), 'collate', datcollate,
  'ctype', datctype, 'provider', to_jsonb(d)->>'datlocprovider',
  'locale', coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale'))
FROM pg_database d WHERE datname = :'name'
"""


class Server:
    """A server to which we come as superuser, by its socket or with a password."""

    def __init__(self, told):
        self.maintenance = told.get("maintenance", "postgres")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/tmp",
            "LANG": "C.UTF-8",
            "PGHOST": told["host"],
            "PGPORT": str(told.get("port", 5432)),
            "PGUSER": told["user"],
            "PGCONNECT_TIMEOUT": "15",
            "PGAPPNAME": "cdktf-groupware-backup",
            # Statements of ours are kept out of the log: some hold verifiers of passwords.
            "PGOPTIONS": "-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1 "
            "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0",
        }
        if told.get("passwordFile"):
            with open(told["passwordFile"]) as file:
                self.environment["PGPASSWORD"] = file.read()

    def program(self, *arguments, input=None, failure):
        done = subprocess.run(
            arguments, env=self.environment, input=input, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            said = [line for line in done.stderr.strip().splitlines() if line]
            raise Fault(f"{failure}: {' '.join(said[:3])[:600] or 'it said nothing'}")
        return done.stdout

    def ask(self, sql, database=None, **values):
        """The answer as text. Values come in as variables of psql, which quotes them."""
        settings = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
        return self.program(
            *["psql", "--no-psqlrc", "--no-password", "--quiet", "--no-align", "--tuples-only"],
            *["--set", "ON_ERROR_STOP=1", *settings, "--dbname", quoted_conninfo(database or self.maintenance)],
            input=sql,
            failure=f"PostgreSQL on {self.environment['PGHOST']} did not do what it was asked",
        ).strip()

    def databases(self):
        """Those with content of users, in the order of their names."""
        names = self.ask(
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname !~ "
            f"'^({RESTORING}|{BEFORE})' ORDER BY datname"
        )
        return names.splitlines()

    def properties(self, name):
        found = self.ask(PROPERTIES, name=name)
        return json.loads(found) if found else None

    def counts(self, database):
        return json.loads(self.ask(COUNTS, database))

    def dump_globals(self, file):
        self.program("pg_dumpall", "--globals-only", "--no-password", "--file", file, failure="The roles could not be dumped")
        os.chmod(file, 0o600)

    def dump(self, name, file):
        """A dump, and how many rows each table has in the same instant."""
        psql = subprocess.Popen(
            ["psql", "--no-psqlrc", "--no-password", "--quiet", "--no-align", "--tuples-only"]
            + ["--set", "ON_ERROR_STOP=1", "--dbname", quoted_conninfo(name)],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with psql:
            psql.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();\n")
            psql.stdin.flush()
            snapshot = psql.stdout.readline().strip()
            if not snapshot:
                raise Fault(f"The database {name} could not be read: {psql.stderr.read().strip()[:500]}")
            # Not compressed: restic finds what it has already, and compresses the rest.
            self.program(
                *["pg_dump", "--no-password", "--format=custom", "--compress=0", "--create", f"--snapshot={snapshot}"],
                *["--file", file, "--dbname", quoted_conninfo(name)],
                failure=f"The database {name} could not be dumped",
            )
            said, errors = psql.communicate(f"{COUNTS};\nCOMMIT;\n")
            if psql.returncode != 0:
                raise Fault(f"The rows of the database {name} could not be counted: {errors.strip()[:500]}")
        os.chmod(file, 0o600)
        require_readable(file, name)
        return json.loads(said)

    def create(self, name, like, owner=None):
        """An empty database with the properties of another."""
        clauses = ["TEMPLATE template0", "ENCODING :'encoding'", "LC_COLLATE :'collate'", "LC_CTYPE :'ctype'"]
        if like.get("provider") == "i":
            clauses += ["LOCALE_PROVIDER icu", "ICU_LOCALE :'locale'"]
        if like.get("provider") == "b":
            clauses += ["LOCALE_PROVIDER builtin", "BUILTIN_LOCALE :'locale'"]
        if owner:
            clauses.append('OWNER :"owner"')
        values = {key: value for key, value in {**like, "owner": owner}.items() if value}
        self.ask(f"CREATE DATABASE :\"name\" {' '.join(clauses)}", name=name, **values)

    def drop(self, name):
        self.ask('DROP DATABASE IF EXISTS :"name" WITH (FORCE)', name=name)

    def drop_leftovers(self):
        """What a restore replaced, and what one has left that was cut short."""
        for name in self.ask(f"SELECT datname FROM pg_database WHERE datname ~ '^({RESTORING}|{BEFORE})_'").splitlines():
            self.drop(name)

    def load(self, name, file, jobs=2):
        """Fills an empty database from a dump."""
        self.program(
            *["pg_restore", "--no-password", "--exit-on-error", f"--jobs={jobs}", "--dbname", quoted_conninfo(name), file],
            failure=f"The dump of {os.path.basename(file)[:-5]} could not be restored",
        )

    def add_missing_roles(self, globals_file):
        """Roles of the dump that the server lacks. Those that it has are as the program declares them."""
        known = set(self.ask("SELECT rolname FROM pg_roles").splitlines())
        with open(globals_file) as file:
            lines = file.read().splitlines()
        missing = {role for role in (role_of(line) for line in lines if line.startswith("CREATE ROLE ")) if role not in known}
        wanted = [line for line in lines if role_of(line) in missing or grants_to(line, missing)]
        if wanted:
            self.ask("\n".join(wanted))
            print(f"Roles that were missing: {', '.join(sorted(missing))}", flush=True)

    def mark_of(self, name):
        """The request that made the database what it is; nothing where none did."""
        settings = self.ask(
            "SELECT s FROM pg_db_role_setting r JOIN pg_database d ON d.oid = r.setdatabase, unnest(setconfig) s "
            f"WHERE r.setrole = 0 AND d.datname = :'name' AND s LIKE '{MARK}=%'",
            name=name,
        )
        return settings.partition("=")[2] or None

    def mark(self, name, request):
        self.ask(f"ALTER DATABASE :\"name\" SET {MARK} = :'request'", name=name, request=request)

    def replace(self, name, successor, aside):
        """Puts the successor in the place of the database, which is kept under another name."""
        exists = self.properties(name) is not None
        try:
            if exists:
                self.ask('ALTER DATABASE :"name" WITH ALLOW_CONNECTIONS false', name=name)
            self.end_sessions(name, successor)
            away = 'ALTER DATABASE :"name" RENAME TO :"aside";' if exists else ""
            self.ask(
                f'BEGIN; {away} ALTER DATABASE :"successor" RENAME TO :"name"; COMMIT;',
                name=name,
                aside=aside,
                successor=successor,
            )
        except Fault:
            if exists:
                self.ask('ALTER DATABASE :"name" WITH ALLOW_CONNECTIONS true', name=name)
            raise

    def end_sessions(self, *names, patience=30):
        """Ends who is still there: services are stopped before, so it is a person or a program that nobody declared."""
        values = {f"name{index}": name for index, name in enumerate(names)}
        where = f"FROM pg_stat_activity WHERE datname IN ({', '.join(f':{key!r}' for key in values)})"
        deadline = time.monotonic() + patience
        while self.ask(f"SELECT count(pg_terminate_backend(pid)) {where}", **values) != "0":
            if time.monotonic() > deadline:
                who = self.ask(f"SELECT string_agg(DISTINCT application_name, ', ') {where}", **values)
                raise Fault(f"The database {names[0]} is in use, and sessions do not end: {who}")
            time.sleep(0.2)

    def set_properties(self, file):
        """What a dump knows of the database as a whole: its settings and who may connect."""
        listed = self.program("pg_restore", "--create", "--list", file, failure="The dump could not be listed")
        wanted = [line for line in listed.splitlines() if re.search(r"; \d+ \d+ (DATABASE|DATABASE PROPERTIES|ACL - DATABASE) ", line)]
        script = self.program(
            *["pg_restore", "--create", "--use-list=/dev/stdin", "--file=-", file],
            input="\n".join(wanted),
            failure="The properties of the database could not be read",
        )
        statements = re.findall(r"^(?:ALTER DATABASE .* SET .*|(?:GRANT|REVOKE) .* ON DATABASE .*);$", script, re.MULTILINE)
        chosen = [one for one in statements if MARK not in one]
        if chosen:
            self.ask("\n".join(f"{one};" for one in chosen))


def require_readable(file, name):
    done = subprocess.run(["pg_restore", "--list", file], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Fault(f"The dump of the database {name} is not whole: {done.stderr.strip()[:300]}")


def quoted_conninfo(database):
    """A name that holds `=` would be taken for more than a name."""
    escaped = database.replace("\\", "\\\\").replace("'", "\\'")
    return f"dbname='{escaped}'"


IDENTIFIER = r'("(?:[^"]|"")+"|[^\s;"]+)'


def plain(identifier):
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier


def role_of(line):
    """The role that a line of the globals makes or changes."""
    found = re.match(rf"(?:CREATE|ALTER) ROLE {IDENTIFIER}", line)
    return plain(found.group(1)) if found else None


def grants_to(line, roles):
    """Whether the line makes one of the roles a member of another."""
    found = re.match(rf"GRANT {IDENTIFIER} TO {IDENTIFIER}", line)
    return bool(found) and plain(found.group(2)) in roles
