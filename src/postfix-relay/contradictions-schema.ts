import type { z } from "zod";
import { memoryIsEnough, namedIn, networksAreDifferent } from "../docker/container-leaves-schema";
import { contradiction } from "../internal/schema";
import { Duration } from "../units";
import { imageCanDoIt } from "./image-contradictions-schema";
import { refusalOfParameter } from "./parameters";
import type { PostfixRelayProps } from "./postfix-relay-props";
import type { Smarthost } from "./smarthost";

/*
 * What props of a relay say that each is right for itself, and wrong together.
 */

type Props = Partial<PostfixRelayProps>;

/** All of it. */
export const relayContradictions = [
  networksAreKnown,
  networksAreNamedOnce,
  memoryIsEnough,
  mailHasOneWay,
  smarthostsAgree,
  parametersAreHarmless,
  timesAreOrdered,
  imageCanDoIt,
];

/** Without a subnet, the relay could only take mail from everybody. */
function networksAreKnown({ networks = [] }: Props, context: z.RefinementCtx): void {
  networks.forEach(({ networkName, networkNode }, index) => {
    if (networkNode.subnet !== undefined) return;
    contradiction(context, {
      path: ["networks", index],
      what: "has no subnet, so nobody can tell its containers from strangers",
      got: networkName,
      expected: "a network with a `subnet`",
      fix: "give the network a `subnet`",
    });
  });
  if (networks.length > 0 && networks.every(({ networkNode }) => networkNode.isInternal)) {
    contradiction(context, {
      path: ["networks"],
      what: "have no way out of the host, so no mail would leave it",
      got: networks.map(({ networkName }) => networkName).join(", "),
      expected: "at least one that is not `internal`",
      fix: 'add a network of its own: `new ServiceNetwork(host, "mail-out", { subnet: … })`',
    });
  }
}

function networksAreNamedOnce({ networks, exporterNetworks }: Props, context: z.RefinementCtx): void {
  networksAreDifferent(namedIn("networks", networks), context);
  networksAreDifferent(namedIn("exporterNetworks", exporterNetworks), context);
}

function mailHasOneWay(props: Props, context: z.RefinementCtx): void {
  if (!props.smarthost && !props.directDelivery) {
    contradiction(context, {
      path: ["smarthost"],
      what: "is required unless the relay delivers by itself",
      expected: "a Smarthost, or `directDelivery: true`",
      fix: 'pass `smarthost: Smarthost.of("smtp.example.org")`',
    });
  }
  if (props.smarthost && props.directDelivery) {
    contradiction(context, {
      path: ["directDelivery"],
      what: "contradicts `smarthost`",
      expected: "one of them",
      fix: "leave `directDelivery` out; `senderSmarthosts` go with it",
    });
  }
  if (!props.smarthost && props.fallbackSmarthosts?.length) {
    contradiction(context, {
      path: ["fallbackSmarthosts"],
      what: "come after a first one, which is missing",
      expected: "`smarthost` beside them",
      fix: "pass the first of them as `smarthost`",
    });
  }
}

function smarthostsAgree(props: Props, context: z.RefinementCtx): void {
  const group = [...(props.smarthost ? [props.smarthost] : []), ...(props.fallbackSmarthosts ?? [])];
  const all = [...group, ...(props.senderSmarthosts ?? []).map((sender) => sender.smarthost)];
  if (new Set(group.map(({ usesImplicitTls }) => usesImplicitTls)).size > 1) {
    contradiction(context, {
      path: ["fallbackSmarthosts"],
      what: "mix implicit TLS with STARTTLS, which one list cannot hold",
      got: group.map(({ nextHop, usesImplicitTls }) => `${nextHop}${usesImplicitTls ? " implicit" : ""}`).join(", "),
      expected: "all with implicit TLS, or none",
      fix: "take the same `implicitTls` for `smarthost` and `fallbackSmarthosts`",
    });
  }
  const seen = new Map<string, Smarthost>();
  for (const one of all) {
    const other = seen.get(one.nextHop) ?? one;
    seen.set(one.nextHop, other);
    if (other.credentials === one.credentials && other.tls.level === one.tls.level) continue;
    contradiction(context, {
      path: ["senderSmarthosts"],
      what: "name one smarthost twice, with different credentials or TLS",
      got: one.nextHop,
      expected: "one Smarthost object for one server",
      fix: "make it once, and pass it in both places",
    });
  }
  const domains = (props.senderSmarthosts ?? []).map((sender) => sender.domain);
  for (const twice of domains.filter((name, index) => domains.indexOf(name) !== index)) {
    contradiction(context, {
      path: ["senderSmarthosts"],
      what: "name a domain twice",
      got: twice,
      expected: "each domain once",
      fix: "remove one of them",
    });
  }
}

function parametersAreHarmless({ parameters = {} }: Props, context: z.RefinementCtx): void {
  for (const name of Object.keys(parameters)) {
    const refusal = refusalOfParameter(name);
    if (!refusal) continue;
    contradiction(context, {
      path: ["parameters", name],
      what: refusal.what,
      expected: "a parameter that says nothing of who may send, nor what a prop says",
      fix: refusal.fix,
    });
  }
}

function timesAreOrdered({ queue: times = {} }: Props, context: z.RefinementCtx): void {
  const { minimalBackoff, maximalBackoff, lifetime, delayWarning } = times;
  if (minimalBackoff && maximalBackoff && minimalBackoff.toSeconds() > maximalBackoff.toSeconds()) {
    contradiction(context, {
      path: ["queue", "maximalBackoff"],
      what: "is shorter than `queue.minimalBackoff`",
      got: maximalBackoff.toString(),
      expected: `at least ${minimalBackoff.toString()}`,
      fix: "raise `queue.maximalBackoff`",
    });
  }
  if (delayWarning && delayWarning.toSeconds() >= (lifetime ?? Duration.days(5)).toSeconds()) {
    contradiction(context, {
      path: ["queue", "delayWarning"],
      what: "comes after the mail was sent back",
      got: delayWarning.toString(),
      expected: "less than `queue.lifetime`",
      fix: "shorten `queue.delayWarning`",
    });
  }
}
