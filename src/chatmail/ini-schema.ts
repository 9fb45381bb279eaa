import type { z } from "zod";
import { consistent, contradiction, leaf, struct } from "../internal/schema";
import { INI_KEYS, LOOPBACK_PORTS } from "./ini-keys";
import type { ChatmailIni } from "./ini-props";

const shape = Object.fromEntries(
  INI_KEYS.map(({ name, kind }) => [name, leaf<unknown>(kind.expected, kind.accepts).optional()]),
);

/** What chatmail.ini may say: each key what chatmail reads, and all of them together. */
export const iniSchema = consistent(struct(shape), lengthsAreOrdered, portsAreDifferent);

/** What keys must not say together. */
export const iniChecks = [lengthsAreOrdered, portsAreDifferent];

/** With a longest name below the shortest, nobody could register, and nothing would say why. */
function lengthsAreOrdered(ini: ChatmailIni, context: z.RefinementCtx): void {
  const { usernameMinLength = 9, usernameMaxLength = 9 } = ini;
  if (usernameMinLength <= usernameMaxLength) return;
  contradiction(context, {
    path: [ini.usernameMaxLength === undefined ? "usernameMinLength" : "usernameMaxLength"],
    what: "leaves no length that the name of a user could have",
    got: `at least ${usernameMinLength}, at most ${usernameMaxLength}`,
    expected: "a shortest length that is not above the longest",
    fix: "raise `usernameMaxLength`, or lower `usernameMinLength`",
  });
}

/** What listens on loopback beside the ports that keys name, or on all addresses. */
const TAKEN = new Map([
  [25, "Postfix"],
  [53, "unbound"],
  [80, "nginx"],
  [143, "Dovecot"],
  [402, "acmetool"],
  [443, "nginx"],
  [465, "Postfix"],
  [587, "Postfix"],
  [993, "Dovecot"],
  [3340, "iroh-relay"],
  [3903, "mtail"],
  [3904, "Dovecot"],
  [8443, "nginx"],
  [9092, "iroh-relay"],
]);

function portsAreDifferent(ini: ChatmailIni, context: z.RefinementCtx): void {
  const owners = new Map(TAKEN);
  const stated = Object.keys(LOOPBACK_PORTS).filter((name) => portOf(ini, name) !== undefined);
  for (const [name, port] of Object.entries(LOOPBACK_PORTS)) {
    if (!stated.includes(name)) owners.set(port, `\`${name}\``);
  }
  for (const name of stated) {
    const port = portOf(ini, name) ?? 0;
    const owner = owners.get(port);
    if (owner !== undefined) {
      contradiction(context, {
        path: [name],
        what: `is the port of ${owner} too`,
        got: String(port),
        expected: "a port of its own",
        fix: `give \`${name}\` another port`,
      });
    }
    owners.set(port, `\`${name}\``);
  }
}

function portOf(ini: ChatmailIni, name: string): number | undefined {
  return ini[name as "filtermailSmtpPort"];
}
