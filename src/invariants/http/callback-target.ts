import { isUnknownText } from "../../internal/tokens";
import type { CallbackNode, EndpointNode, Topology } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { choices } from "../wording";
import { baseUrlsFor, isAddress, parseBaseUrl } from "./base-url";
import { placesReachedBy } from "./shared-networks";

/** Whoever is called by name must have that name where the caller asks for it. */
export class CallbackReachesTarget extends InvariantRule {
  public readonly id = "http/callback-target";
  public readonly title =
    "The host of a callback is a name of the container that must answer, on a network of the caller";
  public readonly severity = Severity.ERROR;
  public readonly why = "Under any other name the caller finds nobody, or somebody else, and the callback is lost.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.flatMap((callback) => {
      const places = placesReachedBy(callback.from, callback.to);
      if (places.length === 0) return [fail(callback)];
      if (isUnknownText(callback.baseUrl)) return [unknown(callback, places)];
      const url = parseBaseUrl(callback.baseUrl);
      return url && !isAddress(url.host) ? [judge(callback, places, url.host)] : [];
    });
  }
}

function fail(callback: CallbackNode): Finding {
  const { from, to } = callback;
  return Finding.fail(callback, {
    what: `calls ${to.path}, and shares no network with it`,
    got: callback.baseUrl,
    expected: "a network that both are on",
    fix: `put ${to.path} and ${from.path} on one network`,
  });
}

function judge(callback: CallbackNode, places: readonly EndpointNode[], host: string): Finding {
  const { from, to } = callback;
  const names = places.flatMap((place) => place.names);
  if (names.some((name) => name.toLowerCase() === host.toLowerCase())) return Finding.pass(callback);
  return Finding.fail(callback, {
    what: `calls ${host}, which is no name of ${to.path} on a network of ${from.name}`,
    got: callback.baseUrl,
    expected: choices(names),
    fix: `call it by one of its names, or give ${to.path} the alias ${host}`,
  });
}

function unknown(callback: CallbackNode, places: readonly EndpointNode[]): Finding {
  const hosts = places.flatMap(({ names, ipv4Address }) => [...names, ...(ipv4Address ? [ipv4Address] : [])]);
  const accepted = [...new Set(hosts)].flatMap((host) => baseUrlsFor(callback, host));
  return Finding.unknown(callback, {
    what: `calls ${callback.baseUrl}, which is not where ${callback.to.path} answers`,
    condition: isOneOf(callback.baseUrl, accepted),
    fix: `use ${choices(accepted)}`,
  });
}
