import type { Topology } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { agreementsOnOne, judgeSame } from "./agreement";

/** What the backend shows for provisioning is what the CalDAV server expects. */
export class InternalKeysAreEqual extends InvariantRule {
  public readonly id = "secret/internal-key-equal";
  public readonly title = "The CalDAV server and its backend hold one internal key";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Provisioning with another key is answered with 403: calendars cannot be set up, imported or shared.";

  public check(topology: Topology): Finding[] {
    const fix = "pass one Secret to both, or let `new SabreCalDav(…, { backend })` take the backend's `keys`";
    return agreementsOnOne(topology)
      .filter(({ name }) => name === "internal key")
      .map((agreement) => judgeSame(agreement, fix));
  }
}
