import * as path from "node:path";
import { CODE_DIRECTORY } from "./own-directories";

/**
 * One thing that is wrong, in the four parts that every error of this library has.
 */
export interface Problem {
  /** A prop, or the id of a rule. */
  readonly name: string;
  /** What is wrong, in a few words. */
  readonly what: string;
  readonly got?: string;
  readonly expected?: string;
  /** The prop or call that mends it. */
  readonly fix: string;
  /** How to accept it as it is, where that is allowed. */
  readonly accept?: string;
}

/** All problems of one construct. */
export interface ProblemGroup {
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** The text of the problems, a block a construct. */
export function renderProblems(groups: readonly ProblemGroup[]): string {
  return groups.map(renderGroup).join("\n\n");
}

/**
 * An error that shows its text alone: where the fault is stands in the text, and a stack trace from inside the
 * library would only push it out of sight. Frames of the caller's own program are kept.
 */
export function textError(text: string): Error {
  const limit = Error.stackTraceLimit;
  // During synthesis, the caller's program stands below many frames of cdktf.
  Error.stackTraceLimit = Infinity;
  const error = new Error(text);
  error.stack = [`${text}\n`, ...callersFrames(error.stack)].join("\n");
  Error.stackTraceLimit = limit;
  return error;
}

/** The error of several constructs with all their problems. */
export function problemsError(groups: readonly ProblemGroup[]): Error {
  return textError(renderProblems(groups));
}

/** The error of one construct with one problem. */
export function problemError(path: string, problem: Problem): Error {
  return problemsError([{ path, problems: [problem] }]);
}

/** The line of the program, or of a package that it uses, that threw; nothing where that is not known. */
export function whereThrown(error: unknown): string | undefined {
  return error instanceof Error ? callersFrames(error.stack).at(0)?.trim() : undefined;
}

function renderGroup({ path, problems }: ProblemGroup): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${path || "the app"}: ${count}`, ...problems.map(renderProblem)].join("\n\n");
}

function renderProblem(problem: Problem): string {
  const rows = (["got", "expected", "fix", "accept"] as const).flatMap((label) => {
    const text = problem[label];
    return text === undefined ? [] : [`      ${label.padEnd(9)} ${text}`];
  });
  return [`  ✗ ${problem.name}   ${problem.what}`, ...rows].join("\n");
}

const OWN = CODE_DIRECTORY + path.sep;

function callersFrames(stack: string | undefined): string[] {
  return (stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .filter((line) => !/node:|[\\/]node_modules[\\/]|\(<anonymous>\)$/.test(line) && !line.includes(OWN));
}
