import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** An invitation needs somebody who carries it. */
export class InvitationsAreRelayed extends InvariantRule {
  public readonly id = "mail/invitations-relayed";
  public readonly title = "A server that sends invitations has a way for its mail";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The event is saved and its guests count as invited, whether or not mail could leave: nobody gets anything, and " +
    "nobody is told.";

  public check(topology: Topology): Finding[] {
    const senders = new Set(topology.mailRoutes.map(({ client }) => client));
    return topology.calendarServers.flatMap((server) => {
      const { container, inviteAddress } = server;
      if (inviteAddress === undefined) return [];
      if (senders.has(container)) return [Finding.pass(server)];
      return [
        Finding.fail(server, {
          what: `${container.name} sends invitations as ${inviteAddress}, and has no relay that would take them`,
          got: "no route for mail",
          expected: "a relay",
          fix: "pass `relay`, such as a PostfixRelay, or leave the address for invitations out",
        }),
      ];
    });
  }
}
