import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { BASE_URL } from "./base-url";

/** A base URL is what stands in front of a path. */
export class CallbackBaseIsBare extends InvariantRule {
  public readonly id = "http/callback-base";
  public readonly title = "The base URL of a callback is scheme, host and port, and nothing else";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The caller puts its path behind it. With a path, a query or a slash of its own, the request goes to an address " +
    "that the other side does not serve.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.map((callback) => {
      const { baseUrl } = callback;
      const what = `calls ${callback.to.name} at ${baseUrl}, which is no base URL`;
      const fix = `write it as http://<host>:${callback.port}`;
      if (isUnknownText(baseUrl)) {
        return Finding.unknown(callback, { what, condition: matches(baseUrl, BASE_URL), fix });
      }
      return new RegExp(BASE_URL).test(baseUrl)
        ? Finding.pass(callback)
        : Finding.fail(callback, {
            what,
            got: baseUrl,
            expected: "http://, a host and a port, without a path, query or slash at the end",
            fix,
          });
    });
  }
}
