import type { App } from "cdktf";
import { TerraformStack } from "cdktf";
import type { CalendarsBackendProps, SabreCalDavProps } from "../../src";
import {
  CalDavKeys,
  CalendarsBackend,
  ContainerImage,
  DockerHost,
  PostgresWithExtensions,
  SabreCalDav,
  Secret,
  ServiceNetwork,
} from "../../src";
import { testApp } from "../../src/testing";

export interface Calendars {
  readonly app: App;
  readonly host: DockerHost;
  readonly network: ServiceNetwork;
  readonly postgres: PostgresWithExtensions;
  readonly backend: CalendarsBackend;
  readonly caldav: SabreCalDav;
}

export const BACKEND_IMAGE = ContainerImage.fromRegistry("registry.example.org/calendars-backend:0.1.0");

export const KEYS = CalDavKeys.of({
  inbound: Secret.fromVariable("inbound_key"),
  outbound: Secret.fromVariable("outbound_key"),
  internal: Secret.fromVariable("internal_key"),
});

/** A host with a network and PostgreSQL, and nothing else. */
export function calendarsHost(): Omit<Calendars, "backend" | "caldav"> {
  const app = testApp();
  const host = new DockerHost(new TerraformStack(app, "calendars"), "host");
  const network = new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
  const postgres = new PostgresWithExtensions(host, "postgresql", { network, version: "16" });
  return { app, host, network, postgres };
}

/** The flagship's deployment, with props of one's own. */
export function calendars(
  caldav: Partial<SabreCalDavProps> = {},
  backend: Partial<CalendarsBackendProps> = {},
): Calendars {
  const base = calendarsHost();
  const calendarsBackend = new CalendarsBackend(base.host, "calendars-backend", {
    image: BACKEND_IMAGE,
    network: base.network,
    ipv4Address: "172.29.0.30",
    keys: KEYS,
    ...backend,
  });
  const server = new SabreCalDav(base.host, "caldav", {
    backend: calendarsBackend,
    database: base.postgres.addDatabase("caldav"),
    ...caldav,
  });
  return { ...base, backend: calendarsBackend, caldav: server };
}
