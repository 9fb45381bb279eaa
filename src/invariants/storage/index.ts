import type { InvariantRule } from "../rule";
import { DataIsProtected } from "./data-protected";
import { HostDirectoriesAreSeparate } from "./host-directories-separate";
import { MountPathsAreDistinct } from "./mount-paths";
import { VolumeHasOneWriter } from "./one-writer";
import { VolumeIsOfHost } from "./same-host";
import { VolumeIsMountedOnce } from "./volume-once";

/** Rules about volumes. */
export function storageRules(): InvariantRule[] {
  return [
    new VolumeHasOneWriter(),
    new DataIsProtected(),
    new MountPathsAreDistinct(),
    new VolumeIsMountedOnce(),
    new HostDirectoriesAreSeparate(),
    new VolumeIsOfHost(),
  ];
}
