import type { IniValue } from "./ini-keys";
import { INI_KEYS } from "./ini-keys";
import type { ChatmailIni } from "./ini-props";

/** The key of chatmail.ini that a variable of the first packaging stands for. */
export function environmentKey(name: string): string {
  return name.toLowerCase();
}

/** The variable of the first packaging that stands for a key of chatmail.ini. */
export function environmentName(key: string): string {
  return key.toUpperCase();
}

/** Variables of the first packaging that are no keys of chatmail.ini, or keys that another prop sets. */
export const CONTROLS: Readonly<Record<string, string>> = {
  MAIL_DOMAIN: "`mailDomain`",
  DEBUG_COMMANDS_ENABLED: "`legacy.debugCommandsEnabled`",
  FORCE_REINIT_INI_FILE: "`legacy.forceReinitIniFile`",
  USE_FOREIGN_CERT_MANAGER: "`tls`",
  RECREATE_VENV: "`legacy.recreateVenv`",
  INI_FILE: "`legacy.iniFile`",
  PATH_TO_SSL: "`tls`",
  ENABLE_CERTS_MONITORING: "`certificateMonitoring.enabled`",
  CERTS_MONITORING_TIMEOUT: "`certificateMonitoring.interval`",
  CHANGE_KERNEL_SETTINGS: "nothing: a container cannot change the kernel, `hostRequirements` tells what the host needs",
  FS_INOTIFY_MAX_USER_INSTANCES_AND_WATCHERS: "nothing: `hostRequirements` tells what the host needs",
  TLS_EXTERNAL_CERT_AND_KEY: "`tls`",
  CMDEPLOY_STAGES: "nothing: the relay would be configured at every start",
  CHATMAIL_INI: "nothing: the file is where the relay looks for it",
  SETUP_CHATMAIL_SERVICE_PATH: "nothing: the unit is where the image has it",
};

/** What variables say that stand for known keys; one that is empty says nothing, as upstream's script has it. */
export function settingsOf(env: Readonly<Record<string, string>>): ChatmailIni {
  const settings: [string, IniValue][] = Object.entries(env).flatMap(([name, value]) => {
    const known = INI_KEYS.find(({ key }) => key === environmentKey(name));
    const parsed = known?.kind.parse(String(value));
    return known === undefined || parsed === undefined || value === "" ? [] : [[known.name, parsed]];
  });
  return Object.fromEntries(settings);
}

/** Variables that stand for keys which this library does not know. */
export function furtherOf(env: Readonly<Record<string, string>>): Record<string, string> {
  const known = new Set(INI_KEYS.map(({ key }) => environmentName(key)));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !known.has(name)));
}
