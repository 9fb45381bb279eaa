import { hasToken, isUnknownText } from "../internal/tokens";

/** Names that say that a secret follows; one that ends with `_FILE` says where it is. */
const NAME =
  /(^|[_.-])(PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET[_-]?KEY|API[_-]?KEY|ACCESS[_-]?KEY|PRIVATE[_-]?KEY|TOKEN|CREDENTIALS)$/i;

/** A password in a URL. */
const URL = /:\/\/[^/\s:@]*:([^/\s@]+)@/g;

/** Switches, small numbers and paths: nobody could keep such a value secret. */
const HARMLESS = /^(|true|false|yes|no|on|off|none|\d{1,5}|\/.*)$/i;

const VALUE = String.raw`(?:"(?<double>[^"\n]*)"|'(?<single>[^'\n]*)'|(?<bare>[^\s"'#;,]+))`;

/** A name, and the value that is given to it: `name=value` in a shell, `name: "value"` in files as well. */
const IN_SHELL = new RegExp(String.raw`(?<![\w.$-])(?<name>[\w.-]+)=(?!=)${VALUE}`, "g");
const IN_FILE = new RegExp(
  String.raw`(?<![\w.$-])(?<name>[\w.-]+)["']?\s*(?:=>?(?![=>])|:(?![:/=?+-]))[^\S\n]*${VALUE}`,
  "g",
);

/** What a shell, or the software itself, puts in the place of a reference or a mark such as `@PASSWORD@`, or reads. */
const REFERENCE = /^[$`%<{]|[([]|^@\w+@$/;

/** Without any of these, there is no need to look closely, which most texts would not be worth. */
const HINT = /PASS|SECRET|KEY|TOKEN|CREDENTIALS|:\/\//i;

/** Variables that hold a secret, by their names or by the look of their values. */
export function inlinedSecrets(environment: { readonly [name: string]: string } = {}): string[] {
  return Object.keys(environment)
    .filter((name) => {
      const value = environment[name];
      return isSecret(name, value) || hasPasswordInUrl(value, () => true);
    })
    .sort();
}

/** Names in a text file that hold a secret; `a URL` for a password in one. */
export function secretsInFile(text: string): string[] {
  return secretsIn(text, IN_FILE);
}

/** The same for a command line and its scripts: an option may have its value in the next word. */
export function secretsInCommand(words: readonly string[] = []): string[] {
  const options = words.flatMap((word, index) => {
    const value = words.at(index + 1);
    const isOption = /^--?[A-Za-z]/.test(word) && value !== undefined && !value.startsWith("-");
    return isOption && isSecret(word, value) && isLiteral(value) ? [word] : [];
  });
  return [...new Set([...options, ...words.flatMap((word) => secretsIn(word, IN_SHELL))])].sort();
}

function secretsIn(text: string, assignment: RegExp): string[] {
  if (!HINT.test(text)) return [];
  const names = [...text.matchAll(assignment)]
    .map(({ groups = {} }) => ({ name: groups.name, value: groups.double ?? groups.single ?? groups.bare }))
    .filter(({ name, value }) => isSecret(name, value) && isLiteral(value))
    .map(({ name }) => name);
  return [...new Set([...names, ...(hasPasswordInUrl(text, isLiteral) ? ["a URL"] : [])])].sort();
}

function isSecret(name: string, value: string): boolean {
  return NAME.test(name) && (isUnknownText(value) || !HARMLESS.test(value.trim()));
}

function hasPasswordInUrl(text: string, counts: (password: string) => boolean): boolean {
  return [...text.matchAll(URL)].some(([, password]) => counts(password));
}

/** A value, and no reference to one. A token of cdktf is one that Terraform writes there. */
function isLiteral(value: string): boolean {
  return hasToken(value) || !REFERENCE.test(value);
}
