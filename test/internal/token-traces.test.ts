import { Lazy } from "cdktf";
import { withoutTokenTraces } from "../../src/internal/token-traces";

function token() {
  return Lazy.anyValue({ produce: () => "value" });
}

test("tokens made within have no trace, and those made afterwards have one", () => {
  const within = withoutTokenTraces(token);
  const after = token();

  expect(within.creationStack).toEqual([]);
  expect(after.creationStack.length).toBeGreaterThan(0);
});

test("an error made within says where it was made", () => {
  const stackOf = (): string | undefined => new Error("broken").stack;

  const stack = withoutTokenTraces(stackOf);

  expect(stack).toMatch(/^Error: broken\n\s+at stackOf .*token-traces\.test/);
});

test("an error thrown within leaves the traces of others as they were", () => {
  const before = Error.prepareStackTrace?.bind(Error);
  const failing = (): void =>
    withoutTokenTraces(() => {
      throw new Error("broken");
    });

  expect(failing).toThrow("broken");
  expect(token().creationStack.length).toBeGreaterThan(0);
  expect(typeof Error.prepareStackTrace).toBe(typeof before);
});
