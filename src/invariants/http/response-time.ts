import type { HttpRouteNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Who thinks long must be waited for. */
export class AnswerIsAwaited extends InvariantRule {
  public readonly id = "http/response-time";
  public readonly title = "An ingress waits as long as a service may think";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "After its time is over the client gets 504, while the service goes on: an import that the user starts again then runs twice.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route));
  }
}

function judge(route: HttpRouteNode): Finding[] {
  const { longestResponseSeconds, responseTimeoutSeconds, target, url } = route;
  if (longestResponseSeconds === undefined || responseTimeoutSeconds === undefined) return [];
  if (responseTimeoutSeconds >= longestResponseSeconds) return [Finding.pass(route)];
  return [
    Finding.fail(route, {
      what: `requests to ${url} end before ${target.name} answers`,
      got: `${responseTimeoutSeconds} s`,
      expected: `at least ${longestResponseSeconds} s, which the service may think`,
      fix: "leave `responseTimeout` of the route out, or give it more",
    }),
  ];
}
