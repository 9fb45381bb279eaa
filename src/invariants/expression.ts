/*
 * Terraform expressions for the conditions of deferred checks, made of the texts in the topology. They use nothing that
 * Terraform 1.4 does not know, and are false rather than an error where a value cannot be read.
 */

/** The text as an operand of a Terraform expression: `${var.a}` becomes `var.a`, other text a quoted template. */
export function operand(text: string): string {
  const parts = partsOf(text);
  if (parts.length === 1 && parts[0].startsWith("${")) return inner(parts[0]);
  return `"${parts.map((part) => (part.startsWith("${") ? `\${${inner(part)}}` : escapedPart(part))).join("")}"`;
}

/** An expression made of operands, with what `resolve` makes of each token of cdktf in its place. */
export function withTokensResolved(expression: string, resolve: (token: string) => string): string {
  return expression.replace(/@\{(TfToken\[[^\]]+\])\}/g, (_, token: string) => operand(resolve(`\${${token}}`)));
}

/** Texts as a Terraform list. */
export function listOf(texts: readonly string[]): string {
  return `[${texts.map(operand).join(", ")}]`;
}

/** Names of the Terraform variables in an expression. */
export function variablesIn(expression: string): string[] {
  return [...new Set([...codeOf(expression).matchAll(/\bvar\.([A-Za-z_][\w-]*)/g)].map((match) => match[1]))];
}

/** True where the expression needs anything besides variables: an attribute of a resource, a local, a data source. */
export function needsMoreThanVariables(expression: string): boolean {
  return /\b(?:data|local|module|each|count|path|terraform|[a-z][a-z0-9]*_[a-z0-9_]+)\.[A-Za-z_]/.test(
    codeOf(expression),
  );
}

/** True where the address lies in the CIDR. */
export function addressInCidr(address: string, cidr: string): string {
  const prefix = `split("/", ${operand(cidr)})[1]`;
  return `try(cidrhost("\${${operand(address)}}/\${${prefix}}", 0) == cidrhost(${operand(cidr)}, 0), false)`;
}

/** True where the address is neither the first of the CIDR, which names the network, nor the last, its broadcast. */
export function addressIsOfHost(address: string, cidr: string): string {
  const ends = `[cidrhost(${operand(cidr)}, 0), cidrhost(${operand(cidr)}, -1)]`;
  return `try(!contains(${ends}, ${operand(address)}), false)`;
}

/** True where no two of the CIDRs share an address. */
export function cidrsAreSeparate(cidrs: readonly string[]): string {
  const list = listOf(cidrs);
  const cut = (name: string): string =>
    `cidrhost("\${split("/", ${name})[0]}/\${min(split("/", a)[1], split("/", b)[1])}", 0)`;
  const overlapping = `[for b in ${list} : b if try(${cut("a")} == ${cut("b")}, false)]`;
  return `alltrue([for a in ${list} : length(${overlapping}) <= 1])`;
}

/** True where both texts are the same. */
export function areEqual(a: string, b: string): string {
  return `${operand(a)} == ${operand(b)}`;
}

/** True where the texts are not the same. */
export function areDifferent(a: string, b: string): string {
  return `${operand(a)} != ${operand(b)}`;
}

/** True where no two of the texts are the same. */
export function areDistinct(texts: readonly string[]): string {
  return `length(distinct(${listOf(texts)})) == ${texts.length}`;
}

/** True where no two of the texts are the same name: names have no upper case. */
export function areDistinctNames(texts: readonly string[]): string {
  return `length(distinct([for name in ${listOf(texts)} : lower(name)])) == ${texts.length}`;
}

/** True where the text is one of the known ones. */
export function isOneOf(text: string, known: readonly string[]): string {
  return `contains(${listOf(known)}, ${operand(text)})`;
}

/** True where the number is none of the others. */
export function isNoneOf(number: string, others: readonly string[]): string {
  return `!contains([${others.map(numberOperand).join(", ")}], ${numberOperand(number)})`;
}

/** True where the regular expression, one of those that RE2 knows, matches the text. */
export function matches(text: string, pattern: string): string {
  return `can(regex("${escaped(pattern)}", ${operand(text)}))`;
}

/** True where all the expressions are. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0] : conditions.map((condition) => `(${condition})`).join(" && ");
}

/** True where one of the expressions is. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0] : conditions.map((condition) => `(${condition})`).join(" || ");
}

/** A variable may hold a number as text, which is equal to no number. */
function numberOperand(text: string): string {
  return /^\d+$/.test(text) ? text : `tonumber(${operand(text)})`;
}

/** What stands between the braces. A token of cdktf is marked: only later is it known what stands for it. */
function inner(interpolation: string): string {
  const expression = interpolation.slice(2, -1);
  return expression.startsWith("TfToken[") ? `@{${expression}}` : expression;
}

function isInterpolation(part: string): boolean {
  return part.startsWith("${") || part.startsWith("%{");
}

function escapedPart(part: string): string {
  return isInterpolation(part) ? part : escaped(part);
}

function escaped(text: string): string {
  const named: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return text.replace(/[\\"\n\r\t]/g, (sign) => named[sign]);
}

/** The text cut into what is literal and what Terraform evaluates, braces included. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let literalFrom = 0;
  let at = 0;
  while (at < text.length) {
    if (!opensInterpolation(text, at)) {
      at += isEscape(text, at) ? 3 : 1;
      continue;
    }
    const end = endOfInterpolation(text, at + 2);
    if (at > literalFrom) parts.push(text.slice(literalFrom, at));
    parts.push(text.slice(at, end));
    literalFrom = at = end;
  }
  if (literalFrom < text.length || parts.length === 0) parts.push(text.slice(literalFrom));
  return parts;
}

/** The expression without the literal parts of its quoted texts, which may look like references. */
function codeOf(expression: string): string {
  let code = "";
  let at = 0;
  while (at < expression.length) {
    if (expression[at] !== '"') {
      code += expression[at];
      at += 1;
      continue;
    }
    const end = endOfQuoted(expression, at + 1);
    const inner = partsOf(expression.slice(at + 1, end - 1)).filter(isInterpolation);
    code += ` ${inner.map((part) => codeOf(part.slice(2, -1))).join(" ")} `;
    at = end;
  }
  return code;
}

function opensInterpolation(text: string, at: number): boolean {
  return (text[at] === "$" || text[at] === "%") && text[at + 1] === "{";
}

function isEscape(text: string, at: number): boolean {
  return text.startsWith("$${", at) || text.startsWith("%%{", at);
}

/** Behind the brace that closes what begins here. */
function endOfInterpolation(text: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < text.length && depth > 0) {
    if (text[at] === '"') {
      at = endOfQuoted(text, at + 1);
      continue;
    }
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    at += 1;
  }
  return at;
}

/** Behind the quote that closes what begins here. */
function endOfQuoted(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\") at += 2;
    else if (isEscape(text, at)) at += 3;
    else if (opensInterpolation(text, at)) at = endOfInterpolation(text, at + 2);
    else at += 1;
  }
  return at + 1;
}
