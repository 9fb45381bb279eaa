import type { MailRelayNode, PublishedPortNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Who comes through a published port has the address of the host, so only a login tells who it is. */
export class PublishedPortNeedsLogin extends InvariantRule {
  public readonly id = "mail/published-needs-login";
  public readonly title = "A published port of a relay is one on which everybody must log in";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Over IPv6, from the host itself and with some engines always, a client of a published port arrives with the address " +
    "of the host, on 127.0.0.1 too: a relay that believes addresses then sends for everybody.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.flatMap((relay) =>
      relay.container.publishedPorts.map((published) => judge(relay, published)),
    );
  }
}

function judge(relay: MailRelayNode, { containerPort, address }: PublishedPortNode): Finding {
  if (relay.loginPorts.includes(containerPort)) return Finding.pass(relay);
  return Finding.fail(relay, {
    what: `port ${containerPort} of the relay is published, and takes mail without a login`,
    got: `published on ${address}`,
    expected: relay.loginPorts.length > 0 ? `port ${relay.loginPorts.join(" or ")}` : "no published port",
    fix: "publish the port of `submission`, on which clients log in",
  });
}
