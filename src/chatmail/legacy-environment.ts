import type { ChatmailRelayProps } from "./chatmail-relay-props";
import { environmentName, furtherOf } from "./ini-environment";
import { INI_KEYS } from "./ini-keys";

/** What the environment says, with what follows from other props. */
export interface LegacyPlan extends ChatmailRelayProps {
  /** Whether somebody else has the certificate. */
  readonly usesForeignCertificate: boolean;
}

/**
 * The environment of the first packaging, as its guide lists it. Words are written as its scripts compare them: `true`,
 * but `True` and `False` where they become keys of chatmail.ini.
 */
export function legacyEnvironment(plan: LegacyPlan): Record<string, string> {
  const { mailDomain, legacy = {}, certificateMonitoring = {}, ini = {}, env = {}, usesForeignCertificate } = plan;
  const settings = INI_KEYS.flatMap(({ name, key, kind }): [string, string][] => {
    const value = ini[name];
    return value === undefined ? [] : [[environmentName(key), kind.render(value)]];
  });
  return {
    MAIL_DOMAIN: mailDomain,
    DEBUG_COMMANDS_ENABLED: String(legacy.debugCommandsEnabled ?? false),
    FORCE_REINIT_INI_FILE: String(legacy.forceReinitIniFile ?? false),
    USE_FOREIGN_CERT_MANAGER: usesForeignCertificate ? "True" : "False",
    RECREATE_VENV: String(legacy.recreateVenv ?? false),
    INI_FILE: legacy.iniFile ?? "chatmail.ini",
    // The entry point has no default for it, and would look for /fullchain.
    PATH_TO_SSL: `/var/lib/acme/live/${mailDomain}`,
    ENABLE_CERTS_MONITORING: String(certificateMonitoring.enabled ?? true),
    CERTS_MONITORING_TIMEOUT: String(certificateMonitoring.interval?.toSeconds() ?? 60),
    // The key of chatmail.ini is true where nothing is said, and fails in a container.
    CHANGE_KERNEL_SETTINGS: "False",
    ...Object.fromEntries(settings),
    ...furtherOf(env),
  };
}
