import type { VolumeNode } from "../topology";
import type { SecretForm } from "./config-file";
import type { Secret } from "./secret";
import type { IStartsBefore } from "./starts-before";

/** How a volume is mounted. */
export interface VolumeMountOptions {
  /**
   * Whether the container can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** A secret that a container gets with a volume. */
export interface MountedSecret {
  /** The secret. */
  readonly secret: Secret;

  /** What the container does with it. */
  readonly purpose: string;

  /** The file in the container that holds it. */
  readonly target: string;

  /**
   * What it must look like.
   *
   * @default SecretForm.LINE
   */
  readonly form?: SecretForm;

  /** The user and group that own the file, as numbers. */
  readonly owner: string;

  /** The permissions of the file, as an octal number of four digits. */
  readonly mode: string;
}

/** A volume at a path of a container; made by `mountAt`. */
export interface VolumeMount {
  /** The volume in the topology. */
  readonly volume: VolumeNode;

  /** Where it appears in the container. */
  readonly path: string;

  /**
   * Whether the container can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /** The name of the volume, as a Terraform expression, or the path of the directory. */
  readonly source: string;

  /** What must be done before the volume can be used. */
  readonly dependsOn: IStartsBefore[];

  /**
   * Text that is other for other content: a container that mounts it is then replaced.
   *
   * @default - the content does not matter to the container's life
   */
  readonly revision?: string;

  /**
   * The secrets in it.
   *
   * @default - none
   */
  readonly secrets?: MountedSecret[];
}

/** A place for data that containers can mount. */
export interface IMountableVolume {
  /** The volume in the topology. */
  readonly volumeNode: VolumeNode;

  /**
   * Puts it into a container.
   *
   * @param path - where it appears in the container
   * @param options - whether the container can only read it
   */
  mountAt(path: string, options?: VolumeMountOptions): VolumeMount;
}
