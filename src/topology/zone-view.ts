import { isUnknownText } from "../internal/tokens";
import { DnsNeed } from "./contracts";

/** What a zone file needs to know of a record. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value?: string;
  readonly need: DnsNeed;
  readonly ttlSeconds: number;
}

const CHAPTERS: readonly (readonly [DnsNeed, string])[] = [
  [DnsNeed.BEFORE_START, "before the first start"],
  [DnsNeed.REQUIRED, "required"],
  [DnsNeed.RECOMMENDED, "recommended"],
];

/** Records as a zone file, with absolute names; what is not known yet as comments. Equal records stand in it once. */
export function renderZone(records: readonly ZoneRecord[], zone?: string): string {
  const own = records.filter(({ name }) => zone === undefined || isBelow(name, zone));
  const seen = new Set<string>();
  const chapters = CHAPTERS.flatMap(([need, title]) => {
    const lines = own
      .filter((record) => record.need === need)
      .map(renderRecord)
      .filter((line) => !seen.has(line) && seen.add(line));
    return lines.length > 0 ? [`; ${title}\n${lines.join("\n")}\n`] : [];
  });
  return chapters.join("\n");
}

/** Whether the name is that of the zone, or below it. */
export function isBelow(name: string, zone: string): boolean {
  return `.${name.toLowerCase()}`.endsWith(`.${zone.toLowerCase().replace(/\.$/, "")}`);
}

function renderRecord({ name, type, value, ttlSeconds }: ZoneRecord): string {
  const start = `${name}. ${ttlSeconds} IN ${type}`;
  if (value === undefined || isUnknownText(value)) return `; ${start} - known when it runs`;
  return `${start} ${renderValue(type, value)}`;
}

function renderValue(type: string, value: string): string {
  switch (type) {
    case "TXT":
      return quoted(value);
    case "CNAME":
    case "MX":
    case "NS":
    case "PTR":
    case "SRV":
      // The host name stands last, and would be taken for one of the zone without its dot.
      return value.endsWith(".") ? value : `${value}.`;
    default:
      return value;
  }
}

/** A text in the pieces of at most 255 bytes that a record is made of. */
function quoted(text: string): string {
  const pieces = text.match(/[^]{1,255}/g) ?? [""];
  return pieces.map((piece) => `"${piece.replace(/["\\]/g, "\\$&")}"`).join(" ");
}
