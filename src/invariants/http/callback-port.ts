import type { Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { parseBaseUrl } from "./base-url";

/** Inside a network there is no port mapping. */
export class CallbackPortIsTargets extends InvariantRule {
  public readonly id = "http/callback-port";
  public readonly title = "A callback goes to the port on which the other container listens";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Containers of one network reach each other on the ports in the container, not on those that the host passes on: " +
    "on another port nobody answers.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.flatMap((callback) => {
      const url = parseBaseUrl(callback.baseUrl);
      // A URL that only Terraform knows is compared as a whole by http/callback-target.
      if (!url) return [];
      if (url.port === callback.port) return [Finding.pass(callback)];
      return [
        Finding.fail(callback, {
          what: `calls ${callback.to.name} on port ${url.port}`,
          got: callback.baseUrl,
          expected: `port ${callback.port}, on which ${callback.to.path} listens`,
          fix: `write ${url.scheme}://${url.host}:${callback.port}`,
        }),
      ];
    });
  }
}
