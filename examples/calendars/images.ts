import { ContainerImage, PostgresImage, SabreCalDavImage } from "cdktf-groupware";

/** What the stack runs, by exact versions: an upgrade is a change of this file. */
export const images = {
  postgres: PostgresImage.official("16.13"),
  caldav: SabreCalDavImage.release(),
  backend: ContainerImage.fromRegistry("ghcr.io/suitenumerique/calendars-backend:0.1.0"),
  tools: ContainerImage.fromRegistry("debian:12.11-slim"),
};
