import type { Topology } from "../../topology";
import type { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { agreementsOnOne, judgeSame } from "./agreement";

/** What the backend shows is what the CalDAV server expects. */
export class OutboundKeysAreEqual extends InvariantRule {
  public readonly id = "secret/outbound-key-equal";
  public readonly title = "The CalDAV server and its backend hold one outbound key";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "The CalDAV server answers every request that carries another key with 401: users see no calendars at all.";

  public check(topology: Topology): Finding[] {
    const fix = "pass one Secret to both, or let `new SabreCalDav(…, { backend })` take the backend's `keys`";
    return agreementsOnOne(topology)
      .filter(({ name }) => name === "outbound key")
      .map((agreement) => judgeSame(agreement, fix));
  }
}
