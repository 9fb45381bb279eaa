import type { IConstruct } from "constructs";
// As a namespace, of which a bundler leaves out what is not used: `{ z }` would bring the texts of all languages.
import * as z from "zod";
import type { Problem } from "./problems";
import { problemsError } from "./problems";
import { isUnknownNumber, isUnknownText } from "./tokens";
import { nearest, show, withArticle } from "./words";

/*
 * Building stones of the schemas. Each says what it expects in words that fit behind "expected" in an error, because
 * zod's own texts speak of types and not of what a user can do.
 */

/** What an error says is expected: the same for all values, or what would mend the given one. */
type Expected = string | ((value: unknown) => string);

/**
 * Errors show the value; and zod makes no code at run time: compiling it takes longer than it saves, unless a program has
 * thousands of containers.
 */
const PARSING = { reportInput: true, jitless: true };

/** One value that does not fit must not keep others from being looked at. */
const GO_ON = { abort: false };

/** A leaf that accepts what `accepts` accepts; `expected` goes into the error. */
export function leaf<T>(expected: Expected, accepts: (value: unknown) => boolean): z.ZodType<T> {
  const error = typeof expected === "string" ? expected : (issue: { input?: unknown }) => expected(issue.input);
  return z.custom<T>((value) => accepts(value), { error, ...GO_ON });
}

/** A leaf of which an error must not show the value. */
export function secretLeaf<T>(expected: string, accepts: (value: unknown) => boolean): z.ZodType<T> {
  return z.custom<T>((value) => accepts(value), { error: expected, params: { hidden: true }, ...GO_ON });
}

/** The leaf, or a text that only Terraform knows. The leaf stands first, because it is what most values are. */
export function tokenOr(schema: z.ZodType<string>): z.ZodType<string> {
  return schema.or(z.custom<string>((value) => typeof value === "string" && isUnknownText(value), GO_ON));
}

/** The leaf, or a number that only Terraform knows. */
export function numberTokenOr(schema: z.ZodType<number>): z.ZodType<number> {
  return schema.or(z.custom<number>((value) => typeof value === "number" && isUnknownNumber(value), GO_ON));
}

/** Text of the given form. */
export function text(expected: string, pattern: RegExp): z.ZodType<string> {
  return leaf(expected, (value) => typeof value === "string" && pattern.test(value));
}

/** Any text that is not empty and is one line. */
export function line(): z.ZodType<string> {
  return text("text of one line, not empty", /^[^\r\n\0]+$/);
}

/** A whole number within bounds, both included. */
export function integer(min: number, max: number): z.ZodType<number> {
  return leaf(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

/**
 * An object of a class of this library; `example` shows how one is made. The class is named and looked up late, because
 * schemas are made while modules still load one another.
 */
export function instance<T>(name: string, classOf: () => { readonly prototype: T }, example: string): z.ZodType<T> {
  return (HOLDERS_OF_SECRETS.has(name) ? secretLeaf : leaf)<T>(
    `${withArticle(name)}, such as ${example}`,
    (value) => value instanceof (classOf() as unknown as new () => T),
  );
}

/** Classes in place of which somebody may well pass the secret itself. */
const HOLDERS_OF_SECRETS = new Set(["Secret", "CalDavKeys"]);

/** One of the words. */
export function oneOf<T extends string>(words: readonly T[]): z.ZodType<T> {
  return leaf(`one of ${words.join(", ")}`, (value) => words.includes(value as T));
}

/** true or false. */
export function flag(): z.ZodType<boolean> {
  return leaf("true or false", (value) => typeof value === "boolean");
}

/** A list, where a single value instead of a list is an error that says so. */
export function list<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(element, { error: "a list" });
}

/** A list that is not empty. */
export function atLeastOne<T>(elements: z.ZodType<T[]>): z.ZodType<T[]> {
  return elements.refine((value) => value.length > 0, { error: "at least one", ...GO_ON });
}

/** Named values. */
export function dictionary<T>(key: z.ZodType<string>, value: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.record(key, value, {
    error: "an object of names and values",
  });
}

/** The props of a construct, or of a struct in them. An unknown key is an error: a typo must not be silent. */
export function struct<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: (issue) => structError(issue, Object.keys(shape)) });
}

/** Looks at props that each may be right for itself, and adds what is wrong about them together. */
type ConsistencyCheck<T> = (props: T, context: z.RefinementCtx) => void;

/**
 * The schema with checks of several props at once. They are made also where single props do not fit, so that the error
 * lists everything; a check that cannot cope with such a prop is left out.
 */
export function consistent<S extends z.ZodType>(schema: S, ...checks: ConsistencyCheck<z.output<S>>[]): S {
  return checks.reduce((checked, check) => checked.superRefine(tolerant(check), ALWAYS), schema);
}

