import { join } from "node:path";
import type { ContainerServiceProps } from "../docker";
import { HealthCheck } from "../docker";
import { Duration, Size } from "../units";

/** What an image expects to be told, and how. */
export enum BaikalImageProfile {
  /** The image of this library. */
  BUNDLED = "bundled",
  /** `ckulka/baikal:<version>`, with Apache. */
  CKULKA_APACHE = "ckulka/baikal with Apache",
  /** `ckulka/baikal:<version>-nginx`. */
  CKULKA_NGINX = "ckulka/baikal with nginx",
  /** `ghcr.io/aalmenar/baikal:<version>`, the maintained fork, with nginx. */
  AALMENAR_NGINX = "aalmenar/baikal with nginx",
}

/** What an image wants of its containers. */
export interface ProfileContract {
  /** The user as which it serves, who owns all files. */
  readonly owner: string;
  /** The port of plain HTTP, and that of TLS where it has one. */
  readonly port: number;
  readonly tlsPort?: number;
  /** Where its own set-up program lies; nothing where it must be brought along. */
  readonly setupProgram?: string;
  /** Files of its own kind, beside `msmtprc`. */
  readonly configuresNginx: boolean;
  readonly container: Pick<
    ContainerServiceProps,
    "user" | "capabilities" | "writableRoot" | "entrypoint" | "environment" | "temporaryDirectories" | "stopSignal"
  >;
  readonly healthCheck: HealthCheck;
}

/** Where the image finds its files. */
export const CONFIG = "/etc/baikal";

/** The set-up program in the repository and the package, for images that lack it. */
export const SETUP_SOURCES = join(__dirname, ..."../../images/baikal/rootfs/usr/local/lib/baikal".split("/"));

/** A server with much to do answers late, and is healthy. */
const PATIENCE = Duration.seconds(15);

/** What the profile wants, for a server of that name below that path. */
export function contractOf(profile: BaikalImageProfile, serverName: string, basePath: string): ProfileContract {
  switch (profile) {
    case BaikalImageProfile.BUNDLED:
      return bundled(basePath);
    case BaikalImageProfile.CKULKA_APACHE:
      return {
        owner: "33:33",
        port: 80,
        configuresNginx: false,
        container: {
          ...ROOT,
          entrypoint: startOf("apache2-foreground", []),
          environment: { BAIKAL_SERVERNAME: serverName },
          // Its PHP keeps sessions there, one for each probe.
          temporaryDirectories: [{ path: "/tmp", size: Size.mebibytes(64) }],
          stopSignal: "SIGWINCH",
        },
        healthCheck: foreignHealth(),
      };
    case BaikalImageProfile.CKULKA_NGINX:
    case BaikalImageProfile.AALMENAR_NGINX:
      return {
        owner: "101:101",
        port: 80,
        configuresNginx: true,
        container: {
          ...ROOT,
          entrypoint: startOf("nginx -g 'daemon off;'", [
            `ln -sf ${CONFIG}/nginx.conf /etc/nginx/conf.d/00-cdktf-groupware.conf`,
          ]),
          temporaryDirectories: [{ path: "/tmp" }, { path: "/var/lib/php/sessions", mode: "1733" }],
          stopSignal: "SIGQUIT",
        },
        healthCheck: foreignHealth(),
      };
  }
}

function bundled(basePath: string): ProfileContract {
  return {
    owner: "33:33",
    port: 8080,
    tlsPort: 8443,
    setupProgram: "/usr/local/lib/baikal/setup.php",
    configuresNginx: false,
    container: {
      user: "33:33",
      temporaryDirectories: [
        { path: "/tmp" },
        { path: "/run/apache2", size: Size.mebibytes(16) },
        { path: "/var/lib/php/sessions", size: Size.mebibytes(16), mode: "0700" },
      ],
      stopSignal: "SIGWINCH",
    },
    // Each probe starts a PHP of its own, which is a tenth of a second's work.
    healthCheck: HealthCheck.command(["baikal-healthy", basePath], {
      interval: Duration.seconds(10),
      timeout: PATIENCE,
    }),
  };
}

/** They start as root, give all files to the user as which they serve, and write their own configuration. */
const ROOT = {
  writableRoot: true,
  capabilities: [
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_FOWNER",
    "CAP_KILL",
    "CAP_NET_BIND_SERVICE",
    "CAP_SETGID",
    "CAP_SETUID",
  ],
};

/**
 * The image's own start, behind a link to the file for mail: its variable `MSMTPRC` would show a password to whoever asks
 * the engine, and its hooks cannot be joined by mounting something over them.
 */
function startOf(command: string, further: readonly string[]): string[] {
  const link = `[ ! -e ${CONFIG}/msmtprc ] || ln -sf ${CONFIG}/msmtprc /etc/msmtprc`;
  return ["/bin/sh", "-euc", [link, ...further, `exec /docker-entrypoint.sh ${command}`].join("\n")];
}

/** Exactly 401: what cannot reach its database answers 200, and the wizard redirects. */
function foreignHealth(): HealthCheck {
  const ask = "curl --silent --max-time 4 --output /dev/null --write-out '%{http_code}' http://127.0.0.1/dav.php/";
  return HealthCheck.shell(`[ "$(${ask})" = 401 ]`, { interval: Duration.seconds(30), timeout: PATIENCE });
}
