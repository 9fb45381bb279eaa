import { isPublic } from "../../internal/ip";
import { isUnknownText } from "../../internal/tokens";
import type { PublishedPortNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isEveryAddress } from "../port/every-address";

/** A database is nobody's business outside. */
export class ServerIsNotPublished extends InvariantRule {
  public readonly id = "database/not-published";
  public readonly title = "The internet does not reach a database server";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Docker opens the firewall of the host for a published port: a password is then all that keeps the internet from the data.";

  public check(topology: Topology): Finding[] {
    return topology.databaseServers.flatMap(({ container }) => container.publishedPorts.map(judge));
  }
}

function judge(port: PublishedPortNode): Finding {
  const { address, hostPort, container } = port;
  const open = ["", "0.0.0.0", "::", ...container.host.publicAddresses];
  const what = `port ${hostPort ?? port.containerPort} of ${container.name} is open to the internet`;
  const fix = "leave `publish` out, or publish it on 127.0.0.1 or an address of a private network";
  if (isUnknownText(address) || open.some(isUnknownText)) {
    return Finding.unknown(port, { what, condition: `!${isOneOf(address, open)}`, fix });
  }
  if (!isEveryAddress(address) && !open.includes(address) && !isPublic(address)) return Finding.pass(port);
  return Finding.fail(port, {
    what,
    got: address || "0.0.0.0",
    expected: "an address that the internet does not reach",
    fix,
  });
}
