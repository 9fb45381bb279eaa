/*
 * The statements of the reconcile job, for psql. Each asks for what is not as it shall be, and writes the statement that
 * mends it, which `\gexec` then runs: where nothing differs, nothing is done. Names come in as variables and are quoted
 * by the server itself.
 *
 * A lock keeps two jobs apart. It is one of the database in which it is taken.
 */

const LOCK = "SELECT pg_advisory_lock(7305528340) AS lock \\gset";

/** In the maintenance database: what is in the way of making role and database; a line each. */
export const OBSTACLES = `
SELECT format('The role %s is the superuser as which this job works; an application needs none. Name another \`owner\`.', :'owner')
WHERE :'owner' IN (session_user, (SELECT rolname FROM pg_roles WHERE oid = 10));
SELECT format('The database %s exists and belongs to the role %s, not to %s. If it shall change hands, set \`takeOver\`.', datname, pg_get_userbyid(datdba), :'owner')
FROM pg_database WHERE datname = :'database' AND pg_get_userbyid(datdba) <> :'owner' AND NOT :'take_over'::boolean;
SELECT format('The database %s has the encoding %s, not %s, which cannot be changed. Set \`encoding\` to what it has, or move its content into a new database by pg_dump.', datname, pg_encoding_to_char(encoding), :'encoding')
FROM pg_database WHERE datname = :'database' AND encoding <> pg_char_to_encoding(:'encoding');
SELECT format('The database %s has the locale %s (collation) and %s (character types), not %s, which cannot be changed. Set \`locale\` to what it has, or move its content into a new database by pg_dump.', datname, datcollate, datctype, :'locale')
FROM pg_database WHERE datname = :'database' AND :'locale' <> '' AND (lower(replace(datcollate, '-', '')), lower(replace(datctype, '-', ''))) IS DISTINCT FROM (lower(replace(:'locale', '-', '')), lower(replace(:'locale', '-', '')));
`.trim();

/** In the maintenance database: `absent`, `ours` or `foreign`. */
export const ROLE_STATE = `
SELECT coalesce((SELECT CASE WHEN shobj_description(oid, 'pg_authid') = :'mark' THEN 'ours' ELSE 'foreign' END FROM pg_roles WHERE rolname = :'owner'), 'absent');
`.trim();

/** In the maintenance database: the role, the database, and who may connect. */
export const ROLE_AND_DATABASE = `
${LOCK}
SELECT unnest(ARRAY['BEGIN', format('CREATE ROLE %I', :'owner'), format('COMMENT ON ROLE %I IS %L', :'owner', :'mark'), 'COMMIT'])
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEROLE %s NOREPLICATION NOBYPASSRLS CONNECTION LIMIT %s', rolname, CASE WHEN :'create_databases'::boolean THEN 'CREATEDB' ELSE 'NOCREATEDB' END, :'connection_limit'::int)
FROM pg_roles WHERE rolname = :'owner' AND :'manages_role'::boolean
AND (rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit) IS DISTINCT FROM (true, false, false, :'create_databases'::boolean, false, false, :'connection_limit'::int) \\gexec
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L', :'database', :'owner', :'encoding') || CASE WHEN :'locale' <> '' THEN format(' LC_COLLATE %L LC_CTYPE %L', :'locale', :'locale') ELSE '' END
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', :'database')
WHERE has_database_privilege('public', :'database', 'CONNECT') \\gexec
`.trim();

/** In the database: all that its former owner made in it, and itself, become the owner's. Extensions keep theirs. */
export const CHANGE_OF_HANDS = `
${LOCK}
WITH own(owner) AS (
  SELECT datdba FROM pg_database WHERE datname = current_database() AND pg_get_userbyid(datdba) <> :'owner'
), owned(classid, objid) AS (
  SELECT 'pg_namespace'::regclass, oid FROM own, pg_namespace WHERE nspowner = owner
  UNION ALL SELECT 'pg_class'::regclass, oid FROM own, pg_class WHERE relowner = owner AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  UNION ALL SELECT 'pg_proc'::regclass, oid FROM own, pg_proc WHERE proowner = owner
  UNION ALL SELECT 'pg_type'::regclass, oid FROM own, pg_type WHERE typowner = owner AND (typtype IN ('d', 'e', 'r') OR EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
  UNION ALL SELECT 'pg_collation'::regclass, oid FROM own, pg_collation WHERE collowner = owner
  UNION ALL SELECT 'pg_operator'::regclass, oid FROM own, pg_operator WHERE oprowner = owner
  UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM own, pg_ts_config WHERE cfgowner = owner
  UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM own, pg_ts_dict WHERE dictowner = owner
  UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM own, pg_statistic_ext WHERE stxowner = owner
  UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM own, pg_largeobject_metadata WHERE lomowner = owner
)
SELECT format('ALTER %s %s OWNER TO %I', CASE object.type WHEN 'statistics object' THEN 'statistics' ELSE object.type END, object.identity, :'owner')
FROM owned CROSS JOIN LATERAL pg_identify_object(classid, objid, 0) AS object
WHERE objid >= 16384
AND NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.classid = owned.classid AND pg_depend.objid = owned.objid AND (deptype = 'e' OR pg_depend.classid = 'pg_class'::regclass AND deptype IN ('a', 'i'))) \\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', datname, :'owner') FROM pg_database WHERE datname = current_database() AND pg_get_userbyid(datdba) <> :'owner' \\gexec
SELECT format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO %I', current_database(), :'owner')
FROM pg_database WHERE datname = current_database()
AND EXISTS (SELECT FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) AS needed WHERE NOT EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held WHERE held.grantee = datdba AND held.privilege_type = needed)) \\gexec
`.trim();

