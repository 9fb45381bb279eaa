import { problemsError } from "../internal/problems";
import type { Problem } from "../internal/problems";
import { show } from "../internal/words";
import { Duration } from "../units";
import type { ChatmailRelayProps, LegacySettings } from "./chatmail-relay-props";
import { CONTROLS, environmentKey } from "./ini-environment";
import { INI_KEYS } from "./ini-keys";
import { isMailDomain } from "./mail-domain";

/** A variable that could be read, as props; or what is wrong with it. */
type Reading = Partial<ChatmailRelayProps> | Problem;

const CALL = "ChatmailRelay.propsFromEnvironment";

/**
 * What an environment file of the first packaging means. An empty variable is one that is not there, as its scripts have
 * it.
 */
export function readSeedEnvironment(environment: { readonly [name: string]: string }): ChatmailRelayProps {
  const given: unknown = environment;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw problemsError([{ path: CALL, problems: [notAnEnvironment(given)] }]);
  }
  const variables = Object.entries(environment).filter(([, value]) => value !== "");
  const readings = variables.map(([name, value]) => read(name, value));
  const problems = readings.filter(isProblem);
  if (!variables.some(([name]) => name === "MAIL_DOMAIN")) problems.push(missingDomain());
  if (problems.length > 0) throw problemsError([{ path: CALL, problems }]);
  return readings.reduce<ChatmailRelayProps>(
    (props, reading) => merged(props, reading as Partial<ChatmailRelayProps>),
    { mailDomain: "" },
  );
}

function merged(props: ChatmailRelayProps, more: Partial<ChatmailRelayProps>): ChatmailRelayProps {
  const both = <K extends "ini" | "env" | "legacy" | "certificateMonitoring">(key: K) =>
    more[key] === undefined ? {} : { [key]: { ...props[key], ...more[key] } };
  return { ...props, ...more, ...both("ini"), ...both("env"), ...both("legacy"), ...both("certificateMonitoring") };
}

function read(name: string, value: unknown): Reading {
  if (typeof value !== "string") return misfit(name, value, "text");
  switch (name) {
    case "MAIL_DOMAIN":
      return isMailDomain(value) ? { mailDomain: value } : misfit(name, value, "a domain in lower case");
    case "DEBUG_COMMANDS_ENABLED":
      return legacyFlag(name, value, "debugCommandsEnabled");
    case "FORCE_REINIT_INI_FILE":
      return legacyFlag(name, value, "forceReinitIniFile");
    case "RECREATE_VENV":
      return legacyFlag(name, value, "recreateVenv");
    case "INI_FILE":
      return { legacy: { iniFile: value.replace(/^\.\//, "") } };
    case "ENABLE_CERTS_MONITORING":
      // Its script compares with `true` letter by letter.
      return /^(true|false)$/i.test(value)
        ? { certificateMonitoring: { enabled: value === "true" } }
        : misfit(name, value, "true or false");
    case "CERTS_MONITORING_TIMEOUT":
      return /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 86_400
        ? { certificateMonitoring: { interval: Duration.seconds(Number(value)) } }
        : misfit(name, value, "seconds, from 1 to 86400");
    case "CHANGE_KERNEL_SETTINGS":
      return value.toLowerCase() === "false" ? {} : kernelSettings(value);
    case "USE_FOREIGN_CERT_MANAGER":
    case "PATH_TO_SSL":
      return foreignCertificate(name, value);
    default:
      return name in CONTROLS ? decided(name, value) : setting(name, value);
  }
}

/** The scripts compare with `true` letter by letter: `True` would be false there without a word. */
function legacyFlag(name: string, value: string, prop: keyof LegacySettings): Reading {
  if (!["true", "false"].includes(value)) return misfit(name, value, "true or false, in lower case");
  return value === "false" ? {} : { legacy: { [prop]: true } };
}

/** Where the certificate comes from is a volume or a directory of the host, which no variable names. */
function foreignCertificate(name: string, value: string): Reading {
  if (name === "USE_FOREIGN_CERT_MANAGER" && value.toLowerCase() === "false") return {};
  if (name === "PATH_TO_SSL" && /^\/var\/lib\/acme\/live\/[^/]+$/.test(value)) return {};
  return {
    name,
    what: "names a certificate by its path in the container, which says nothing of where it comes from",
    got: show(value),
    expected: "no such variable, and `tls` beside the props",
    fix: "remove it, and pass `tls: ChatmailTls.external(…)` or `ChatmailTls.traefikDumped(…)`",
  };
}

function setting(name: string, value: string): Reading {
  const known = INI_KEYS.find(({ key }) => key === environmentKey(name));
  if (!known)
    return /^[A-Z][A-Z0-9_]*$/.test(name) ? { env: { [name]: value } } : misfit(name, value, "an upper-case name");
  const parsed = known.kind.parse(value);
  if (parsed !== undefined) return { ini: { [known.name]: parsed } };
  return misfit(name, value, `what \`ini.${known.name}\` can be: ${known.kind.expected}`);
}

function kernelSettings(value: string): Problem {
  return {
    name: "CHANGE_KERNEL_SETTINGS",
    what: "is not possible: a container cannot change the kernel of its host",
    got: show(value),
    expected: "False",
    fix: "remove it, and set on the host what `hostRequirements.sysctlFile` says",
  };
}

function decided(name: string, value: string): Problem {
  return {
    name,
    what: "is decided by a prop, or by the construct",
    got: show(value),
    expected: CONTROLS[name],
    fix: `remove \`${name}\``,
  };
}

function misfit(name: string, value: unknown, expected: string): Problem {
  return {
    name,
    what: "has a value that does not fit",
    got: show(value),
    expected,
    fix: `correct or remove \`${name}\``,
  };
}

function missingDomain(): Problem {
  return {
    name: "MAIL_DOMAIN",
    what: "is required",
    got: "nothing",
    expected: "a domain in lower case, such as chat.example.org",
    fix: "pass `MAIL_DOMAIN`",
  };
}

function notAnEnvironment(value: unknown): Problem {
  return {
    name: "environment",
    what: "has a value that does not fit",
    got: show(value),
    expected: "an object of names and texts",
    fix: "pass the variables as an object",
  };
}

function isProblem(reading: Reading): reading is Problem {
  return "fix" in reading;
}
