import { parseAddress } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { CalendarServerNode, HttpRouteNode, PublishedPortNode, Topology } from "../../topology";
import { isOneOf, matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { parseBaseUrl } from "./base-url";

const FIX =
  "give the service a certificate, let it ask for Digest, or publish it on 127.0.0.1 with a proxy in front that speaks https";

/** Basic authentication sends the password itself, with each request. */
export class BasicAuthIsEncrypted extends InvariantRule {
  public readonly id = "http/basic-auth-encrypted";
  public readonly title = "Basic authentication leaves the host only inside of TLS";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Everybody on the way reads the password, which calendar programs send with every request, in the background and in " +
    "every café. Several of them refuse plain HTTP for that reason.";

  public check(topology: Topology): Finding[] {
    return topology.calendarServers.flatMap((server) => [
      ...clearPorts(server).map((port) => judgePort(server, port)),
      ...topology.httpRoutes.filter((route) => isClear(route, server)).map((route) => judgeRoute(server, route)),
    ]);
  }
}

function clearPorts({ container, clearPasswordPorts }: CalendarServerNode): PublishedPortNode[] {
  return container.publishedPorts.filter(({ containerPort }) => clearPasswordPorts.includes(containerPort));
}

function judgePort(server: CalendarServerNode, { address, hostPort, containerPort }: PublishedPortNode): Finding {
  const what = `${server.container.name} takes passwords in the clear on port ${hostPort ?? containerPort} of the host`;
  if (isUnknownText(address)) {
    return Finding.unknown(server, { what, condition: isOneOf(address, ["127.0.0.1", "::1"]), fix: FIX });
  }
  if (isLoopback(address)) return Finding.pass(server);
  return Finding.fail(server, { what, got: `published on ${address}`, expected: "TLS, or 127.0.0.1", fix: FIX });
}

/** Through a route, only its URL tells how a user comes; behind the proxy, all stays on the host's own networks. */
function isClear({ target, targetPort }: HttpRouteNode, { container, clearPasswordPorts }: CalendarServerNode) {
  return target === container && clearPasswordPorts.includes(targetPort);
}

function judgeRoute(server: CalendarServerNode, { url }: HttpRouteNode): Finding {
  const what = `${server.container.name} takes passwords in the clear at its public URL`;
  if (isUnknownText(url)) {
    return Finding.unknown(server, {
      what,
      condition: matches(url, "^(?i)https://"),
      fix: "let the URL start with https://",
    });
  }
  const parts = parseBaseUrl(url);
  if (parts?.scheme !== "http" || isLoopback(parts.host) || parts.host === "localhost") return Finding.pass(server);
  return Finding.fail(server, { what, got: url, expected: "https://", fix: FIX });
}

function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "");
  return /^127\./.test(bare) || (parseAddress(bare)?.family === 6 && parseAddress(bare)?.value === 1n);
}
