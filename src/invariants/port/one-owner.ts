import { isUnknownText } from "../../internal/tokens";
import type { PublishedPortNode, Topology } from "../../topology";
import { containerKey, engineOf } from "../../topology/engine";
import { allOf, areDistinct, isOneOf, matches } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import { inOneSpelling, isEveryAddress, isIpv6 } from "./every-address";

/** A port of the host leads to one container. */
export class PortHasOneOwner extends InvariantRule {
  public readonly id = "port/one-owner";
  public readonly title = "A port of the host, on one of its addresses, belongs to one container";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses to start the second one: port is already allocated.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const ports = publishedPorts(topology);
    const places = groupBy(
      ports.filter(({ hostPort }) => hostPort !== undefined),
      ({ container, hostPort, protocol }) => `${engineOf(container.host)} ${hostPort} ${protocol}`,
    );
    return [
      ...[...places.values()].flatMap(judge),
      ...ports.filter(({ hostPort }) => hostPort === undefined).map(unknownPort),
    ];
  }
}

/** A container that somebody else runs may be declared by several who need it. */
function publishedPorts(topology: Topology): PublishedPortNode[] {
  const containers = groupBy(topology.containers, containerKey);
  return [...containers.values()].flatMap(([first]) => first.publishedPorts);
}

/** Ports of one number: on every address they exclude each other, else only on the same one. */
function judge(ports: readonly PublishedPortNode[]): Finding[] {
  const known = ports.filter(({ address }) => !isUnknownText(address));
  const families = groupBy(known, ({ address }) => isIpv6(address));
  return [...[...families.values()].flatMap(judgeFamily), ...unknownAddress(ports)];
}

function judgeFamily(ports: readonly PublishedPortNode[]): Finding[] {
  if (ports.some(({ address }) => isEveryAddress(address))) return [judgeOwners(ports)];
  return [...groupBy(ports, ({ address }) => inOneSpelling(address)).values()].map(judgeOwners);
}

function judgeOwners([first, ...others]: readonly PublishedPortNode[]): Finding {
  if (others.length === 0) return Finding.pass(first);
  const { hostPort, protocol } = first;
  return Finding.fail(first, {
    what: `port ${hostPort}/${protocol} of the host is also published by ${pathsOf(others)}`,
    got: [first, ...others].map(({ address, container }) => `${address || "0.0.0.0"} for ${container.name}`).join(", "),
    expected: "one container, or several on different addresses",
    fix: "give one of them another `hostPort` or `address` in `publish`",
  });
}

function unknownAddress(ports: readonly PublishedPortNode[]): Finding[] {
  const first = ports.find(({ address }) => isUnknownText(address));
  if (!first || ports.length < 2) return [];
  const unknown = ports.map(({ address }) => address).filter(isUnknownText);
  return [
    Finding.unknown(first, {
      what: `port ${first.hostPort}/${first.protocol} of the host is published twice on one address`,
      condition: allOf([
        areDistinct([...new Set(ports.map(({ address }) => address))]),
        ...unknown.map((address) => `!${isOneOf(address, ["", "0.0.0.0", "::"])}`),
        ...ports.filter(({ address }) => isEveryAddress(address)).flatMap((every) => unknown.map(beside(every))),
      ]),
      fix: "give one of them another `hostPort` or `address` in `publish`",
    }),
  ];
}

/** Beside all addresses of one family, there is room for those of the other one only. */
function beside(every: PublishedPortNode): (address: string) => string {
  return (address) => `${isIpv6(every.address) ? "!" : ""}${matches(address, ":")}`;
}

function unknownPort(port: PublishedPortNode): Finding {
  return Finding.unknown(port, {
    what: `which port of the host leads to port ${port.containerPort} of ${port.container.name} is known to Terraform only`,
    fix: "write a number as `hostPort`, or see to it that no other container has that port",
  });
}
