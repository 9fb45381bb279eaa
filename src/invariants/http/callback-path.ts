import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

const PATH = "^(/[^/?#\\s]+)*(/[^/?#\\s]+|/)$";

/** A path starts at the root. */
export class CallbackPathIsAbsolute extends InvariantRule {
  public readonly id = "http/callback-path";
  public readonly title = "The path of a callback is absolute, without a query";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "It is put behind the base URL as it is: without a slash in front it would become a part of the host.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.map((callback) => {
      const { callbackPath } = callback;
      const what = `calls ${callback.to.name} with the path ${callbackPath}, which is no plain absolute path`;
      const fix = "declare the callback with a `path` that starts with a slash";
      if (isUnknownText(callbackPath)) {
        return Finding.unknown(callback, { what, condition: matches(callbackPath, PATH), fix });
      }
      return new RegExp(PATH).test(callbackPath)
        ? Finding.pass(callback)
        : Finding.fail(callback, {
            what,
            got: JSON.stringify(callbackPath),
            expected: "a path such as /api/callback/, with single slashes",
            fix,
          });
    });
  }
}
