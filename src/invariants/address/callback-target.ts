import { isUnknownText } from "../../internal/tokens";
import type { CallbackNode, EndpointNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { isAddress, parseBaseUrl } from "../http/base-url";
import { placesReachedBy } from "../http/shared-networks";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";

/** Whoever is called by address must have that address for ever. */
export class CallbackAddressIsTargets extends InvariantRule {
  public readonly id = "address/callback-target";
  public readonly title = "An address that is called back is the fixed one of the container that must answer";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An address that nobody fixed goes to another container after a restart, and callbacks, with their keys, go with it.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.flatMap((callback) => {
      const host = parseBaseUrl(callback.baseUrl)?.host;
      const places = placesReachedBy(callback.from, callback.to);
      // Where no network is common, http/callback-target speaks.
      return host !== undefined && isAddress(host) && places.length > 0 ? [judge(callback, places, host)] : [];
    });
  }
}

function judge(callback: CallbackNode, places: readonly EndpointNode[], host: string): Finding {
  const { from, to } = callback;
  const fixed = places.flatMap(({ ipv4Address }) => ipv4Address ?? []);
  if (fixed.includes(host)) return Finding.pass(callback);
  const what = `calls ${host}, which is no fixed address of ${to.path} on a network of ${from.name}`;
  const fix = `give ${to.path} the \`ipv4Address\` ${host} on a network of ${from.path}, or call it by a name`;
  if (fixed.some(isUnknownText)) return Finding.unknown(callback, { what, condition: isOneOf(host, fixed), fix });
  return Finding.fail(callback, {
    what,
    got: callback.baseUrl,
    expected: choices(fixed) || "a fixed address, of which it has none there",
    fix,
  });
}
