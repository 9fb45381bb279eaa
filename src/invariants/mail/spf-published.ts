import type { MailRelayNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Who delivers by itself says from which address. */
export class SenderPolicyIsPublished extends InvariantRule {
  public readonly id = "mail/spf-published";
  public readonly title = "A relay that delivers by itself stands on a host whose public address is known";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "The servers of the recipients look whether SPF names the address from which mail comes, and whether the address has a " +
    "name that leads back to it. Without an address, nobody can say which records must exist.";

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.filter(({ isAdopted, smarthosts }) => !isAdopted && smarthosts.length === 0).map(judge);
  }
}

function judge(relay: MailRelayNode): Finding {
  const { host, name } = relay.container;
  if (host.publicAddresses.length > 0) return Finding.pass(relay);
  return Finding.fail(relay, {
    what: `${name} delivers mail by itself, from an address that nobody has told`,
    got: `${host.name} without \`publicAddresses\``,
    expected: "the public addresses of the host, so that the SPF records can be listed",
    fix: "pass `publicAddresses` to the DockerHost, or a `smarthost` to the relay",
  });
}
