import type { Size } from "../units/size";
import type { ContainerImage } from "./container-image";
import type { NetworkAttachment } from "./network";
import type { IStartsBefore } from "./starts-before";
import type { VolumeMount } from "./volume-mount";

/** A directory in memory, for software that must write where nothing may last. */
export interface TemporaryDirectory {
  /** Where it appears in the container. */
  readonly path: string;

  /**
   * How much it may hold.
   *
   * @default Size.mebibytes(64)
   */
  readonly size?: Size;

  /**
   * Its permissions, as an octal number of four digits.
   *
   * @default "0755", and "1777" for /tmp
   */
  readonly mode?: string;

  /**
   * Whether programs in it can be executed.
   *
   * @default false
   */
  readonly executable?: boolean;
}

/** A port on which a container on the network of the host listens by itself. */
export interface HostPort {
  /** The port. */
  readonly port: number;

  /**
   * `tcp` or `udp`.
   *
   * @default "tcp"
   */
  readonly protocol?: string;

  /**
   * The address on which it listens.
   *
   * @default "0.0.0.0", all of them
   */
  readonly address?: string;
}

/** The network of the host itself, for software that cannot work behind an address translation. */
export interface HostNetwork {
  /**
   * The ports on which it listens. Rules see to it that no other container has them.
   *
   * @default - none
   */
  readonly listens?: HostPort[];
}

/** What services and jobs have in common. */
export interface ContainerOptions {
  /** The image. */
  readonly image: ContainerImage;

  /**
   * Its name on the engine.
   *
   * @default - the prefix of the host and the ids below it
   */
  readonly containerName?: string;

  /**
   * The program, in place of the image's entry point.
   *
   * @default - the image's
   */
  readonly entrypoint?: string[];

  /**
   * The arguments, in place of the image's command.
   *
   * @default - the image's
   */
  readonly command?: string[];

  /**
   * Environment variables. Everybody who may ask the engine sees them: secrets belong into a `ConfigVolume`.
   *
   * @default - the image's
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables with the content of files in the container, for software that reads a secret from nowhere
   * else: `{ API_KEY: "/secrets/api-key" }`. A shell of the image exports them and then becomes the program, so that
   * nobody sees the values who asks the engine.
   *
   * What the image starts by itself is not known here: it takes the whole start in `entrypoint` or `command`.
   *
   * @default - none
   */
  readonly environmentFromFiles?: { [name: string]: string };

  /**
   * The user and group, as numbers: `999:999`. They also own the temporary directories.
   *
   * @default - the image's
   */
  readonly user?: string;

  /**
   * The working directory.
   *
   * @default - the image's
   */
  readonly workingDirectory?: string;

  /**
   * The networks that it joins.
   *
   * @default - none: it can reach nothing
   */
  readonly networks?: NetworkAttachment[];

  /**
   * Puts it on the network of the host itself, in place of `networks`.
   *
   * @default - it has a network of its own
   */
  readonly hostNetwork?: HostNetwork;

  /**
   * The name servers that it asks. They reach the engine as a set: none of them is the first.
   *
   * @default - those of the host
   */
  readonly dnsServers?: string[];

  /**
   * Volumes, as `mountAt` makes them.
   *
   * @default - none
   */
  readonly volumes?: VolumeMount[];

  /**
   * Directories in memory.
   *
   * @default - none
   */
  readonly temporaryDirectories?: TemporaryDirectory[];

  /**
   * What must be up or done before it starts.
   *
   * @default - only what its volumes need
   */
  readonly startsAfter?: IStartsBefore[];

  /**
   * The most memory it may use. There is no swap beyond it.
   *
   * @default Size.mebibytes(256)
   */
  readonly memory?: Size;

  /**
   * The size of `/dev/shm`.
   *
   * @default - the engine's, mostly 64 MiB
   */
  readonly sharedMemory?: Size;

  /**
   * How many files it may have open.
   *
   * @default 16384, and what the engine allows where systemd is the first process
   */
  readonly openFiles?: number;

  /**
   * Linux capabilities that it needs, such as `CAP_CHOWN`. All others are dropped.
   *
   * @default - none
   */
  readonly capabilities?: string[];

  /**
   * Whether it may write into its own file system, besides its volumes and temporary directories.
   *
   * @default false
   */
  readonly writableRoot?: boolean;

  /**
   * Whether programs in it may gain privileges, by set-user-id files say.
   *
   * @default false
   */
  readonly newPrivileges?: boolean;

  /**
   * Kernel parameters of its namespaces.
   *
   * @default - none
   */
  readonly sysctls?: { [name: string]: string };

  /**
   * Text that is other when what the container uses has changed, though its own props have not: it is then replaced.
   *
   * @default - none
   */
  readonly revision?: string;
}
