/**
 * The system inside an image of the PostgreSQL project.
 *
 * It decides how text is sorted: another suite brings another library for that, and indexes on text that were built by
 * the old one may then give wrong answers. So it belongs to the data, and never changes by itself.
 */
export enum PostgresSuite {
  /** Debian 12, with glibc 2.36. */
  BOOKWORM = "bookworm",
  /** Debian 13, with glibc 2.41. */
  TRIXIE = "trixie",
  /** Alpine 3.22; musl sorts by code points alone. */
  ALPINE_3_22 = "alpine3.22",
  /** Alpine 3.23; musl sorts by code points alone. */
  ALPINE_3_23 = "alpine3.23",
}

/** The minor versions that a bare major stands for: those of docker-library/postgres on 2026-02-26. */
const MINORS: ReadonlyMap<string, string> = new Map([
  ["14", "14.22"],
  ["15", "15.17"],
  ["16", "16.13"],
  ["17", "17.9"],
  ["18", "18.3"],
]);

/** The majors that the library knows. */
export const MAJORS: readonly number[] = [...MINORS.keys()].map(Number);

/** A major, `16`, or an exact version, `16.13`. */
export const VERSION = /^(1[4-9])(\.\d{1,2})?$/;

/** The major version of `16` or `16.13`. */
export function majorOf(version: string): number {
  return Number(version.split(".")[0]);
}

/** The exact version: that which is given, or the one that its major stands for; nothing for an unknown major. */
export function exactVersion(version: string): string | undefined {
  return version.includes(".") ? version : MINORS.get(version);
}
