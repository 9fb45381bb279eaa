import type { Topology } from "../../topology";
import { ContainerKind } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { ownServers } from "./parts";

const LEAST_SECONDS = 60;

/** A database writes before it stops. */
export class ServerMayStop extends InvariantRule {
  public readonly id = "database/stop-grace";
  public readonly title = "A database server has at least a minute to stop";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "PostgreSQL writes a checkpoint on the way down. Killed early it loses nothing that was committed, but replays its " +
    "log at the next start, and nobody can connect meanwhile.";

  public check(topology: Topology): Finding[] {
    return ownServers(topology)
      .filter(({ container }) => container.kind === ContainerKind.SERVICE)
      .map((server) => {
        const { stopGraceSeconds } = server.container;
        if (stopGraceSeconds !== undefined && stopGraceSeconds >= LEAST_SECONDS) return Finding.pass(server);
        return Finding.fail(server, {
          what: `${server.path} is killed before it has written its checkpoint`,
          got: stopGraceSeconds === undefined ? "no time to stop" : `${stopGraceSeconds} s`,
          expected: `at least ${LEAST_SECONDS} s`,
          fix: "give `stopGrace` more, such as Duration.seconds(120)",
        });
      });
  }
}
