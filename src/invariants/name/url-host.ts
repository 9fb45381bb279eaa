import { isUnknownText } from "../../internal/tokens";
import type { Topology, TopologyNode } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { parseBaseUrl } from "../http/base-url";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Docker allows underscores in names of containers; URLs do not. */
export class UrlHostHasNoUnderscore extends InvariantRule {
  public readonly id = "name/url-host";
  public readonly title = "The host in a URL has no underscore";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An underscore is not allowed in a host name. Django answers such requests with 400, even where all hosts are allowed.";

  public check(topology: Topology): Finding[] {
    return [
      ...topology.callbacks.flatMap((callback) => judge(callback, callback.baseUrl)),
      ...topology.httpRoutes.flatMap((route) => judge(route, route.url)),
    ];
  }
}

function judge(node: TopologyNode, url: string): Finding[] {
  const fix = "give the container an alias with hyphens, and use that";
  if (isUnknownText(url)) {
    const what = `the host in ${url} has an underscore`;
    return [Finding.unknown(node, { what, condition: `!${matches(url, "^https?://[^/]*_")}`, fix })];
  }
  const host = parseBaseUrl(url)?.host;
  if (host === undefined) return [];
  if (!host.includes("_")) return [Finding.pass(node)];
  const what = `the host ${host} has an underscore`;
  return [Finding.fail(node, { what, got: url, expected: "letters, digits, hyphens and dots", fix })];
}
