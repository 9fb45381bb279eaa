import { backendEnvironment } from "../../src/sabre-caldav/backend-environment";

const settings = {
  configuration: "Production",
  allowedHosts: ["172.29.0.30", "calendars-backend"],
  caldavUrl: "http://caldav:80",
  further: {},
};

test("tells Django what it must agree on with the CalDAV server", () => {
  const environment = backendEnvironment(settings);

  expect(environment).toEqual({
    DJANGO_SETTINGS_MODULE: "calendars.settings",
    DJANGO_CONFIGURATION: "Production",
    DJANGO_ALLOWED_HOSTS: "172.29.0.30,calendars-backend",
    CALDAV_URL: "http://caldav:80",
  });
});

test("adds the database, Messages, and whatever else it is given", () => {
  const environment = backendEnvironment({
    ...settings,
    database: { host: "postgresql", port: 5432, name: "calendars", user: "calendars" },
    messages: { apiUrl: "http://messages:8000", channelId: "1234" },
    further: { APP_NAME: "Calendars" },
  });

  expect(environment).toMatchObject({
    DB_HOST: "postgresql",
    DB_PORT: "5432",
    DB_NAME: "calendars",
    DB_USER: "calendars",
    FEATURE_MESSAGES_INTEGRATION: "True",
    MESSAGES_API_URL: "http://messages:8000",
    MESSAGES_CHANNEL_ID: "1234",
    APP_NAME: "Calendars",
  });
});
