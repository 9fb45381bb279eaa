import { isUnknownText } from "../../internal/tokens";
import type { HostNode, TopologyNode } from "../../topology";
import { engineOf } from "../../topology/engine";
import { areDistinct } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { pathsOf } from "../wording";

/** Something that has a name on an engine. */
export type Named = TopologyNode & { readonly host: HostNode; readonly name: string };

/** What one rule about names calls its things. */
export interface NameWords {
  /** Several of them, for example `containers`. */
  readonly plural: string;
  /** The prop that names one of them. */
  readonly prop: string;
}

/** Judges that no two things of an engine have one name. */
export function judgeDuplicates(things: readonly Named[], words: NameWords): Finding[] {
  return [...groupBy(things, ({ host }) => engineOf(host)).values()].flatMap((onEngine) => [
    ...[...groupBy(onEngine, ({ name }) => name)]
      .filter(([name, holders]) => holders.length > 1 || !isUnknownText(name))
      .map(([name, holders]) => judge(name, holders, words)),
    ...unknown(onEngine, words),
  ]);
}

function judge(name: string, [first, ...others]: readonly Named[], { plural, prop }: NameWords): Finding {
  if (others.length === 0) return Finding.pass(first);
  return Finding.fail(first, {
    what: `the name ${name} is also that of ${pathsOf(others)}`,
    got: `${others.length + 1} ${plural} with that name on ${first.host.path}`,
    expected: "one",
    fix: `give one of them another id, or another \`${prop}\``,
  });
}

/** One check an engine: that all of its names differ. */
function unknown(things: readonly Named[], { plural, prop }: NameWords): Finding[] {
  const first = things.find(({ name }) => isUnknownText(name));
  if (!first || things.length < 2) return [];
  return [
    Finding.unknown(first, {
      what: `two ${plural} on ${first.host.path} have the same name`,
      condition: areDistinct([...new Set(things.map(({ name }) => name))]),
      fix: `give one of them another \`${prop}\``,
    }),
  ];
}
