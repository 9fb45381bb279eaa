import type { BaikalPlan, PlannedUser } from "./baikal-plan";
import { CONFIG } from "./image-profile";

/** Where the job finds what it shall do. */
export const SETUP = "/etc/baikal-setup";

/** The volume with the configuration, and the one with the data. */
export const CONFIGURATION_PATH = "/var/www/baikal/config";
export const DATA_PATH = "/var/www/baikal/Specific";

/** The database, where it is a file. */
export const SQLITE_FILE = `${DATA_PATH}/db/db.sqlite`;

/** The certificates of authorities for MySQL, below the configuration of the service: Baikal reads them too. */
export const MYSQL_AUTHORITIES = "mysql-authorities.pem";

/** Files with secrets, below `SETUP`. */
export const ADMIN_PASSWORD = "secrets/admin-password";
export const DATABASE_PASSWORD = "secrets/database-password";

/** The file with the password of a user, below `SETUP`. */
export function passwordPath({ passwordFile }: PlannedUser): string {
  return `secrets/${passwordFile}`;
}

/** What the job shall make and keep, without a secret: it names files that hold them. */
export function renderDeclaration(plan: BaikalPlan): string {
  const declaration = {
    schemaVersion: 1,
    paths: { baikal: "/var/www/baikal", config: CONFIGURATION_PATH, specific: DATA_PATH },
    yamlTemplate: `${SETUP}/baikal.yaml`,
    system: {
      timezone: plan.timeZone,
      cardEnabled: plan.servesAddressBooks,
      calEnabled: plan.servesCalendars,
      inviteFrom: plan.invites?.inviteAddress ?? "",
      authType: plan.authentication,
      failedAccessMessage: "user %u authentication failure for Baikal",
      authRealm: plan.realm,
      baseUri: plan.basePath === "/" ? "" : plan.basePath,
    },
    adminPasswordFile: `${SETUP}/${ADMIN_PASSWORD}`,
    database: databaseOf(plan),
    users: [
      ...plan.users.map((user) => ({
        name: user.name,
        displayName: user.displayName,
        email: user.email,
        passwordFile: `${SETUP}/${passwordPath(user)}`,
        calendars: user.calendars,
        addressBooks: user.addressBooks,
        state: "present",
      })),
      ...plan.removedUsers.map((name) => ({ name, state: "absent" })),
    ],
  };
  return `${JSON.stringify(declaration, null, 2)}\n`;
}

function databaseOf({ database: { backend, _server: server } }: BaikalPlan): object {
  if (!server) return { backend, sqliteFile: SQLITE_FILE };
  const { host, port, name, user, authorities } = server;
  return {
    backend,
    sqliteFile: SQLITE_FILE,
    host,
    port,
    name,
    user,
    passwordFile: `${SETUP}/${DATABASE_PASSWORD}`,
    ...(authorities === undefined ? {} : { mysqlCaCert: `${CONFIG}/${MYSQL_AUTHORITIES}` }),
  };
}
