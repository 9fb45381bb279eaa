import { Construct } from "constructs";
import { shellWord } from "../internal/shell";
import { validate } from "../internal/schema";
import type { VolumeNode } from "../topology";
import { Topology, VolumeKind } from "../topology";
import type { ExistingVolumeProps } from "./data-volume";
import { DockerHost } from "./docker-host";
import { mounted } from "./mounted";
import { OneShotJob } from "./one-shot-job";
import type { IMountableVolume, VolumeMount, VolumeMountOptions } from "./volume-mount";
import { existingVolumeSchema } from "./volume-schema";

/** A volume that somebody else made: there is no resource, so nothing can destroy it. */
export class ExistingVolume extends Construct implements IMountableVolume {
  public readonly volumeNode: VolumeNode;
  private readonly check?: OneShotJob;

  public constructor(scope: Construct, id: string, props: ExistingVolumeProps) {
    super(scope, id);
    validate(this, existingVolumeSchema, props);
    const host = DockerHost.of(this);
    this.volumeNode = Topology.of(this).declareVolume({
      construct: this,
      host: host.hostNode,
      name: props.volumeName,
      kind: VolumeKind.NAMED,
      isAdopted: true,
    });
    if (props.expects !== undefined) {
      this.check = new OneShotJob(this, "Check", {
        image: host.toolsImage,
        script: checkScript(props.volumeName, props.expects),
        user: "0:0",
        volumes: [this.mountAt("/volume", { readOnly: true })],
        // Whoever owns what is in it may have closed it to all others.
        capabilities: ["CAP_DAC_READ_SEARCH"],
      });
    }
  }

  public mountAt(path: string, options: VolumeMountOptions = {}): VolumeMount {
    return mounted(this, path, options, {
      source: this.volumeNode.name,
      dependsOn: this.check ? [this.check] : [],
    });
  }
}

function checkScript(name: string, expected: string): string {
  return [
    `if [ -e ${shellWord(`/volume/${expected}`)} ]; then exit 0; fi`,
    `echo ${shellWord(`The volume ${name} has no ${expected}. Is the name right? An unknown name makes an empty volume.`)}`,
    "exit 1",
  ].join("\n");
}
