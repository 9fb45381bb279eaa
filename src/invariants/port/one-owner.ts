import { isUnknownText } from "../../internal/tokens";
import type { HostPortNode, PublishedPortNode, Topology } from "../../topology";
import { containerKey, engineOf } from "../../topology/engine";
import { allOf, anyOf, isNoneOf } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";
import { inOneSpelling, isEveryAddress, isIpv6 } from "./every-address";
import { Meeting, areApart, whetherTheyMeet } from "./meeting";

/** A port that the engine passes on, or on which a container on the network of the host listens by itself. */
type TakenPort = PublishedPortNode | HostPortNode;

/** A port of the host leads to one container. */
export class PortHasOneOwner extends InvariantRule {
  public readonly id = "port/one-owner";
  public readonly title = "A port of the host, on one of its addresses, belongs to one container";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The engine refuses to start the second one: port is already allocated. On the network of the host, the software in the " +
    "container fails instead, while others of its services go on and look well.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    const ports = takenPorts(topology);
    const engines = groupBy(
      ports.filter((port) => portOf(port) !== undefined),
      ({ container, protocol }) => `${engineOf(container.host)} ${protocol}`,
    );
    return [
      ...[...engines.values()].flatMap(judgeEngine),
      ...ports.filter((port) => portOf(port) === undefined).map(unknowable),
    ];
  }
}

/** A container that somebody else runs may be declared by several who need it. */
function takenPorts(topology: Topology): TakenPort[] {
  const containers = groupBy(topology.containers, containerKey);
  return [...containers.values()].flatMap(([first]) => [...first.publishedPorts, ...first.hostPorts]);
}

/** The port as text: a number, or what Terraform makes one of. */
function portOf(port: TakenPort): string | undefined {
  if (port.hostPort !== undefined) return String(port.hostPort);
  return isPublished(port) ? port.hostPortExpression : undefined;
}

function isPublished(port: TakenPort): port is PublishedPortNode {
  return "containerPort" in port;
}

/** Ports of one protocol. */
function judgeEngine(ports: readonly TakenPort[]): Finding[] {
  const places = [...groupBy(ports, portOf).values()];
  return [...places.flatMap(judgePlace), ...places.flatMap((place, index) => unknownPort(place, places, index))];
}

/** Ports of one number: on every address they exclude each other, else only on the same one. */
function judgePlace(ports: readonly TakenPort[]): Finding[] {
  const known = ports.filter(({ address }) => !isUnknownText(address));
  const families = groupBy(known, ({ address }) => isIpv6(address));
  return [...[...families.values()].flatMap(judgeFamily), ...unknownAddress(ports)];
}

function judgeFamily(ports: readonly TakenPort[]): Finding[] {
  if (ports.some(({ address }) => isEveryAddress(address))) return [judgeOwners(ports)];
  return [...groupBy(ports, ({ address }) => inOneSpelling(address)).values()].map(judgeOwners);
}

function judgeOwners([first, ...others]: readonly TakenPort[]): Finding {
  if (others.length === 0) return Finding.pass(first);
  const areAllPublished = [first, ...others].every(isPublished);
  return Finding.fail(first, {
    what: `port ${nameOf(first)} of the host is also ${areAllPublished ? "published" : "taken"} by ${pathsOf(others)}`,
    got: [first, ...others].map(({ address, container }) => `${address || "0.0.0.0"} for ${container.name}`).join(", "),
    expected: "one container, or several on different addresses",
    fix: areAllPublished ? FIX : FIX_ON_HOST_NETWORK,
  });
}

function unknownAddress(ports: readonly TakenPort[]): Finding[] {
  const places = groupBy(
    ports.filter(({ address }) => isUnknownText(address)),
    ({ address }) => address,
  );
  const [first] = [...places.values()].flat();
  if (places.size === 0 || ports.length < 2) return [];
  const twice = [...places.values()].filter((own) => own.length > 1);
  if (twice.length > 0) return twice.map(judgeOwners);
  return [
    Finding.unknown(first, {
      what: `port ${nameOf(first)} of the host is published twice on one address`,
      condition: areApart(ports.map(({ address }) => address)),
      fix: FIX,
    }),
  ];
}

/** A port that only Terraform knows is none of the others; of two of that kind, the first asks. */
function unknownPort(place: readonly TakenPort[], places: readonly (readonly TakenPort[])[], index: number): Finding[] {
  if (place[0].hostPort !== undefined) return [];
  const others = places.filter(([{ hostPort }], at) => hostPort !== undefined || at > index).flat();
  return place.flatMap((port) => {
    const conditions = conditionsBetween(port, others);
    if (conditions.length === 0) return [];
    return [
      Finding.unknown(port, {
        what: `port ${nameOf(port)} of the host, which leads to ${port.container.name}, is also published by another container`,
        condition: allOf(conditions),
        fix: FIX,
      }),
    ];
  });
}

function conditionsBetween(port: TakenPort, others: readonly TakenPort[]): string[] {
  const areas = groupBy(others, ({ address }) => whetherTheyMeet(port.address, address));
  const differs = (from: readonly TakenPort[]): string =>
    isNoneOf(portOf(port) ?? "", [...new Set(from.map((other) => portOf(other) ?? ""))]);
  return [
    ...(areas.has(Meeting.ALWAYS) ? [differs(areas.get(Meeting.ALWAYS) ?? [])] : []),
    ...(areas.get(Meeting.UNKNOWN) ?? []).map((other) =>
      anyOf([differs([other]), areApart([port.address, other.address])]),
    ),
  ];
}

function unknowable(port: TakenPort): Finding {
  const target = isPublished(port) ? `port ${port.containerPort} of ${port.container.name}` : port.container.name;
  return Finding.unknown(port, {
    what: `which port of the host leads to ${target} is known to Terraform only`,
    fix: "write a number as `hostPort`, or see to it that no other container has that port",
  });
}

function nameOf(port: TakenPort): string {
  return `${portOf(port)}/${port.protocol}`;
}

const FIX = "give one of them another `hostPort` or `address` in `publish`";

const FIX_ON_HOST_NETWORK =
  "run one of them on another host, or give the one that is published another `hostPort` or `address`";
