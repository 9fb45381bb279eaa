import { isUnknownText } from "../../internal/tokens";
import type { EndpointNode, Topology } from "../../topology";
import { contestedAliasesAmong, inLowerCase } from "../../topology/contested-aliases";
import { onEngine, serviceKey } from "../../topology/engine";
import { areDistinctNames } from "../expression";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** One alias, one service: two that answer to the same name on a network get each other's requests at random. */
export class AliasIsUnique extends InvariantRule {
  public readonly id = "name/alias-unique";
  public readonly title = "One alias, one service, on each network";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Docker's DNS answers a name with every container that has it, in random order: about half of the requests reach the wrong one.";

  public check(topology: Topology): Finding[] {
    return [...groupBy(topology.networks, onEngine).values()].flatMap((networks) => {
      const endpoints = networks.flatMap((network) => network.endpoints);
      const contested = contestedAliasesAmong(endpoints);
      const losers = new Set(contested.flatMap((alias) => alias.endpoints));
      return [
        ...contested.map(({ alias, endpoints: [first, ...others] }) =>
          Finding.fail(first, {
            what: `alias "${alias}" on ${first.network.name} is also held by ${pathsOf(others)}`,
            got: `${others.length + 1} containers that answer to ${alias}`,
            expected: "containers of one service",
            fix: "give one of them another alias, or reach it by `ipv4Address`",
          }),
        ),
        ...endpoints.filter((endpoint) => !losers.has(endpoint)).map((endpoint) => Finding.pass(endpoint)),
        ...unknown(endpoints),
      ];
    });
  }
}

/** One check a network: that all of its names differ, each counted once a service. */
function unknown(endpoints: readonly EndpointNode[]): Finding[] {
  const first = endpoints.find(({ names }) => names.some(isUnknownText));
  if (!first || endpoints.length < 2) return [];
  const byService = groupBy(endpoints, ({ container }) => serviceKey(container));
  const names = [...byService.values()].flatMap((own) => [
    ...new Set(own.flatMap((endpoint) => endpoint.names.map(inLowerCase))),
  ]);
  return [
    Finding.unknown(first, {
      what: `two services on ${first.network.name} have the same alias`,
      condition: areDistinctNames(names),
      fix: "give one of them another alias",
    }),
  ];
}
