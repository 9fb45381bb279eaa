import type { Problem } from "../internal/problems";
import { show } from "../internal/words";
import type { InvariantRule } from "./rule";
import { Severity } from "./severity";

/** What keeps a rule from being one, beside those that there are: it may be written in JavaScript. */
export function problemsOfRule(rule: InvariantRule, others: readonly InvariantRule[]): Problem[] {
  const given: unknown = rule;
  if (typeof given !== "object" || given === null) return [noRule(given)];
  const { id, title, why, severity, check } = given as Readonly<Record<keyof InvariantRule, unknown>>;
  const isTaken = others.some((other) => other.id === id);
  return [
    ...(isTaken || !isId(id) ? [badId(id, isTaken)] : []),
    ...(isText(title) ? [] : [lacks("title", title, "what must hold, in one line")]),
    ...(isText(why) ? [] : [lacks("why", why, "why it matters")]),
    ...(isSeverity(severity)
      ? []
      : [lacks("severity", severity, "Severity.ERROR, Severity.WARNING or Severity.ADVICE")]),
    ...(typeof check === "function" ? [] : [lacks("check", check, "a method that returns findings")]),
  ];
}

function noRule(given: unknown): Problem {
  return {
    name: "add",
    what: "is given no rule",
    got: show(given),
    expected: "an object of a class that extends InvariantRule",
    fix: "pass `new MyRule()`",
  };
}

function badId(id: unknown, isTaken: boolean): Problem {
  return {
    name: "id",
    what: isTaken ? "another rule has this id" : "is no id of a rule",
    got: show(id),
    expected: "`family/short-name`, in lower case, not taken by another rule",
    fix: "give the rule another `id`",
  };
}

function lacks(name: string, got: unknown, expected: string): Problem {
  return {
    name,
    what: "does not fit a rule",
    got: show(got),
    expected,
    fix: `give the rule ${expected} as \`${name}\``,
  };
}

function isId(id: unknown): boolean {
  return typeof id === "string" && /^[a-z0-9-]+\/[a-z0-9-]+$/.test(id);
}

function isText(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== "";
}

function isSeverity(severity: unknown): boolean {
  return Object.values<unknown>(Severity).includes(severity);
}
