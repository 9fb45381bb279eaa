import type { Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { ownServers } from "./parts";

/** Others wait for the database, so it must say when it is ready. */
export class ServerHasHealthCheck extends InvariantRule {
  public readonly id = "database/health-check";
  public readonly title = "The engine watches the health of every database server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "On its first boot the image runs a temporary server before the real one. Without a check over TCP everything " +
    "that waits for the database starts too early, and finds no database.";

  public check(topology: Topology): Finding[] {
    return ownServers(topology)
      .filter(({ container }) => container.kind === ContainerKind.SERVICE)
      .map((server) =>
        server.container.hasHealthCheck
          ? Finding.pass(server)
          : Finding.fail(server, {
              what: `nothing tells the engine whether ${server.path} is ready`,
              expected: "a health check over TCP, which fails while the first boot is going on",
              fix: 'pass `healthCheck`, such as HealthCheck.command(["pg_isready", "-h", "127.0.0.1"])',
            }),
      );
  }
}
