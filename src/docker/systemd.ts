import type { ContainerConfig } from "@cdktf/provider-docker/lib/container";
import type { ContainerOptions } from "./container-options";

/** The signal upon which systemd shuts down, as the first process of a container; SIGTERM would have it start again. */
export const SYSTEMD_STOP_SIGNAL = "SIGRTMIN+3";

/** Where the control groups of the host are, on the host and in the container. */
export const CONTROL_GROUPS = "/sys/fs/cgroup";

/** Where systemd mounts directories in memory, which it may not do by itself without being privileged. */
const TEMPORARY = {
  "/run": "rw,noexec,nosuid,nodev,mode=0755",
  "/run/lock": "rw,noexec,nosuid,nodev,mode=1777",
  "/tmp": "rw,noexec,nosuid,nodev,mode=1777",
};

/** What the engine gives to a container of which nothing is said. Units of systemd take away from it themselves. */
const DEFAULT_CAPABILITIES = [
  "CAP_AUDIT_WRITE",
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_MKNOD",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_RAW",
  "CAP_SETFCAP",
  "CAP_SETGID",
  "CAP_SETPCAP",
  "CAP_SETUID",
  "CAP_SYS_CHROOT",
];

/** The options of a container in which systemd and the services below it can work. */
export function withSystemd<T extends ContainerOptions>(options: T): T {
  return {
    ...options,
    writableRoot: true,
    // Services drop to users of their own, and some hand mail over by programs with the set-group-id bit.
    newPrivileges: true,
    capabilities: [...new Set([...DEFAULT_CAPABILITIES, ...(options.capabilities ?? [])])],
  };
}

/** What says whether, and how, systemd runs. */
interface SystemdOptions extends Pick<ContainerOptions, "openFiles"> {
  readonly systemd?: boolean;
}

/** The resource with what systemd needs. */
export function systemdConfig(config: ContainerConfig, options: SystemdOptions): ContainerConfig {
  if (!options.systemd) return config;
  const volumes = Array.isArray(config.volumes) ? config.volumes : [];
  return {
    ...config,
    // Its console is the log of the container.
    tty: true,
    // In a namespace of its own, it would write into the root of the host's control groups through the mount below.
    cgroupnsMode: "host",
    // Writable, because systemd makes a group for each unit; named, because images declare a volume there, and an empty
    // one stops systemd.
    volumes: [...volumes, { hostPath: CONTROL_GROUPS, containerPath: CONTROL_GROUPS, readOnly: false }],
    tmpfs: { ...config.tmpfs, ...TEMPORARY },
    // Units have limits of their own, which must not be above this one: they would not start.
    ulimit: options.openFiles === undefined ? undefined : config.ulimit,
  };
}
