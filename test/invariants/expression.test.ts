import {
  addressInCidr,
  allOf,
  areDistinct,
  cidrsAreSeparate,
  matches,
  needsMoreThanVariables,
  operand,
  variablesIn,
  withTokensResolved,
} from "../../src/invariants/expression";
import { evaluateByTerraform, hasTerraform } from "./terraform";

describe("operand", () => {
  it.each([
    ["172.29.0.30", `"172.29.0.30"`],
    ["${var.address}", "var.address"],
    ["http://${var.host}:8000", `"http://\${var.host}:8000"`],
    ['a "quoted"\nline\\', `"a \\"quoted\\"\\nline\\\\"`],
    ['${join(".", var.parts)}', 'join(".", var.parts)'],
    ['http://${join(".", var.parts)}/"x"', `"http://\${join(".", var.parts)}/\\"x\\""`],
    ['${{ a = "}" }["a"]}', '{ a = "}" }["a"]'],
    ["$${escaped} %%{too}", `"$\${escaped} %%{too}"`],
    ["%{ if var.tls }https%{ else }http%{ endif }", `"%{ if var.tls }https%{ else }http%{ endif }"`],
    ["", `""`],
  ])("makes of %j %s", (text, expression) => {
    expect(operand(text)).toBe(expression);
  });

  it("leaves a place for what a token stands for", () => {
    const expression = `[${operand("${TfToken[TOKEN.0]}")}, ${operand("http://${TfToken[TOKEN.1]}:8000")}]`;

    const resolve = (token: string): string => (token.includes("0") ? "${var.a}" : "example.org");

    expect(withTokensResolved(expression, resolve)).toBe(`[var.a, "http://\${"example.org"}:8000"]`);
  });
});

describe("variablesIn", () => {
  it("finds each variable once", () => {
    expect(variablesIn(`var.a == "\${var.b}-\${upper("x\${var.c}")}" && var.a != ""`)).toEqual(["a", "b", "c"]);
  });

  it("is not misled by quoted texts", () => {
    expect(variablesIn(`contains(["var.example.org"], "$\${var.no}")`)).toEqual([]);
  });
});

describe("needsMoreThanVariables", () => {
  it.each([
    ["var.a == var.b", false],
    [`var.a == "docker_network.a.id"`, false],
    ["alltrue([for a in [var.a] : a != var.b])", false],
    ["var.a == docker_network.a.id", true],
    [`"\${data.docker_network.a.id}" == var.a`, true],
    [`local.a == "x"`, true],
  ])("says of %s: %s", (expression, answer) => {
    expect(needsMoreThanVariables(expression)).toBe(answer);
  });
});

(hasTerraform ? describe : describe.skip)("in Terraform", () => {
  it.each([
    [addressInCidr("172.29.0.30", "172.29.0.0/24"), "true"],
    [addressInCidr("172.29.1.30", "172.29.0.0/24"), "false"],
    [addressInCidr("fd00:29::1", "172.29.0.0/24"), "false"],
    [addressInCidr("no address", "172.29.0.0/24"), "false"],
    [addressInCidr("172.29.0.30", "no subnet"), "false"],
    [cidrsAreSeparate(["10.0.0.0/24", "10.0.1.0/24", "fd00::/64"]), "true"],
    [cidrsAreSeparate(["10.0.1.0/24", "10.0.0.0/16"]), "false"],
    [cidrsAreSeparate(["10.0.1.0/24", "no subnet"]), "true"],
    [areDistinct(["a", '${upper("a")}']), "true"],
    [areDistinct(["A", '${upper("a")}']), "false"],
    [matches('a\\"b', '^[a-z]\\\\"b$'), "true"],
    [allOf(["true", "1 == 2 || false"]), "false"],
  ])("%s is %s", (expression, value) => {
    expect(evaluateByTerraform(expression, {})).toBe(value);
  });
});
