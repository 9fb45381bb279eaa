/** Variables that a prop of `CalendarsBackend` sets, and that prop. */
export const RESERVED: { readonly [variable: string]: string | undefined } = {
  CALDAV_URL: "caldavUrl",
  CALDAV_INBOUND_API_KEY: "keys",
  CALDAV_INBOUND_API_KEY_FILE: "keys",
  CALDAV_OUTBOUND_API_KEY: "keys",
  CALDAV_OUTBOUND_API_KEY_FILE: "keys",
  CALDAV_INTERNAL_API_KEY: "keys",
  CALDAV_INTERNAL_API_KEY_FILE: "keys",
  CALDAV_CALLBACK_BASE_URL: "ipv4Address",
  DJANGO_ALLOWED_HOSTS: "allowedHosts",
  DJANGO_CONFIGURATION: "configuration",
  DJANGO_SECRET_KEY: "secretKey",
  DJANGO_SECRET_KEY_FILE: "secretKey",
  DATABASE_URL: "database",
  DB_HOST: "database",
  DB_PORT: "database",
  DB_NAME: "database",
  DB_USER: "database",
  DB_PASSWORD: "database",
  DB_PASSWORD_FILE: "database",
  FEATURE_MESSAGES_INTEGRATION: "messages",
  MESSAGES_API_URL: "messages",
  MESSAGES_CHANNEL_ID: "messages",
  MESSAGES_API_KEY: "messages",
  MESSAGES_API_KEY_FILE: "messages",
};

/** Variables that upstream also reads from a file, by the same name with `_FILE` behind it. */
const READ_FROM_FILE = new Set([
  "CALDAV_INBOUND_API_KEY",
  "CALDAV_INTERNAL_API_KEY",
  "CALDAV_OUTBOUND_API_KEY",
  "DB_PASSWORD",
  "DJANGO_SECRET_KEY",
  "EMAIL_HOST_PASSWORD",
  "MESSAGES_API_KEY",
  "OIDC_RP_CLIENT_SECRET",
]);

/** Whether upstream reads the variable from a file, so that no start command has to export it. */
export function isReadFromFile(variable: string): boolean {
  return READ_FROM_FILE.has(variable);
}

/** What the backend is told, besides its secrets. */
export interface BackendSettings {
  readonly configuration: string;
  readonly allowedHosts: readonly string[];
  readonly caldavUrl: string;
  readonly database?: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  readonly messages?: { readonly apiUrl: string; readonly channelId: string };
  readonly further: { readonly [name: string]: string };
}

/** The environment of the Django backend, as far as it concerns its neighbours, and whatever else it is given. */
export function backendEnvironment(settings: BackendSettings): { [name: string]: string } {
  const { database, messages } = settings;
  return {
    DJANGO_SETTINGS_MODULE: "calendars.settings",
    DJANGO_CONFIGURATION: settings.configuration,
    DJANGO_ALLOWED_HOSTS: settings.allowedHosts.join(","),
    CALDAV_URL: settings.caldavUrl,
    ...(database && {
      DB_HOST: database.host,
      DB_PORT: String(database.port),
      DB_NAME: database.name,
      DB_USER: database.user,
    }),
    ...(messages && {
      FEATURE_MESSAGES_INTEGRATION: "True",
      MESSAGES_API_URL: messages.apiUrl,
      MESSAGES_CHANNEL_ID: messages.channelId,
    }),
    ...settings.further,
  };
}
