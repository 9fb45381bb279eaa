import { nameCovers } from "../../internal/names";
import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, Topology } from "../../topology";
import { CertificateSource } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { hostOf, isPublicName } from "./public-names";

/** What Terraform must find: a name with a dot, which is no address and holds nothing that a template would read. */
const NAME = "^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*[.][a-z][a-z0-9-]*(/|$)";

/** Every name of a route needs a certificate. */
export class RouteHasCertificate extends InvariantRule {
  public readonly id = "http/certificate-name";
  public readonly title = "An ingress can get a certificate for each name of its routes";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An authority vouches for names that the internet knows, and for wildcards only where DNS says so. For any other " +
    "name clients are turned away, and the tries count against the limits of the authority.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route));
  }
}

function judge(route: HttpRouteNode): Finding[] {
  const { ingress, url } = route;
  if (ingress?.certificates === undefined) return [];
  const host = hostOf(url);
  const { certificates, certificateHosts } = ingress;
  const fix = "add a certificate for it with IngressCertificates.fromFiles, or take another name";
  if (host === undefined) {
    if (!isUnknownText(url)) return [];
    return [
      Finding.unknown(route, { what: `no certificate can be had for ${url}`, condition: matches(url, NAME), fix }),
    ];
  }
  if (certificateHosts.some((known) => nameCovers(known.toLowerCase(), host))) return [Finding.pass(route)];
  const fail = (what: string, expected: string, mend: string): Finding[] => [
    Finding.fail(route, { what, got: host, expected, fix: mend }),
  ];
  if (certificates === CertificateSource.FILES) {
    return fail(`there is no certificate for ${host}`, `one of ${enumerate(certificateHosts) || "(none)"}`, fix);
  }
  if (host.startsWith("*.") && certificates === CertificateSource.HTTP_CHALLENGE) {
    const mend = "take IngressCertificates.dnsChallenge, or name the hosts one by one";
    return fail(`no authority gives a wildcard by HTTP: ${host}`, "a certificate by DNS or from a file", mend);
  }
  return isPublicName(host.replace(/^\*\./, ""))
    ? [Finding.pass(route)]
    : fail(`no authority vouches for ${host}`, "a name that the internet knows", fix);
}
