import type { Construct } from "constructs";
import type { IMountableVolume, VolumeMount } from "../docker";
import { OneShotJob } from "../docker";
import { Size } from "../units/size";
import { rememberFirstBoot } from "./first-boot";
import type { PostgresPlan } from "./postgres-plan";
import { PATHS } from "./postgres-plan";
import { PREPARED, renderPrepareScript } from "./prepare-script";

/** The volumes of data and socket, which a job makes ready; it refuses data that the server could not use. */
export function preparedVolumes(
  scope: Construct,
  plan: PostgresPlan,
  storage: IMountableVolume,
  socket: IMountableVolume,
): VolumeMount[] {
  const volumeName = storage.volumeNode.name;
  const { majorVersion, user, image, _coverings } = plan.image;
  const { superuser, initdbArguments } = plan;
  rememberFirstBoot(scope, "FirstBoot", { volumeName, majorVersion, superuser, initdbArguments });
  const job = new OneShotJob(scope, "Prepare", {
    image,
    script: renderPrepareScript({ dataPath: plan.storage.dataPath, majorVersion, user, volumeName }),
    user: "0:0",
    volumes: [storage.mountAt(PREPARED.data), socket.mountAt(PREPARED.socket)],
    temporaryDirectories: [..._coverings],
    // Volumes and directories of the host come with owners of their own, from whom root alone can take them.
    capabilities: ["CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE"],
    memory: Size.mebibytes(64),
  });
  const volumes = [storage.mountAt(plan.storage.mountPath), socket.mountAt(PATHS.socket)];
  return volumes.map((volume) => ({ ...volume, dependsOn: [job] }));
}
