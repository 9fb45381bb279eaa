import { ConfigFile, HealthCheck } from "../docker";
import type { ImageContract } from "./image-contract";
import type { RelayPlan } from "./relay-plan";

/** The user `exim` of the image. */
const USER = "100:101";

/**
 * The image `devture/exim-relay`: its environment. Between host and port of a smarthost it wants two colons; with one,
 * all mail is frozen.
 */
export function eximContract({ hostName, clients, smarthost, smarthostLogins }: EximPlan): ImageContract {
  const [login] = smarthostLogins;
  return {
    port: 8025,
    queuePath: "/var/spool/exim",
    environment: {
      HOSTNAME: hostName,
      LOCAL_DOMAINS: "",
      RELAY_TO_DOMAINS: "*",
      RELAY_FROM_HOSTS: `<; ${[...clients.map(({ gateway }) => `!${gateway}`), ...clients.map(({ subnet }) => subnet)].join(" ; ")}`,
      ...(smarthost ? { SMARTHOST: `${smarthost.host}::${smarthost.port}` } : {}),
      ...(login ? { SMTP_USERNAME: login.user } : {}),
    },
    config: login && {
      path: "/run/secrets",
      owner: USER,
      files: [
        ConfigFile.fromSecret("SMTP_PASSWORD", login.password, {
          purpose: `password of ${login.user} at ${login.nextHop}`,
        }),
      ],
    },
    // The end is sent after the greeting has arrived: Exim takes what comes earlier for an error.
    healthCheck: HealthCheck.shell("(sleep 1; printf 'QUIT\\r\\n') | nc -w 4 127.0.0.1 8025 | grep -q '^220 '"),
    temporaryDirectories: [{ path: "/tmp" }],
    container: { user: USER },
  };
}

/** What the image can be told. */
export type EximPlan = Pick<RelayPlan, "hostName" | "clients" | "smarthostLogins"> & {
  readonly smarthost?: { readonly host: string; readonly port: number };
};
