import type { DnsRecordNode, Topology } from "../../topology";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { pathsOf } from "../wording";

/** Texts of which a name may have one: the first words by which others recognise them. */
const ONCE = ["v=spf1", "v=DMARC1", "v=STSv1", "v=TLSRPTv1"];

/** Records of several services at one name do not contradict each other. */
export class DnsRecordsAgree extends InvariantRule {
  public readonly id = "name/dns-records-agree";
  public readonly title = "DNS records of several services at one name can be there together";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "An alias forbids every other record at its name, and two policies of one kind count as none: mail is then refused, or " +
    "names lead to the wrong host.";

  public check(topology: Topology): Finding[] {
    return [...groupBy(topology.dnsRecords, ({ name }) => name.toLowerCase()).values()].flatMap(judge);
  }
}

function judge(records: readonly DnsRecordNode[]): Finding[] {
  const distinct = [...groupBy(records, ({ type, value }) => `${type} ${value}`).values()].map(([first]) => first);
  const clashes = [...aliasClashes(distinct), ...policyClashes(distinct)];
  return clashes.length > 0 ? clashes : [Finding.pass(records[0])];
}

function aliasClashes(records: readonly DnsRecordNode[]): Finding[] {
  const alias = records.find(({ type }) => type === "CNAME");
  const others = records.filter((record) => record !== alias);
  if (!alias || others.length === 0) return [];
  return [
    Finding.fail(alias, {
      what: `${alias.name} is an alias, and has other records by ${pathsOf(others)}`,
      got: [alias, ...others].map(describe).join(", "),
      expected: "an alias alone, or records without one",
      fix: "give one of the services another name",
    }),
  ];
}

function policyClashes(records: readonly DnsRecordNode[]): Finding[] {
  const texts = records.filter(({ type, value }) => type === "TXT" && value !== undefined);
  const policies = groupBy(texts, ({ value = "" }) => ONCE.find((start) => value.startsWith(start)));
  return [...policies].flatMap(([start, [first, ...others]]) =>
    start === undefined || others.length === 0
      ? []
      : [
          Finding.fail(first, {
            what: `${first.name} has another policy ${start} by ${pathsOf(others)}`,
            got: [first, ...others].map(describe).join(", "),
            expected: "one policy of a kind at a name",
            fix: "let one of the services send from a domain of its own",
          }),
        ],
  );
}

function describe({ type, value }: DnsRecordNode): string {
  return value === undefined ? type : `${type} ${value}`;
}
