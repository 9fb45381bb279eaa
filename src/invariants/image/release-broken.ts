import type { SoftwareNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { knownReleasesOf } from "./known-releases";

/** Some releases were withdrawn by the next one. */
export class ReleaseWorks extends InvariantRule {
  public readonly id = "image/release-broken";
  public readonly title = "Software is of no release that is known not to work";
  public readonly severity = Severity.ERROR;
  public readonly why = "Its makers mended it in the very next release, and say so there.";

  public check(topology: Topology): Finding[] {
    return topology.software.flatMap((software) => (knownReleasesOf(software) ? [judge(software)] : []));
  }
}

function judge(software: SoftwareNode): Finding {
  const { name, version } = software;
  const fix = `take a newer release of ${name}`;
  if (version === undefined) {
    return Finding.unknown(software, {
      what: `which release of ${name} the image holds is not known`,
      fix: "say so with `version`",
    });
  }
  const { broken = {}, safeSince } = knownReleasesOf(software) ?? {};
  const reason = Object.hasOwn(broken, version) ? broken[version] : undefined;
  if (reason === undefined) return Finding.pass(software);
  return Finding.fail(software, {
    what: `${name} ${version} does not work: ${reason}`,
    got: version,
    expected: `${safeSince?.version} or newer`,
    fix,
  });
}
