import type { Topology } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { agreementsOnOne, judgeSame } from "./agreement";

/** What the CalDAV server shows is what its backend expects. */
export class InboundKeysAreEqual extends InvariantRule {
  public readonly id = "secret/inbound-key-equal";
  public readonly title = "The CalDAV server and its backend hold one inbound key";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The backend answers callbacks that carry another key with 401: events are saved, and no invitation is ever sent.";

  public check(topology: Topology): Finding[] {
    const fix = "pass one Secret to both, or let `new SabreCalDav(…, { backend })` take the backend's `keys`";
    return agreementsOnOne(topology)
      .filter(({ name }) => name === "inbound key")
      .map((agreement) => judgeSame(agreement, fix));
  }
}
