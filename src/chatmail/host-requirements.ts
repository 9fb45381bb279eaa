import type { HostPort } from "../docker";
import type { Size } from "../units";

/** What a host must have for a relay, so that an administrator can prepare it. The preflight job looks for all of it. */
export interface HostRequirements {
  /** The version of the control groups with which the relay is tried. Others may work, and are only reported. */
  readonly cgroupVersion: number;

  /**
   * The architecture of the processor, as Docker names it.
   *
   * @default - that for which the image was built on the host
   */
  readonly architecture?: string;

  /** Kernel parameters, with the least that they must be. A container cannot set them. */
  readonly sysctls: { [name: string]: number };

  /** The text for a file in `/etc/sysctl.d` that sets them. */
  readonly sysctlFile: string;

  /** Ports that nobody else may have. */
  readonly ports: HostPort[];

  /**
   * A mail server on the internet whose port 25 must be reachable.
   *
   * @default - none is asked
   */
  readonly smtpProbe?: string;

  /** The memory of the host. */
  readonly memory: Size;

  /** The free space where the engine keeps its data. */
  readonly disk: Size;
}

/** What the relay wants of inotify, of which every service of systemd and every idle mailbox uses some. */
const INOTIFY = { "fs.inotify.max_user_instances": 65_536, "fs.inotify.max_user_watches": 65_536 };

/** The kernel parameters, and the text that sets them. */
export function inotifyRequirements(): Pick<HostRequirements, "sysctls" | "sysctlFile"> {
  const sysctlFile = Object.entries(INOTIFY)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
  return { sysctls: INOTIFY, sysctlFile };
}

/**
 * A script for bash that names everything a host lacks, each with the command that mends it.
 *
 * @param requirements - what it must have
 * @param mailDomain - the relay, whose own ports are no findings: it says its name on port 25
 */
export function renderPreflight(requirements: HostRequirements, mailDomain: string): string {
  const { architecture, sysctls, ports, smtpProbe, memory, disk } = requirements;
  return [
    "set -u",
    "failed=0",
    'missing() { echo "MISSING  $1"; echo "     do  $2"; failed=1; }',
    "",
    'if [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]; then',
    '  echo "NOTE     the kernel has version 1 of control groups, with which chatmail is not tried"',
    "fi",
    ...(architecture === undefined ? [] : architectureCheck(architecture)),
    ...Object.entries(sysctls).map(([name, value]) => sysctlCheck(name, value)),
    `memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)`,
    `if [ "$memory" -lt ${memory.toMebibytes()} ]; then`,
    `  missing "memory: $memory MiB of ${memory.toMebibytes()} MiB" "give the host more memory"`,
    "fi",
    "disk=$(df -Pm / | awk 'NR == 2 { print $4 }')",
    `if [ "$disk" -lt ${disk.toMebibytes()} ]; then`,
    `  missing "free space for the engine: $disk MiB of ${disk.toMebibytes()} MiB" "make room below the data directory that docker info shows"`,
    "fi",
    ...portsCheck(ports, mailDomain),
    ...(smtpProbe === undefined ? [] : smtpCheck(smtpProbe)),
    'if [ "$failed" = 0 ]; then echo "the host has what the relay needs"; fi',
    "exit $failed",
    "",
  ].join("\n");
}

function architectureCheck(architecture: string): string[] {
  const machine = { amd64: "x86_64", arm64: "aarch64" }[architecture] ?? architecture;
  return [
    `if [ "$(uname -m)" != ${machine} ]; then`,
    `  missing "a processor of the architecture ${architecture}: $(uname -m)" "take another host, or build the image on this one: ChatmailImage.fromBuild"`,
    "fi",
  ];
}

function sysctlCheck(name: string, value: number): string {
  const file = `/proc/sys/${name.replace(/\./g, "/")}`;
  return [
    `if [ "$(cat ${file})" -lt ${value - 1} ]; then`,
    `  missing "${name}: $(cat ${file}) of ${value}" "echo ${name}=${value} | sudo tee -a /etc/sysctl.d/99-inotify.conf && sudo sysctl --system"`,
    "fi",
  ].join("\n");
}

/** Whether anybody listens there, as the kernel tells it: 0A listens, 07 is an open socket of UDP. */
function portsCheck(ports: readonly HostPort[], mailDomain: string): string[] {
  if (ports.length === 0) return [];
  const wanted = ports.map(({ port, protocol = "tcp", address = "0.0.0.0" }) => {
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    return `${protocol} ${port} ${hex} ${isLoopback(address) ? "loopback" : "any"}`;
  });
  return [
    "own=",
    `if exec 3<>/dev/tcp/127.0.0.1/25; then`,
    `  read -r -t 5 greeting <&3; exec 3>&-`,
    `  case $greeting in "220 ${mailDomain} "*) own=yes ;; esac`,
    "fi 2>/dev/null",
    'if [ -n "$own" ]; then',
    '  echo "NOTE     the relay itself is running, and has its ports"',
    "else",
    "  while read -r protocol port hex where; do",
    "    state=0A; [ $protocol = tcp ] || state=07",
    "    held=$(awk -v hex=$hex -v state=$state -v where=$where '",
    '      FNR > 1 && $4 == state && $2 ~ (":" hex "$") {',
    "        isAll = $2 ~ /^0+:/; isLoopback = $2 ~ /^(0100007F|00000000000000000000000001000000):/",
    '        if (where == "any" || isAll || isLoopback) { print "yes"; exit }',
    "      }' /proc/net/$protocol /proc/net/${protocol}6 2>/dev/null)",
    '    [ -z "$held" ] || missing "port $port/$protocol, which somebody else has" "sudo ss -lnp | grep :$port, and stop or move what it shows"',
    "  done <<'PORTS'",
    ...[...new Set(wanted)],
    "PORTS",
    "fi",
  ];
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function smtpCheck(host: string): string[] {
  return [
    `if ! timeout 15 bash -c 'exec 3<>/dev/tcp/${host}/25' 2>/dev/null; then`,
    `  missing "port 25 of ${host} cannot be reached from here" "ask the provider of the host to open outgoing connections to port 25"`,
    "fi",
  ];
}
