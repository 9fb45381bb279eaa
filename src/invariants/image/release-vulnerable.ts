import type { SoftwareNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { isBefore, knownReleasesOf } from "./known-releases";

/** A hole that is mended is a hole that is known. */
export class ReleaseIsSafe extends InvariantRule {
  public readonly id = "image/release-vulnerable";
  public readonly title = "Software is of no release with a hole that a later one mends";
  public readonly severity = Severity.WARNING;
  public readonly why = "What was mended is public, and programs try it on every server that they find.";

  public check(topology: Topology): Finding[] {
    return topology.software.flatMap((software) => (knownReleasesOf(software) ? [judge(software)] : []));
  }
}

function judge(software: SoftwareNode): Finding {
  const { name, version } = software;
  const known = knownReleasesOf(software);
  if (version === undefined) {
    const what = `whether ${name} in the image has known holes cannot be told without its release`;
    return Finding.unknown(software, { what, fix: "say the release with `version`" });
  }
  if (!known || !isBefore(version, known.safeSince.version)) return Finding.pass(software);
  return Finding.fail(software, {
    what: `${name} ${version} has a known hole: ${known.safeSince.reason}`,
    got: version,
    expected: `${known.safeSince.version} or newer`,
    fix: `take ${name} ${known.safeSince.version} or newer`,
  });
}
