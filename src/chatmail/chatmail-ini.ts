import type { IniValue } from "./ini-keys";
import { INI_KEYS } from "./ini-keys";
import type { ChatmailIni } from "./ini-props";

/** Everything that the file says. */
export interface IniPlan {
  readonly mailDomain: string;
  readonly ini: ChatmailIni;
  /** Paths of certificate and key in the container, where somebody else renews them. */
  readonly externalCertificate?: { readonly certificate: string; readonly privateKey: string };
  /** Keys that this library does not know, with their values. */
  readonly further?: Readonly<Record<string, string>>;
}

/**
 * chatmail.ini, as chatmail's parser reads it: one section, each key once, and never a comment behind a value, which
 * would become part of it. What is left out keeps chatmail's own value.
 */
export function renderChatmailIni({ mailDomain, ini, externalCertificate, further = {} }: IniPlan): string {
  const stated = INI_KEYS.flatMap(({ name, key, kind }) => {
    const value: IniValue | undefined = ini[name];
    return value === undefined ? [] : [[key, kind.render(value)] as const];
  });
  const settings = [
    ["mail_domain", mailDomain] as const,
    ...stated,
    ...(externalCertificate
      ? [["tls_external_cert_and_key", `${externalCertificate.certificate} ${externalCertificate.privateKey}`] as const]
      : []),
    ...Object.entries(further).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return ["[params]", ...settings.map(([key, value]) => (value === "" ? `${key} =` : `${key} = ${value}`)), ""].join(
    "\n",
  );
}
