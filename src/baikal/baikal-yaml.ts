import type { BaikalBackend } from "./baikal-database";
import type { BaikalPlan, DatabaseServer } from "./baikal-plan";
import { MYSQL_AUTHORITIES, SQLITE_FILE } from "./declaration";
import { CONFIG } from "./image-profile";

/** A key and its value as YAML. */
type Entry = readonly [key: string, value: string];

/**
 * `baikal.yaml` as the first boot writes it. What stands between `@` is put in there by the job that has the secrets;
 * later the admin UI writes the file too, so it is never written as a whole again.
 */
export function renderBaikalYaml(plan: BaikalPlan): string {
  return [...section("system", system(plan)), ...section("database", database(plan)), ""].join("\n");
}

/** Types matter: `'true'` switches calendars off, and a version without quotes becomes a number. */
function system(plan: BaikalPlan): Entry[] {
  return [
    ["configured_version", quoted("@BAIKAL_VERSION@")],
    ["timezone", quoted(plan.timeZone)],
    ["card_enabled", String(plan.servesAddressBooks)],
    ["cal_enabled", String(plan.servesCalendars)],
    ["invite_from", quoted(plan.invites?.inviteAddress ?? "")],
    ["dav_auth_type", quoted(plan.authentication)],
    ["admin_passwordhash", quoted("@ADMIN_PASSWORD_HASH@")],
    ["failed_access_message", quoted("user %u authentication failure for Baikal")],
    ["auth_realm", quoted(plan.realm)],
    ["base_uri", quoted(plan.basePath === "/" ? "" : plan.basePath)],
  ];
}

function database({ database: { backend, _server: server } }: BaikalPlan): Entry[] {
  return [
    ["encryption_key", quoted("@ENCRYPTION_KEY@")],
    ["backend", quoted(backend)],
    ["sqlite_file", quoted(SQLITE_FILE)],
    ...(server ? connection(backend, server) : []),
  ];
}

/** The host goes into a list that semicolons part: `host:port` would be taken for a name. */
function connection(backend: BaikalBackend, { host, port, name, user, authorities }: DatabaseServer): Entry[] {
  return [
    [`${backend}_host`, quoted(`${host};port=${port}`)],
    [`${backend}_dbname`, quoted(name)],
    [`${backend}_username`, quoted(user)],
    [`${backend}_password`, quoted("@DATABASE_PASSWORD@")],
    ...(authorities === undefined ? [] : [[`${backend}_ca_cert`, quoted(`${CONFIG}/${MYSQL_AUTHORITIES}`)] as const]),
  ];
}

function section(name: string, entries: readonly Entry[]): string[] {
  return [`${name}:`, ...entries.map(([key, value]) => `    ${key}: ${value}`)];
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}
