import type { HttpRouteNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Browsers do not forget. */
export class StrictTransportNeedsCertificate extends InvariantRule {
  public readonly id = "http/strict-transport";
  public readonly title = "Browsers are told to use HTTPS alone only where they accept the certificate";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A browser that has been told lets nobody past a certificate that it does not accept, for as long as it was told: an " +
    "authority for tests then locks its users out.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route));
  }
}

function judge(route: HttpRouteNode): Finding[] {
  const { ingress, strictTransportSeconds, url } = route;
  if (ingress === undefined) return [];
  if (strictTransportSeconds === 0 || !ingress.isStaging) return [Finding.pass(route)];
  return [
    Finding.fail(route, {
      what: `${url} tells browsers to use HTTPS alone, with a certificate that none accepts`,
      got: `${strictTransportSeconds} s`,
      expected: "nothing, as long as the authority is one for tests",
      fix: "leave `strictTransport` out, or take `staging` away",
    }),
  ];
}
