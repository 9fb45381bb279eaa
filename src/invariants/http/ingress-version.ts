import type { IngressNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** The first release without a known hole, when this was written. */
const FLOOR = "3.7.13";

/** What faces the internet must be mended. */
export class IngressIsMended extends InvariantRule {
  public readonly id = "http/ingress-version";
  public readonly title = `An ingress runs Traefik ${FLOOR} or newer`;
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Each older release has holes that are known to everybody: paths that go round its rules, headers that clients can " +
    "forge, connections that stall it. Series before 3.7 get no more repairs.";

  public check(topology: Topology): Finding[] {
    return topology.ingresses.map(judge);
  }
}

function judge(ingress: IngressNode): Finding {
  const { version } = ingress;
  const fix = `take Traefik ${FLOOR} or newer`;
  if (version === undefined) {
    return Finding.unknown(ingress, {
      what: "nothing says which release of Traefik runs",
      fix: `${fix}, and say so in \`version\``,
    });
  }
  if (!isOlder(version, FLOOR)) return Finding.pass(ingress);
  return Finding.fail(ingress, {
    what: `runs Traefik ${version}, which has holes that are known`,
    got: version,
    expected: `${FLOOR} or newer`,
    fix,
  });
}

/** By numbers, part for part. */
function isOlder(version: string, other: string): boolean {
  const [mine, theirs] = [version, other].map((text) => text.split(".").map(Number));
  const at = mine.findIndex((part, index) => part !== theirs[index]);
  return at >= 0 && mine[at] < theirs[at];
}
