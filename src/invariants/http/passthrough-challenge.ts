import type { TlsPassthroughNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Who gets certificates by himself must be found by the authority. */
export class ChallengesReachTheirService extends InvariantRule {
  public readonly id = "http/passthrough-challenge";
  public readonly title = "ACME challenges of a service that ends TLS by itself get past the redirect to HTTPS";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A redirect of the whole entry point takes the challenges along, or Traefik answers them with 404 itself: the service " +
    "behind it never gets a certificate.";

  public check(topology: Topology): Finding[] {
    return topology.tlsPassthroughs.filter(({ challengePort }) => challengePort !== undefined).map(judge);
  }
}

function judge(passthrough: TlsPassthroughNode): Finding {
  const { ingress, hosts, target } = passthrough;
  if (ingress.passesChallenges) return Finding.pass(passthrough);
  const fix = `set \`allowACMEByPass: true\` at the entry point for HTTP of ${ingress.container.name}`;
  if (ingress.passesChallenges === undefined) {
    return Finding.unknown(passthrough, {
      what: `nothing says whether challenges for ${hosts.join(", ")} reach ${target.name}`,
      fix: `${fix}, and say so in \`allowsAcmeByPass\` of ${ingress.path}`,
    });
  }
  return Finding.fail(passthrough, {
    what: `challenges for ${hosts.join(", ")} do not reach ${target.name}`,
    got: "allowACMEByPass: false",
    expected: "allowACMEByPass: true",
    fix,
  });
}
