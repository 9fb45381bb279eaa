import { nameCovers } from "../../internal/names";
import { isUnknownText } from "../../internal/tokens";
import type { HttpRouteNode, TlsPassthroughNode, Topology } from "../../topology";
import { areDistinctNames } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import { hostOf } from "./public-names";

/** A connection is either ended here or handed on. */
export class PassthroughIsExclusive extends InvariantRule {
  public readonly id = "http/passthrough-exclusive";
  public readonly title = "A name whose TLS connections are handed on belongs to no route and to one service";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A route with TLS wins over a connection that is handed on, without a word: clients get another certificate, and " +
    "other protocols on port 443, such as IMAP, are dead.";

  public check(topology: Topology): Finding[] {
    return topology.tlsPassthroughs.map((passthrough) => judge(passthrough, topology));
  }
}

function judge(passthrough: TlsPassthroughNode, topology: Topology): Finding {
  const { hosts, ingress } = passthrough;
  const routes = topology.httpRoutes.filter((route) => route.ingress === ingress);
  const others = topology.tlsPassthroughs.filter((other) => other !== passthrough && other.ingress === ingress);
  const thieves = [
    ...routes.filter((route) => hosts.some((host) => takes(route, host))),
    ...others.filter((other) => other.hosts.some((host) => hosts.some((own) => nameCovers(host, own)))),
  ];
  if (thieves.length > 0) {
    return Finding.fail(passthrough, {
      what: `connections for ${hosts.join(", ")} are taken by ${pathsOf(thieves)}`,
      got: thieves.map((node) => ("url" in node ? node.url : node.hosts.join(", "))).join(", "),
      expected: "names of their own",
      fix: "give the routes other names, without a wildcard that covers one of these",
    });
  }
  const unknown = hosts.filter(isUnknownText);
  const unknownRoutes = routes.filter(({ url }) => isUnknownText(url));
  if (unknown.length === 0 && unknownRoutes.length === 0) return Finding.pass(passthrough);
  const names = [...hosts, ...routes.map(({ url }) => nameIn(url))];
  return Finding.unknown(passthrough, {
    what: `connections for ${hosts.join(", ")} are taken by a route`,
    condition: areDistinctNames([...new Set(names)]),
    fix: "give the routes other names",
  });
}

function takes(route: HttpRouteNode, host: string): boolean {
  const name = hostOf(route.url);
  return name !== undefined && nameCovers(name, host);
}

/** The name in a URL of a route, which is always written as `https://<name>/<path>`. */
function nameIn(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/[^}]*$/, "");
}
