import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { parseBaseUrl } from "./base-url";

/** Callbacks stay inside a network, where nothing terminates TLS. */
export class CallbackIsPlainHttp extends InvariantRule {
  public readonly id = "http/callback-scheme";
  public readonly title = "A callback goes to the container directly, by plain HTTP";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The container itself speaks no TLS. A proxy in front of it would redirect some requests, and a caller that does " +
    "not follow redirects counts those as delivered: invitations are lost without a trace.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.flatMap((callback) => {
      const url = parseBaseUrl(callback.baseUrl);
      // A URL that only Terraform knows is compared as a whole by http/callback-target.
      if (!url) return [];
      if (url.scheme === "http") return [Finding.pass(callback)];
      return [
        Finding.fail(callback, {
          what: `calls ${callback.to.name} by ${url.scheme}`,
          got: callback.baseUrl,
          expected: "http://, to the container itself",
          fix: `write http://${url.host}:${callback.port}`,
        }),
      ];
    });
  }
}
