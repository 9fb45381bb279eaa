import { CalDavApiGeneration } from "../../src/sabre-caldav/api-generation";
import { caldavEnvironment } from "../../src/sabre-caldav/caldav-environment";

const settings = {
  generation: CalDavApiGeneration.LS_HEADERS,
  database: { host: "postgresql", port: 5432, name: "caldav", user: "caldav" },
  schema: "sabre",
  baseUri: "/caldav/",
  callbackBaseUrl: "http://172.29.0.30:8000",
  phpMemoryMebibytes: 512,
  stripBinaryAttachments: true,
  maxDescriptionBytes: 102_400,
  maxResourceBytes: 1_048_576,
};

test("tells the newest generation its schema and the base of the callback", () => {
  const environment = caldavEnvironment(settings);

  expect(environment).toEqual({
    PGHOST: "postgresql",
    PGPORT: "5432",
    PGDATABASE: "caldav",
    PGUSER: "caldav",
    CALDAV_BASE_URI: "/caldav/",
    CALDAV_DB_SCHEMA: "sabre",
    CALDAV_CALLBACK_BASE_URL: "http://172.29.0.30:8000",
    PHP_MEMORY_LIMIT: "512M",
    SANITIZER_STRIP_BINARY_ATTACHMENTS: "true",
    SANITIZER_MAX_DESCRIPTION_BYTES: "102400",
    SANITIZER_MAX_RESOURCE_SIZE: "1048576",
  });
});

test("tells the older generation the whole URL of the callback, and nothing of a schema that it would ignore", () => {
  const environment = caldavEnvironment({ ...settings, generation: CalDavApiGeneration.API_KEY_HEADERS });

  expect(environment).toMatchObject({
    CALDAV_CALLBACK_URL: "http://172.29.0.30:8000/api/v1.0/caldav-scheduling-callback/",
  });
  expect(environment).not.toHaveProperty("CALDAV_DB_SCHEMA");
  expect(environment).not.toHaveProperty("CALDAV_CALLBACK_BASE_URL");
});
