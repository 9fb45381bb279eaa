/** The hook by which a program says how stack traces are written. */
interface TraceHook {
  prepareStackTrace?: (target: unknown, frames: readonly Frame[]) => unknown;
}

interface Frame {
  toString(): string;
}

/**
 * Runs `make` without the stack traces that cdktf takes whenever it makes a token. Errors keep theirs.
 *
 * A container of the provider makes a dozen tokens of its own while it is constructed. Their traces all lead to the line
 * that constructs it; written down and kept, they would be a quarter of the memory of a large program and much of its time.
 */
export function withoutTokenTraces<T>(make: () => T): T {
  const hook = Error as unknown as TraceHook;
  const before = hook.prepareStackTrace;
  const written = before ?? trace;
  // cdktf captures traces on plain objects, and takes an empty text for no trace.
  hook.prepareStackTrace = (target, frames) => (target instanceof Error ? written(target, frames) : "");
  try {
    return make();
  } finally {
    hook.prepareStackTrace = before;
  }
}

function trace(error: unknown, frames: readonly Frame[]): string {
  return [String(error), ...frames.map((frame) => `    at ${frame.toString()}`)].join("\n");
}
