import { DnsNeed } from "../topology";
import type { WantedRecord } from "./wanted-records";

/** What is wrong about records at one name. */
export interface RecordProblem {
  readonly kind: "missing" | "wrong" | "doubled";
  readonly record: WantedRecord;
  /** What is there, where something is. */
  readonly got?: string;
  readonly expected: string;
  /** Whether everything works without it, only less well. */
  readonly isRecommendation: boolean;
}

/** What a name server says. */
export type Ask = (name: string, type: string) => Promise<string[]>;

/** Compares all records with what a name server says, and finds everything at once. */
export async function checkRecords(records: readonly WantedRecord[], ask: Ask): Promise<RecordProblem[]> {
  const places = new Map<string, WantedRecord[]>();
  for (const record of records) {
    const place = `${record.name.toLowerCase()} ${record.type}`;
    places.set(place, [...(places.get(place) ?? []), record]);
  }
  const problems = await Promise.all([...places.values()].map((wanted) => checkPlace(wanted, ask)));
  return problems.flat();
}

/** Records of one type at one name. */
async function checkPlace(wanted: readonly WantedRecord[], ask: Ask): Promise<RecordProblem[]> {
  const [{ name, type }] = wanted;
  const found = await ask(name, type);
  if (type === "TXT") return wanted.flatMap((record) => checkText(record, found));
  if (type === "CNAME" && found.length === 0) return checkAlias(wanted[0], ask);
  const missing = wanted.flatMap((record) => checkValue(record, found));
  // Records beside those that are wanted lead somewhere else, but for CAA, where another issuer may be named too.
  const values = wanted.flatMap(({ value }) => (value === undefined ? [] : [normalized(value)]));
  const strangers = found.filter((value) => !values.includes(normalized(value)));
  if (type === "CAA" || values.length < wanted.length || strangers.length === 0) return missing;
  return [problem("wrong", wanted[0], strangers.join(", "), values.join(", ")), ...missing.slice(strangers.length)];
}

/** Providers that flatten aliases answer with addresses, which is no alias for chatmail, nor for anybody who asks. */
async function checkAlias(record: WantedRecord, ask: Ask): Promise<RecordProblem[]> {
  const addresses = [...(await ask(record.name, "A")), ...(await ask(record.name, "AAAA"))];
  if (addresses.length === 0) return [problem("missing", record)];
  return [problem("wrong", record, `addresses (${addresses.join(", ")}) in place of an alias`)];
}

function checkValue(record: WantedRecord, found: readonly string[]): RecordProblem[] {
  const { value } = record;
  const isThere = value === undefined ? found.length > 0 : found.some((text) => normalized(text) === normalized(value));
  return isThere ? [] : [problem("missing", record)];
}

/** Of texts, a name may have one of each kind: two policies count as none, and nobody reads a second key. */
function checkText(record: WantedRecord, found: readonly string[]): RecordProblem[] {
  const kind = kindOf(record);
  const own =
    record.name.startsWith("_") || kind === undefined ? found : found.filter((text) => startsWith(text, kind));
  if (own.length === 0) return [problem("missing", record)];
  if (own.length > 1) return [problem("doubled", record, own.map(quoted).join(" and "))];
  return fits(record, kind, own[0]) ? [] : [problem("wrong", record, quoted(own[0]))];
}

const KINDS = ["v=spf1", "v=DMARC1", "v=STSv1", "v=DKIM1", "dkim="];

function kindOf({ name, value }: WantedRecord): string | undefined {
  if (value === undefined) return name.includes("._domainkey.") ? "v=DKIM1" : undefined;
  return KINDS.find((kind) => startsWith(value, kind));
}

function startsWith(text: string, kind: string): boolean {
  return text.replace(/\s/g, "").toLowerCase().startsWith(kind.toLowerCase());
}

function fits({ value }: WantedRecord, kind: string | undefined, text: string): boolean {
  // The rest of a policy for encryption is a version, which only has to change when the policy does.
  if (kind === "v=STSv1") return /^v=STSv1;\s*id=[A-Za-z0-9]{1,32};?$/.test(text.trim());
  if (value === undefined) return kind !== "v=DKIM1" || /(^|;)\s*p=[A-Za-z0-9+/= ]{100,}/.test(text);
  if (kind === "v=DKIM1" || kind === "v=DMARC1") return tags(text) === tags(value);
  return normalized(text) === normalized(value);
}

/** Tags of a record in one order and spelling: blanks around them mean nothing, and a key may be in pieces. */
function tags(text: string): string {
  return text
    .split(";")
    .map((tag) => tag.replace(/\s/g, ""))
    .filter((tag) => tag !== "")
    .sort()
    .join(";");
}

function normalized(value: string): string {
  return value.trim().replace(/\s+/g, " ").replace(/\.$/, "").toLowerCase();
}

function problem(
  kind: RecordProblem["kind"],
  record: WantedRecord,
  got?: string,
  expected = record.value ?? "what the running service tells",
): RecordProblem {
  const isRecommendation = record.need === DnsNeed.RECOMMENDED && kind === "missing";
  return { kind, record, got, expected, isRecommendation };
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
