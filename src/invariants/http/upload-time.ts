import { uploadSeconds } from "../../internal/slow-line";
import type { HttpRouteNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** A large body over a slow line takes its time. */
export class UploadHasTime extends InvariantRule {
  public readonly id = "http/upload-time";
  public readonly title = "The largest upload of a service has time to arrive over a line of 5 Mbit/s";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Traefik counts the whole body of a request, however steadily it arrives, and cuts it after 60 seconds unless it is " +
    "told otherwise. The client sees 499 or 502, and begins anew.";

  public check(topology: Topology): Finding[] {
    return topology.httpRoutes.flatMap((route) => judge(route));
  }
}

function judge(route: HttpRouteNode): Finding[] {
  const { ingress, largestUploadBytes, url } = route;
  if (ingress === undefined || largestUploadBytes === undefined) return [];
  const { readTimeoutSeconds } = ingress;
  const needed = uploadSeconds(largestUploadBytes);
  const fix = `give \`readTimeout\` of ${ingress.path} at least Duration.seconds(${needed})`;
  if (readTimeoutSeconds === undefined) {
    const what = `nothing says whether an upload of ${mebibytes(largestUploadBytes)} to ${url} is cut`;
    return [Finding.unknown(route, { what, fix })];
  }
  if (readTimeoutSeconds === 0 || readTimeoutSeconds >= needed) return [Finding.pass(route)];
  return [
    Finding.fail(route, {
      what: `an upload of ${mebibytes(largestUploadBytes)} to ${url} is cut on a slow line`,
      got: `${readTimeoutSeconds} s for the body of a request`,
      expected: `at least ${needed} s`,
      fix,
    }),
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MiB`;
}
