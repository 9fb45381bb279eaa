import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** Mailboxes of a domain lie in one place. */
export class DomainHasOneMailServer extends InvariantRule {
  public readonly id = "mail/one-server-per-domain";
  public readonly title = "The mailboxes of a domain are on one mail server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "DNS names one server for the domain. Accounts on the other one get no mail, and its mail is signed with a key that " +
    "nobody knows.";

  public check(topology: Topology): Finding[] {
    const domains = groupBy(topology.mailServers, ({ mailDomain }) => mailDomain);
    return [...domains.values()].map(([first, ...others]) =>
      others.length === 0
        ? Finding.pass(first)
        : Finding.fail(first, {
            what: `the mailboxes of ${first.mailDomain} are also on ${pathsOf(others)}`,
            expected: "one mail server a domain",
            fix: "give one of them another `mailDomain`",
          }),
    );
  }
}
