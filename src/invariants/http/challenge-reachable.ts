import { isUnknownText } from "../../internal/tokens";
import type { IngressNode, Topology } from "../../topology";
import { CertificateSource } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** An authority asks on port 80, and nowhere else. */
export class ChallengesReachTheIngress extends InvariantRule {
  public readonly id = "http/challenge-reachable";
  public readonly title = "The authority for certificates by HTTP reaches port 80";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "It fetches a file from port 80 of the name, whatever port HTTPS has. Where nobody answers there, no name gets a " +
    "certificate, and none is renewed.";

  public check(topology: Topology): Finding[] {
    return topology.ingresses
      .filter(({ certificates }) => certificates === CertificateSource.HTTP_CHALLENGE)
      .map(judge);
  }
}

function judge(ingress: IngressNode): Finding {
  const { container, trustedProxies } = ingress;
  // Behind a proxy of one's own, that proxy has port 80.
  if (trustedProxies.length > 0) return Finding.pass(ingress);
  const ports = container.publishedPorts.filter(({ protocol }) => protocol === "tcp");
  const fix = "publish port 80 on a public address, or take IngressCertificates.dnsChallenge";
  if (ports.some(({ hostPort, address }) => hostPort === 80 && !isLoopback(address) && !isUnknownText(address))) {
    return Finding.pass(ingress);
  }
  if (ports.some(({ hostPort, address }) => hostPort === undefined || (hostPort === 80 && isUnknownText(address)))) {
    return Finding.unknown(ingress, { what: "whether port 80 is reachable is known to Terraform only", fix });
  }
  const shown = ports.map(({ address, hostPort }) => `${address}:${hostPort}`).join(", ");
  return Finding.fail(ingress, {
    what: "port 80, on which the authority asks, is not reachable from the internet",
    got: shown || "no published port",
    expected: "port 80 of an address that the internet reaches",
    fix,
  });
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
