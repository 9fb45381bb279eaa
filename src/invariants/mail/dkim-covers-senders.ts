import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";

/** A relay that signs does so for every domain that it sends for. */
export class SendersAreSigned extends InvariantRule {
  public readonly id = "mail/dkim-covers-senders";
  public readonly title = "A relay that signs mail signs it for every domain that it sends for";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "Mail of the other domains goes out unsigned: with a DMARC policy it is refused, without one it is taken for spam more often.";

  public check(topology: Topology): Finding[] {
    return topology.mailRelays
      .filter(({ signedDomains }) => signedDomains.length > 0)
      .flatMap((relay) =>
        relay.senderDomains.map((domain) => {
          const { signedDomains } = relay;
          const what = `mail of ${domain} is not signed, though mail of ${choices(signedDomains)} is`;
          const fix = "add the domain to `dkim.domains`";
          if (signedDomains.includes(domain)) return Finding.pass(relay);
          if ([domain, ...signedDomains].some(isUnknownText)) return Finding.unknown(relay, { what, fix });
          return Finding.fail(relay, { what, got: choices(signedDomains), expected: `${domain} too`, fix });
        }),
      );
  }
}
