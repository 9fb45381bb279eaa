/**
 * What somebody reads whose program is refused: the text of the error that the action ends with.
 *
 * @param action - makes a construct, or synthesizes an app
 * @throws an error when nothing is refused
 */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message.trimEnd() : String(error);
  }
  throw new Error("refusalOf: expected the action to be refused, but it went through");
}
