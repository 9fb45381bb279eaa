import { validate } from "../internal/schema";
import type { Construct } from "constructs";
import type { IStartsBefore } from "./starts-before";
import type { IMountableVolume, VolumeMount, VolumeMountOptions } from "./volume-mount";
import { mountOptionsSchema } from "./volume-schema";

/** What differs between a volume of the program, one of somebody else, and a directory of the host. */
export interface MountedSource {
  /** The name of the volume, as a Terraform expression, or the path of the directory. */
  readonly source: string;
  /** What must be done before it can be used. */
  readonly dependsOn: IStartsBefore[];
}

/** A volume at a path of a container. */
export function mounted(
  volume: Construct & IMountableVolume,
  path: string,
  options: VolumeMountOptions,
  from: MountedSource,
): VolumeMount {
  validate(volume, mountOptionsSchema, options);
  return { volume: volume.volumeNode, path, readOnly: options.readOnly, ...from };
}
