/*
 * Values that only Terraform knows. They are recognised by their text, so that floors which know nothing of cdktf can
 * ask: cdktf writes a token as "${TfToken[…]}", and a Terraform expression is "${…}" or a "%{…}" directive.
 */
const INTERPOLATION = /[$%]\{[^]*\}/;

const TOKEN = "${TfToken[";

/** cdktf encodes a number token as a finite double below this bound, which no real value ever reaches. */
const NUMBER_TOKEN_BOUND = -1e288;

/** True where the text is, or contains, something that only Terraform can evaluate. */
export function isUnknownText(text: string): boolean {
  return INTERPOLATION.test(text);
}

/** True for a number that stands for a Terraform expression. */
export function isUnknownNumber(value: number): boolean {
  return Number.isFinite(value) && value < NUMBER_TOKEN_BOUND;
}

/** True for a string or number that only Terraform can evaluate. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return isUnknownText(value);
  if (typeof value === "number") return isUnknownNumber(value);
  return false;
}

/** True where the text is, or contains, a token of cdktf. */
export function hasToken(text: string): boolean {
  return text.includes(TOKEN);
}

/** True where the text is one token of cdktf and nothing else. */
export function isToken(text: string): boolean {
  return /^\$\{TfToken\[[^\]]+\]\}$/.test(text);
}

/** True for the only element of a list that cdktf made to stand for a whole list that Terraform knows. */
export function hasListToken(text: string): boolean {
  return text.startsWith("#{TfToken[");
}

/** The text with words in place of tokens of cdktf: their numbers tell a reader nothing, and change with the program. */
export function withoutTokens(text: string): string {
  return text.replace(/\$\{TfToken\[[^\]]*\]\}/g, "(known to Terraform)");
}

/**
 * Text for a script, a configuration file or a command line, where `${…}` and `%{…}` belong to the shell or to the
 * software and not to Terraform. Tokens of cdktf in it still become their values.
 */
export function literal(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}
