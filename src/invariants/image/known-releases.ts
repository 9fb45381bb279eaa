import type { SoftwareNode } from "../../topology";

/** What is known of releases of one piece of software. */
interface Known {
  /** Releases that do not work, and why. */
  readonly broken: Readonly<Record<string, string>>;
  /** The first release without a known hole, and what the hole is. */
  readonly safeSince: { readonly version: string; readonly reason: string };
}

const KNOWN: Readonly<Record<string, Known>> = {
  Baikal: {
    broken: {
      "0.10.0": "its page for the first set-up cannot be used",
      "0.11.0": "its upgrade breaks databases of MySQL",
    },
    safeSince: {
      version: "0.12.1",
      reason: "whoever has an account can store a script that takes over the administrator's session",
    },
  },
};

/** What is known of the software; nothing where the library knows nothing. */
export function knownReleasesOf({ name }: SoftwareNode): Known | undefined {
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
}

/** Whether the first version comes before the second, number by number. */
export function isBefore(version: string, other: string): boolean {
  const numbers = (text: string): number[] => text.split(/[.-]/).map(Number);
  const [own, others] = [numbers(version), numbers(other)];
  const differing = others.findIndex((number, index) => (own[index] ?? 0) !== number);
  return differing >= 0 && (own[differing] ?? 0) < others[differing];
}
