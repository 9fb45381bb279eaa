import { isUnknownText } from "../../internal/tokens";
import type { Topology, TopologyNode } from "../../topology";
import { VolumeKind } from "../../topology";
import { matches } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** As the engine checks them; an alias with other signs could not be looked up. */
const NAME = "^[a-zA-Z0-9][a-zA-Z0-9_.-]+$";
/** A volume is also a directory of the host. */
const VOLUME = "^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$";
const ALIAS = "^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$";

const LENGTHS: Readonly<Record<string, string>> = {
  alias: "",
  volume: ", from 2 to 255, a letter or digit first",
};

interface Name {
  readonly node: TopologyNode;
  readonly kind: string;
  readonly prop: string;
  readonly text: string;
  readonly pattern: string;
}

/** The engine is particular about names. */
export class NameIsValid extends InvariantRule {
  public readonly id = "name/valid";
  public readonly title = "Names of containers, networks, volumes and aliases are ones that the engine accepts";
  public readonly severity = Severity.ERROR;
  public readonly why = "The engine refuses other names when it creates the container, network or volume.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return namesOf(topology).map(judge);
  }
}

function namesOf({ containers, networks, volumes }: Topology): Name[] {
  return [
    ...containers.flatMap((node) => [
      { node, kind: "container", prop: "containerName", text: node.name, pattern: NAME },
      ...node.endpoints.flatMap((endpoint) =>
        endpoint.aliases.map((text) => ({ node, kind: "alias", prop: "aliases", text, pattern: ALIAS })),
      ),
    ]),
    ...networks.map((node) => ({ node, kind: "network", prop: "networkName", text: node.name, pattern: NAME })),
    ...volumes
      .filter(({ kind }) => kind === VolumeKind.NAMED)
      .map((node) => ({ node, kind: "volume", prop: "volumeName", text: node.name, pattern: VOLUME })),
  ];
}

function judge({ node, kind, prop, text, pattern }: Name): Finding {
  const what = kind === "alias" ? `the alias ${text} is no valid name` : `${text} is no valid name of a ${kind}`;
  const fix = `correct \`${prop}\``;
  if (isUnknownText(text)) return Finding.unknown(node, { what, condition: matches(text, pattern), fix });
  if (new RegExp(pattern).test(text)) return Finding.pass(node);
  return Finding.fail(node, {
    what,
    got: JSON.stringify(text),
    expected: `letters, digits, \`_\`, \`.\` and \`-\`${LENGTHS[kind] ?? ", at least two, a letter or digit first"}`,
    fix,
  });
}
