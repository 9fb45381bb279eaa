import { CalDavApiGeneration } from "./api-generation";

/** The path that the CalDAV server adds to the base URL of its backend. */
export const CALLBACK_PATH = "/api/v1.0/caldav-scheduling-callback/";

/** What the CalDAV server is told, besides its secrets. */
export interface CalDavSettings {
  readonly generation: CalDavApiGeneration;
  readonly database: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  readonly schema: string;
  readonly baseUri: string;
  readonly callbackBaseUrl: string;
  readonly phpMemoryMebibytes: number;
  readonly stripBinaryAttachments: boolean;
  readonly maxDescriptionBytes: number;
  readonly maxResourceBytes: number;
}

/** The environment of server.php and init-database.sh. Both have defaults that fit no deployment: all is written. */
export function caldavEnvironment(settings: CalDavSettings): Record<string, string> {
  const { database } = settings;
  return {
    PGHOST: database.host,
    PGPORT: String(database.port),
    PGDATABASE: database.name,
    PGUSER: database.user,
    CALDAV_BASE_URI: settings.baseUri,
    ...generationEnvironment(settings),
    PHP_MEMORY_LIMIT: `${settings.phpMemoryMebibytes}M`,
    SANITIZER_STRIP_BINARY_ATTACHMENTS: String(settings.stripBinaryAttachments),
    SANITIZER_MAX_DESCRIPTION_BYTES: String(settings.maxDescriptionBytes),
    SANITIZER_MAX_RESOURCE_SIZE: String(settings.maxResourceBytes),
  };
}

function generationEnvironment({ generation, schema, callbackBaseUrl }: CalDavSettings): Record<string, string> {
  return generation === CalDavApiGeneration.LS_HEADERS
    ? { CALDAV_DB_SCHEMA: schema, CALDAV_CALLBACK_BASE_URL: callbackBaseUrl }
    : { CALDAV_CALLBACK_URL: `${callbackBaseUrl}${CALLBACK_PATH}` };
}
