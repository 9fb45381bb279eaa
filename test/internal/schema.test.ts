import { Construct, RootConstruct } from "constructs";
import { refusalOf } from "cdktf-groupware/testing";
import {
  contradiction,
  dictionary,
  flag,
  instance,
  integer,
  leaf,
  line,
  list,
  numberTokenOr,
  oneOf,
  secretLeaf,
  struct,
  text,
  validate,
  validateOptions,
} from "../../src/internal/schema";

class Pump {}

const pipe = struct({ diameter: integer(1, 9), lining: oneOf(["zinc", "clay"]).optional() });

const schema = struct({
  name: text("letters", /^[a-z]+$/),
  pump: instance("Pump", () => Pump, "new Pump()").optional(),
  pipes: list(pipe).optional(),
  labels: dictionary(text("an upper-case name", /^[A-Z]+$/), line()).optional(),
  dry: flag().optional(),
  port: numberTokenOr(integer(1, 65_535)).optional(),
  key: secretLeaf<Pump>("a Pump", (value) => value instanceof Pump).optional(),
  secret: instance("Secret", () => Pump, "new Pump()").optional(),
}).superRefine(({ dry, pipes }, context) => {
  if (dry && pipes) {
    contradiction(context, {
      path: ["pipes"],
      what: "are of no use where it is dry",
      got: `${pipes.length} pipes`,
      expected: "no pipes, or water",
      fix: "leave `dry` out",
    });
  }
});

const construct = new Construct(new RootConstruct(), "well");

function refusal(props: unknown): string {
  return refusalOf(() => validate(construct, schema, props as object));
}

describe("props that fit", () => {
  test("are returned as they are", () => {
    const props = { name: "a", pump: new Pump(), pipes: [{ diameter: 3 }], labels: { A: "b" }, port: 80 };

    expect(validate(construct, schema, props)).toBe(props);
  });

  test("may hold values that only Terraform knows where the schema says so", () => {
    expect(() => validate(construct, schema, { name: "a", port: -1.8881545897087505e289 })).not.toThrow();
  });

  test("may be left out altogether where none is required", () => {
    expect(validateOptions("anything", struct({ dry: flag().optional() }), undefined)).toEqual({});
  });
});

describe("props that do not fit", () => {
  test("are shown with what is expected and how to mend it", () => {
    expect(refusal({ name: "Well 1" })).toBe(`well: 1 problem

  ✗ name   has a value that does not fit
      got       "Well 1"
      expected  letters
      fix       give \`name\` letters`);
  });

  test("say what is missing", () => {
    expect(refusal({})).toBe(`well: 1 problem

  ✗ name   is required
      got       nothing
      expected  letters
      fix       pass \`name\``);
  });

  test("say which key a typo meant", () => {
    expect(refusal({ name: "a", pumps: 1 })).toBe(`well: 1 problem

  ✗ pumps   is no prop of this construct
      expected  one of name, pump, pipes, labels, dry, port, key, secret
      fix       did you mean \`pump\`?`);
  });

  test("say which key to remove where nothing is like it", () => {
    expect(refusal({ name: "a", chandelier: 1 })).toContain("fix       remove `chandelier`");
  });

  test("say what contradicts what", () => {
    expect(refusal({ name: "a", dry: true, pipes: [{ diameter: 1 }] })).toBe(`well: 1 problem

  ✗ pipes   are of no use where it is dry
      got       1 pipes
      expected  no pipes, or water
      fix       leave \`dry\` out`);
  });

  test("are all reported at once, those inside lists and objects with their place", () => {
    const text = refusal({
      name: 7,
      pipes: [{ diameter: 3 }, { diameter: 12, lining: "gold", colour: "red" }],
      labels: { a: "b", B: "" },
      port: 0,
    });

    expect(text).toBe(`well: 7 problems

  ✗ name   has a value that does not fit
      got       7
      expected  letters
      fix       give \`name\` letters

  ✗ pipes[1].diameter   has a value that does not fit
      got       12
      expected  a whole number from 1 to 9
      fix       give \`pipes[1].diameter\` a whole number from 1 to 9

  ✗ pipes[1].lining   has a value that does not fit
      got       "gold"
      expected  one of zinc, clay
      fix       give \`pipes[1].lining\` one of zinc, clay

  ✗ pipes[1].colour   is no prop of this construct
      expected  one of diameter, lining
      fix       remove \`colour\`

  ✗ labels.a   has a value that does not fit
      got       "a"
      expected  an upper-case name
      fix       give \`labels.a\` an upper-case name

  ✗ labels.B   has a value that does not fit
      got       ""
      expected  text of one line, not empty
      fix       give \`labels.B\` text of one line, not empty

  ✗ port   has a value that does not fit
      got       0
      expected  a whole number from 1 to 65535
      fix       give \`port\` a whole number from 1 to 65535`);
  });

  test.each([{ key: "hunter2" }, { secret: "hunter2" }, { labels: "hunter2" }, { pipes: ["hunter2"] }])(
    "do not show what may be a secret: %j",
    (props) => {
      const text = refusal({ name: "a", ...props });

      expect(text).toContain("got       a plain string (not shown)");
      expect(text).not.toContain("hunter2");
    },
  );

  test("may say what would mend just this value", () => {
    const even = leaf<number>(
      (value) => (typeof value === "number" ? `an even number such as ${value + 1}` : "an even number"),
      (value) => Number(value) % 2 === 0,
    );

    expect(refusalOf(() => validateOptions("Pair", struct({ of: even }), { of: 7 }))).toContain(
      "expected  an even number such as 8",
    );
  });
});

describe("callers without types", () => {
  test.each([
    ["null", null, "null"],
    ["text, which may be a secret", "name", "a plain string (not shown)"],
    ["a number", 3, "3"],
    ["a function", function wet() {}, "the function wet"],
    ["a list", ["a"], "a list of 1"],
  ])("are told when they pass %s in place of the props", (_what, props, shown) => {
    expect(refusal(props)).toBe(`well: 1 problem

  ✗ props   has a value that does not fit
      got       ${shown}
      expected  an object with name, pump, pipes, labels, dry, port, key, secret
      fix       give \`props\` an object with name, pump, pipes, labels, dry, port, key, secret`);
  });

  test.each([
    ["null", null],
    ["a class", Pump],
    ["an object of another class", new Map()],
    ["an object without a class", Object.create(null)],
  ])("are told when they pass %s where an object of a class is expected", (_what, pump) => {
    expect(refusal({ name: "a", pump })).toContain("expected  a Pump, such as new Pump()");
  });

  test("are told when one value stands where a list is expected", () => {
    expect(refusal({ name: "a", pipes: { diameter: 3 } })).toContain("expected  a list");
  });
});

describe("the error", () => {
  test("has no stack trace from inside the library, zod or jest", () => {
    let stack: string | undefined;

    try {
      validate(construct, schema, { name: 1 });
    } catch (error) {
      stack = (error as Error).stack;
    }

    expect(stack).not.toMatch(/node_modules|src\/internal|lib\/internal/);
    expect(stack).toContain("schema.test.ts");
  });

  test("shows the line of the program, however far away it is, and no frames without a place", () => {
    const deep = (depth: number): unknown =>
      depth === 0 ? validate(construct, schema, {}) : [0].map(() => deep(depth - 1));
    let stack: string | undefined;

    try {
      deep(30);
    } catch (error) {
      stack = (error as Error).stack;
    }

    expect(stack?.match(/at deep /g)).toHaveLength(31);
    expect(stack).not.toContain("<anonymous>)");
  });
});
