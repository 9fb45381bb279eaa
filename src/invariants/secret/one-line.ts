import type { Topology } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Printable ASCII without blanks at its ends; a line feed at the end is taken away on delivery. */
const ONE_LINE = "^[!-~]([ -~]*[!-~])?\n?$";

/** A key travels in headers, files and variables, and must be the same in all of them. */
export class SecretIsOneLine extends InvariantRule {
  public readonly id = "secret/one-line";
  public readonly title = "A password or key is one line of printable ASCII, and not empty";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Where one side cuts off a blank or a line break and the other one does not, equal keys differ. An empty key makes " +
    "the CalDAV server answer everything with 200 and nothing, and letters beyond ASCII stop Django with 500.";

  public check(topology: Topology): Finding[] {
    return topology.containers
      .flatMap(({ secrets }) => secrets)
      .filter(({ isOneLine }) => isOneLine)
      .map((use) => {
        // What Terraform never sees is checked by the job that delivers it.
        if (use.expression === undefined) return Finding.pass(use);
        return Finding.unknown(use, {
          what: `the ${use.purpose} (${use.identity}) is empty, has more than one line, or characters that are not printable ASCII`,
          condition: matches(use.expression, ONE_LINE),
          fix: "give it one line of letters, digits and signs, such as `openssl rand -hex 32` makes",
        });
      });
  }
}
