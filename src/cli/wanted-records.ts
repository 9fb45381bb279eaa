import { readFileSync } from "node:fs";
import type { DnsNeed } from "../topology";
import { isBelow } from "../topology/zone-view";
import { UsageError } from "./usage";

/** A record that services need, as the synthesis wrote it. */
export interface WantedRecord {
  /** The construct that needs it. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  /** Nothing where only the running service knows it, and no output tells. */
  readonly value?: string;
  readonly need: DnsNeed;
  readonly ttlSeconds: number;
  readonly output?: string;
}

/** Which records are meant. */
export interface Selection {
  readonly topology: string;
  readonly outputs?: string;
  readonly zone?: string;
}

/** The records of a synthesis, with what outputs of a deployment add. */
export function wantedRecords({ topology, outputs, zone }: Selection): WantedRecord[] {
  const view = readJson(topology, "run the synthesis first, or name the file by --topology");
  const { dnsRecords } = view as { readonly dnsRecords?: WantedRecord[] };
  if (!Array.isArray(dnsRecords)) {
    throw new UsageError(`${topology} lists no DNS records: it is no topology of cdktf-groupware`);
  }
  const told = outputs === undefined ? new Map<string, string>() : outputsOf(readJson(outputs, "name another file"));
  return dnsRecords
    .filter(({ name }) => zone === undefined || isBelow(name, zone))
    .map((record) => ({ ...record, value: known(record.value) ?? toldValue(record, told) }));
}

function known(value: string | undefined): string | undefined {
  return value?.includes("${") ? undefined : value;
}

function toldValue({ output }: WantedRecord, told: ReadonlyMap<string, string>): string | undefined {
  const value = output === undefined ? undefined : told.get(output);
  return value === "" ? undefined : value;
}

/** Outputs by their names, however deep they stand: by stack, or as objects with a value. */
function outputsOf(json: unknown): Map<string, string> {
  if (typeof json !== "object" || json === null) return new Map();
  return new Map(
    Object.entries(json).flatMap(([name, value]): [string, string][] => {
      if (typeof value === "string") return [[name, value]];
      const inner = (value as { readonly value?: unknown } | null)?.value;
      return typeof inner === "string" ? [[name, inner]] : [...outputsOf(value)];
    }),
  );
}

function readJson(file: string, advice: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`${file} cannot be read: ${advice}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not in JSON: ${advice}`);
  }
}
