import { parseCidr } from "../../internal/ip";
import type { IngressNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** Larger parts of the internet than one provider has. */
const WIDEST = { 4: 12, 6: 28 };

/** Who is believed can say anything. */
export class TrustedProxiesAreFew extends InvariantRule {
  public readonly id = "http/trusted-proxies";
  public readonly title = "An ingress believes a few proxies, and not a part of the internet";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Whoever is in a trusted range says of his own requests where they come from: limits by address, lists of addresses " +
    "and the logs then show what he likes.";

  public check(topology: Topology): Finding[] {
    return topology.ingresses.map(judge);
  }
}

function judge(ingress: IngressNode): Finding {
  const wide = ingress.trustedProxies.filter((text) => {
    const range = parseCidr(text);
    return range !== undefined && range.prefix < WIDEST[range.family] && !isPrivateTen(text);
  });
  if (wide.length === 0) return Finding.pass(ingress);
  return Finding.fail(ingress, {
    what: "believes a large part of the internet",
    got: enumerate(wide),
    expected: "the addresses of the proxies in front of it",
    fix: "name the proxies in `trustedProxies`",
  });
}

/** The largest of the private networks. */
function isPrivateTen(cidr: string): boolean {
  const range = parseCidr(cidr);
  return range?.family === 4 && range.first >> 24n === 10n && range.prefix >= 8;
}
