import { isUnknownText } from "../internal/tokens";

/** Names that say that a secret follows; one that ends with `_FILE` says where it is. */
const NAME =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_?KEY|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|TOKEN|CREDENTIALS)$/i;

/** A password in a URL. */
const URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Switches, small numbers and paths: nobody could keep such a value secret. */
const HARMLESS = /^(|true|false|yes|no|on|off|none|\d{1,5}|\/.*)$/i;

/** Variables that hold a secret, by their names or by the look of their values. */
export function inlinedSecrets(environment: { readonly [name: string]: string } = {}): string[] {
  return Object.keys(environment)
    .filter((name) => {
      const value = environment[name];
      return (NAME.test(name) && (isUnknownText(value) || !HARMLESS.test(value))) || URL.test(value);
    })
    .sort();
}
