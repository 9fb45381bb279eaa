import { isUnknownText } from "../../internal/tokens";
import type { MailRelayNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Bounces arrive somewhere. */
export class BounceAddressIsElsewhere extends InvariantRule {
  public readonly id = "mail/bounce-address";
  public readonly title = "What could not be delivered goes to an address that can receive mail";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "The relay has no mailboxes: it hands such mail to its smarthost, which mostly hands it back, and nobody learns that " +
    "mail does not arrive.";

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.filter(({ bounceAddress }) => bounceAddress !== undefined).map(judge);
  }
}

/** Names of the relay itself, whose mail it passes on to that very address. */
const OWN_NAMES = ["root", "postmaster", "mailer-daemon", "abuse"];

function judge(relay: MailRelayNode): Finding {
  const { bounceAddress = "", localDomain = "" } = relay;
  const what = `bounces go to ${bounceAddress}, which is a name of the relay itself`;
  const fix = "name another `rootAddress`";
  if (isUnknownText(bounceAddress) || isUnknownText(localDomain)) return Finding.unknown(relay, { what, fix });
  const loops = OWN_NAMES.some((name) => `${name}@${localDomain}` === bounceAddress.toLowerCase());
  if (!loops) return Finding.pass(relay);
  return Finding.fail(relay, { what, got: bounceAddress, expected: "a mailbox that somebody reads", fix });
}