/** In the database: its schemas. */
export const SCHEMAS = `
${LOCK}
SELECT format('CREATE SCHEMA %I AUTHORIZATION %I', wanted.name, :'owner')
FROM json_array_elements_text(:'schemas'::json) AS wanted(name) WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = wanted.name) \\gexec
SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, :'owner')
FROM json_array_elements_text(:'schemas'::json) AS wanted(name) JOIN pg_namespace ON nspname = wanted.name
WHERE nspname <> 'public' AND pg_get_userbyid(nspowner) <> :'owner' \\gexec
SELECT format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', nspname, :'owner')
FROM json_array_elements_text(:'schemas'::json) AS wanted(name) JOIN pg_namespace ON nspname = wanted.name
WHERE NOT (has_schema_privilege(:'owner', pg_namespace.oid, 'CREATE') AND has_schema_privilege(:'owner', pg_namespace.oid, 'USAGE')) \\gexec
`.trim();

const WANTED_EXTENSIONS = `
json_array_elements(:'extensions'::json) WITH ORDINALITY AS wanted(spec, position)
`.trim();

/** In the database: what is in the way of its extensions; a line each. */
export const EXTENSION_OBSTACLES = `
SELECT format('The server has no extension %s: its image does not carry it. Give the server an image that does (docs/postgres.md names them).', spec->>'name')
FROM ${WANTED_EXTENSIONS} WHERE NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = spec->>'name');
SELECT format('The extension %s works only where the server loads %s at its start, and it loads: %s. Add it to shared_preload_libraries there, and restart the server.', spec->>'name', spec->>'preload', coalesce(nullif(current_setting('shared_preload_libraries'), ''), 'nothing'))
FROM ${WANTED_EXTENSIONS} WHERE spec->>'preload' IS NOT NULL AND spec->>'preload' <> ALL (string_to_array(replace(replace(current_setting('shared_preload_libraries'), ' ', ''), '"', ''), ','));
SELECT format('The extension %s is in the schema %s, not in %s, and cannot be moved. Set its \`schema\` to where it is.', extname, nspname, spec->>'schema')
FROM ${WANTED_EXTENSIONS} JOIN pg_extension ON extname = spec->>'name' JOIN pg_namespace ON pg_namespace.oid = extnamespace
WHERE nspname <> spec->>'schema' AND NOT extrelocatable;
`.trim();

/** In the database: its extensions, each in its schema. One without a schema of its own goes into `public`. */
export const EXTENSIONS = `
${LOCK}
SELECT format('CREATE EXTENSION IF NOT EXISTS %I', spec->>'name') || coalesce(format(' SCHEMA %I', coalesce(spec->>'schema', CASE WHEN fixed.schema IS NULL THEN 'public' END)), '') || ' CASCADE'
FROM ${WANTED_EXTENSIONS}
JOIN pg_available_extensions AS available ON available.name = spec->>'name'
LEFT JOIN pg_available_extension_versions AS fixed ON fixed.name = available.name AND fixed.version = available.default_version
WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = spec->>'name') ORDER BY position \\gexec
SELECT format('ALTER EXTENSION %I SET SCHEMA %I', extname, spec->>'schema')
FROM ${WANTED_EXTENSIONS} JOIN pg_extension ON extname = spec->>'name' JOIN pg_namespace ON pg_namespace.oid = extnamespace
WHERE nspname <> spec->>'schema' ORDER BY position \\gexec
`.trim();

/** In the database: statements that bring extensions to the version of the server's image; a line each. */
export const OUTDATED_EXTENSIONS = `
SELECT format('ALTER EXTENSION %I UPDATE', extname)
FROM ${WANTED_EXTENSIONS} JOIN pg_extension ON extname = spec->>'name' JOIN pg_available_extensions AS available ON available.name = extname
WHERE extversion <> default_version ORDER BY position;
`.trim();

/** In the database, when all is done: what is not as it shall be; a line each. */
export const SHORTCOMINGS = `
SELECT format('The role %s does not have the attributes that it shall have.', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner' AND rolcanlogin AND (NOT :'manages_role'::boolean OR NOT rolsuper));
SELECT format('The database %s does not belong to the role %s.', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND datname = :'database' AND pg_get_userbyid(datdba) = :'owner');
SELECT format('Every role may connect to the database %s.', current_database()) WHERE has_database_privilege('public', current_database(), 'CONNECT');
SELECT format('The owner may not create anything in the schema %s.', wanted.name)
FROM json_array_elements_text(:'schemas'::json) AS wanted(name)
WHERE NOT coalesce((SELECT has_schema_privilege(:'owner', oid, 'CREATE') FROM pg_namespace WHERE nspname = wanted.name), false);
SELECT format('The extension %s is not there.', spec->>'name')
FROM ${WANTED_EXTENSIONS} WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = spec->>'name');
SELECT current_setting('server_version_num')::int >= 150000 AS knows_collation_version \\gset
\\if :knows_collation_version
SELECT format('The database %s sorts text by version %s of its collation, and the image brings %s: indexes on text may give wrong answers. Run in it: REINDEX DATABASE %I; ALTER DATABASE %I REFRESH COLLATION VERSION;', datname, datcollversion, pg_database_collation_actual_version(oid), datname, datname)
FROM pg_database WHERE datname = current_database() AND datcollversion <> pg_database_collation_actual_version(oid);
\\endif
`.trim();

/** In the database, at the end: one line that says what is there. */
export const SUMMARY = `
SELECT format('Database %s of %s: encoding %s, %s; extensions: %s.', datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate,
  (SELECT string_agg(extname || ' ' || extversion, ', ' ORDER BY extname) FROM pg_extension))
FROM pg_database WHERE datname = current_database();
`.trim();
