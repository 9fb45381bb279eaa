/** What a file of Traefik is made of. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | YamlMap;

/** Named values; what is undefined is left out. */
export interface YamlMap {
  readonly [key: string]: YamlValue | undefined;
}

/** An empty block that means "on", as `http3: {}` does. Traefik refuses any other empty one. */
export const ON: YamlMap = Object.freeze({});

const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]*$/;

/** Words that YAML 1.1 reads as something else. */
const NOT_TEXT = /^(y|n|yes|no|on|off|true|false|null)$/i;

/**
 * The value as YAML, in blocks, keys in the order in which they stand.
 *
 * @throws an error where Traefik would take the text for a template, or refuse the file
 */
export function renderYaml(value: YamlMap): string {
  return `${mapLines(value).join("\n")}\n`;
}

function mapLines(map: YamlMap): string[] {
  return entriesOf(map).flatMap(([key, value]) => {
    const name = scalar(key);
    if (isMap(value)) {
      if (value === ON) return [`${name}: {}`];
      if (entriesOf(value).length === 0) throw new Error(`${key} is empty: Traefik would refuse the whole file`);
      return [`${name}:`, ...indented(mapLines(value))];
    }
    return isList(value) ? [`${name}:`, ...indented(value.flatMap(itemLines))] : [`${name}: ${scalar(value)}`];
  });
}

function itemLines(item: YamlValue): string[] {
  if (isList(item)) throw new Error("no file of Traefik has lists of lists");
  if (!isMap(item)) return [`- ${scalar(item)}`];
  const [first, ...rest] = mapLines(item);
  return [`- ${first}`, ...indented(rest)];
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  if (value.includes("{{"))
    throw new Error(`${JSON.stringify(value)} would be a template: Traefik executes what follows {{`);
  return PLAIN.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
}

function entriesOf(map: YamlMap): [string, YamlValue][] {
  return Object.entries(map).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function isMap(value: YamlValue): value is YamlMap {
  return typeof value === "object" && !isList(value);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