/** Against zod's own habit, which is to look no further once a prop does not fit. */
const ALWAYS = { when: ({ value }: z.core.ParsePayload) => typeof value === "object" && value !== null };

function tolerant<T>(check: ConsistencyCheck<T>): ConsistencyCheck<T> {
  return (props, context) => {
    const misfits = [...context.issues];
    try {
      check(props, context);
    } catch (error) {
      if (misfits.length === 0) throw error;
    }
    // What is said of a value that does not fit anyway would only repeat it.
    const news = context.issues
      .slice(misfits.length)
      .filter((issue) => !misfits.some((misfit) => isWithin(issue, misfit)));
    context.issues.splice(misfits.length, Infinity, ...news);
  };
}

function isWithin(issue: { path?: PropertyKey[] }, { path: outer = [] }: { path?: PropertyKey[] }): boolean {
  return outer.length > 0 && outer.every((part, index) => issue.path?.[index] === part);
}

/** Adds a problem that concerns several props at once; for use within `consistent`. */
export function contradiction(
  context: z.RefinementCtx,
  problem: { path: (string | number)[]; what: string; got?: string; expected: string; fix: string },
): void {
  context.addIssue({
    code: "custom",
    path: problem.path,
    message: problem.expected,
    params: { what: problem.what, got: problem.got, fix: problem.fix },
  });
}

/**
 * Checks the props of a construct and returns them.
 *
 * @throws one error with all problems, in the form that every error of this library has
 */
export function validate<T extends object>(construct: IConstruct, schema: z.ZodType, props: T | undefined): T {
  return validateOptions(construct.node.path, schema, props);
}

/**
 * The same for what is no construct: the options of a factory, say.
 *
 * @param name - what the error names in place of a construct path
 */
export function validateOptions<T extends object>(name: string, schema: z.ZodType, options: T = {} as T): T {
  const result = schema.safeParse(options, PARSING);
  if (result.success) return options;
  throw problemsError([{ path: name, problems: result.error.issues.flatMap(toProblems) }]);
}

/** The path of a construct that is about to be made, for what is checked before it can be. */
export function pathBelow(scope: IConstruct, id: string): string {
  return [scope.node.path, id].filter(Boolean).join("/");
}

/** Options with what was passed beside them. What are no options stay as they are, so that the schema refuses them. */
export function withBeside<T extends object, U extends object>(options: T, beside: U): T & U {
  return isStruct(options) ? { ...options, ...beside } : (options as T & U);
}

/** Options with the value of one that was left out, so that the schema looks at it too. */
export function withDefault<T extends object, K extends keyof T>(options: T, key: K, value: T[K]): T {
  return isStruct(options) && options[key] === undefined ? { ...options, [key]: value } : options;
}

function isStruct(options: unknown): boolean {
  return typeof options === "object" && options !== null && !Array.isArray(options);
}

type Issue = z.core.$ZodIssue;

function toProblems(issue: Issue): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(issue, key));
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors[0] ?? [];
    return branch.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const name = propName(issue.path);
  const params = issue.code === "custom" ? (issue.params ?? {}) : {};
  if (typeof params.what === "string") {
    return [
      {
        name,
        what: params.what,
        got: params.got as string | undefined,
        expected: issue.message,
        fix: params.fix as string,
      },
    ];
  }
  const missing = issue.input === undefined;
  return [
    {
      name,
      what: missing ? "is required" : "has a value that does not fit",
      got: isHidden(issue) && !missing ? hiddenKind(issue.input) : show(issue.input),
      expected: issue.message,
      fix: missing ? `pass \`${name}\`` : `give \`${name}\` ${issue.message}`,
    },
  ];
}

function unknownKey(issue: Issue, key: string): Problem {
  const known = issue.message.split(", ");
  const meant = nearest(key, known);
  return {
    name: propName([...issue.path, key]),
    what: "is no prop of this construct",
    expected: `one of ${issue.message}`,
    fix: meant ? `did you mean \`${meant}\`?` : `remove \`${key}\``,
  };
}

/** The message of an object's own issues: for unknown keys the known ones, which `unknownKey` reads. */
function structError(issue: { code?: string }, keys: readonly string[]): string {
  return issue.code === "unrecognized_keys" ? keys.join(", ") : `an object with ${keys.join(", ")}`;
}

/** A text in place of an object that would hold secrets, or of one with names and values, may be a secret itself. */
function isHidden(issue: Issue): boolean {
  if (issue.code === "custom") return Boolean(issue.params?.hidden);
  return issue.code === "invalid_type" && ["object", "record"].includes(issue.expected);
}

function hiddenKind(value: unknown): string {
  return typeof value === "string" ? "a plain string (not shown)" : show(value);
}

function propName(path: readonly PropertyKey[]): string {
  const name = path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  return name || "props";
}
