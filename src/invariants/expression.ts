/*
 * Terraform expressions for the conditions of deferred checks, made of the texts in the topology.
 */

/** The text as an operand of a Terraform expression: `${var.a}` becomes `var.a`, other text a quoted template. */
export function operand(text: string): string {
  const single = /^\$\{([^{}]*)\}$/.exec(text);
  return single ? single[1] : `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
}

/** Names of the Terraform variables in the text. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\bvar\.([A-Za-z_][\w-]*)/g)].map((match) => match[1]))];
}

/** True where the expression needs anything besides variables: an attribute of a resource, a local, a data source. */
export function needsMoreThanVariables(text: string): boolean {
  const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) =>
    [...quoted.matchAll(/\$\{([^}]*)\}/g)].map((m) => m[1]).join(" "),
  );
  return /\b(?!var\.)(?:data|local|module|each|count|path|terraform|[a-z][a-z0-9]*_[a-z0-9_]+)\.[A-Za-z_]/.test(
    withoutStrings,
  );
}

/** An expression that is true where the address lies in the CIDR; both may be known to Terraform only. */
export function addressInCidr(address: string, cidr: string): string {
  const prefix = `split("/", ${operand(cidr)})[1]`;
  return `cidrhost("\${${operand(address)}}/\${${prefix}}", 0) == cidrhost(${operand(cidr)}, 0)`;
}
