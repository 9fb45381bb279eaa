import { isUnknownNumber } from "../../internal/tokens";
import type { MailRelayNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { RouteToRelay } from "./relays";
import { routesToRelays } from "./relays";

/** Who comes later accepts no less than who came before. */
export class SizeLimitsAreOrdered extends InvariantRule {
  public readonly id = "mail/size-limits";
  public readonly title = "A client's largest message fits through the relay, and the relay's through the smarthost";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "A message that the relay refuses never leaves the client; one that only the smarthost refuses comes back as a bounce, " +
    "long after the client was told that it is sent.";

  public check(topology: Topology): Finding[] {
    return [
      ...routesToRelays(topology).flatMap(judgeClient),
      ...topology.mailRelays.flatMap((relay) => judgeSmarthosts(relay)),
    ];
  }
}

function judgeClient({ route, relay }: RouteToRelay): Finding[] {
  if (route.maxMessageBytes === undefined) return [];
  if (relay.maxMessageBytes === undefined) return relay.isAdopted ? [limitIsUnknown({ route, relay })] : [];
  const fix = relay.isAdopted
    ? "have the limit of the relay raised, or send smaller attachments"
    : "raise `limits.message` of the relay, or send smaller attachments";
  if ([route.maxMessageBytes, relay.maxMessageBytes].some(isUnknownNumber)) {
    const what = `whether ${relay.container.name} accepts the largest messages of ${route.client.name} is known to Terraform only`;
    return [Finding.unknown(route, { what, fix })];
  }
  if (route.maxMessageBytes <= relay.maxMessageBytes) return [Finding.pass(route)];
  return [
    Finding.fail(route, {
      what: `${route.client.name} sends larger messages than ${relay.container.name} accepts`,
      got: `${route.maxMessageBytes} bytes`,
      expected: `at most ${relay.maxMessageBytes} bytes`,
      fix,
    }),
  ];
}

function limitIsUnknown({ route, relay }: RouteToRelay): Finding {
  return Finding.unknown(route, {
    what: `${route.client.name} sends messages of ${route.maxMessageBytes} bytes, and nobody has said how large ${relay.container.name} accepts them`,
    fix: "name the limit in `maxMessage` of `PostfixRelay.fromExisting`",
  });
}

function judgeSmarthosts(relay: MailRelayNode): Finding[] {
  const { maxMessageBytes, smarthosts, container } = relay;
  return smarthosts.flatMap((smarthost) => {
    if (maxMessageBytes === undefined || smarthost.maxMessageBytes === undefined) return [];
    const place = `${smarthost.host}:${smarthost.port}`;
    const fix = "lower `limits.message` of the relay";
    if ([maxMessageBytes, smarthost.maxMessageBytes].some(isUnknownNumber)) {
      const what = `whether ${place} accepts the largest messages of ${container.name} is known to Terraform only`;
      return [Finding.unknown(relay, { what, fix })];
    }
    if (maxMessageBytes <= smarthost.maxMessageBytes) return [Finding.pass(relay)];
    return [
      Finding.fail(relay, {
        what: `${container.name} accepts larger messages than ${place}`,
        got: `${maxMessageBytes} bytes`,
        expected: `at most ${smarthost.maxMessageBytes} bytes`,
        fix,
      }),
    ];
  });
}
