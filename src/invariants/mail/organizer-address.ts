import { isUnknownText } from "../../internal/tokens";
import type { CalendarAccount, CalendarServerNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Who invites must be who the calendar belongs to. */
export class OrganizerIsKnown extends InvariantRule {
  public readonly id = "mail/organizer-address";
  public readonly title = "Where invitations are sent, an account is named by its mail address";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Calendar programs, those of Android above all, take the name of the account for the organizer. The server sends an " +
    "invitation only where that is the address of the calendar's owner, and is silent otherwise.";

  public check(topology: Topology): Finding[] {
    return topology.calendarServers
      .filter(({ inviteAddress }) => inviteAddress !== undefined)
      .flatMap((server) => server.accounts.map((account) => judge(server, account)));
  }
}

function judge(server: CalendarServerNode, { name, address }: CalendarAccount): Finding {
  const what = `the account ${name} of ${server.container.name} has the address ${address}, which is not its name`;
  const fix = "name the account by its address, or see that its owner sets the address as organizer in each program";
  if (name.toLowerCase() === address.toLowerCase()) return Finding.pass(server);
  if ([name, address].some(isUnknownText)) return Finding.unknown(server, { what, fix });
  return Finding.fail(server, { what, got: name, expected: address, fix });
}
