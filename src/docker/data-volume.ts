import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Construct } from "constructs";
import { validate } from "../internal/schema";
import type { VolumeNode } from "../topology";
import { Topology, VolumeContent, VolumeKind } from "../topology";
import { DockerHost } from "./docker-host";
import { mounted } from "./mounted";
import { ExistingVolume } from "./existing-volume";
import { HostDirectory } from "./host-directory";
import type { IMountableVolume, VolumeMount, VolumeMountOptions } from "./volume-mount";
import { dataVolumeSchema } from "./volume-schema";

/** Props of `DataVolume`. */
export interface DataVolumeProps {
  /**
   * Whether Terraform refuses to destroy it: a `destroy`, and a changed `volumeName`.
   *
   * Terraform knows the protection from the program alone, so it ends where the program no longer has the volume: a
   * construct that is removed, or has another id or another place in the tree, takes its volume along. `plan` shows it as
   * destroyed "because … is not in configuration"; docs/operations.md says how to rename one.
   *
   * @default true
   */
  readonly protect?: boolean;

  /**
   * What is in it.
   *
   * @default VolumeContent.DATA
   */
  readonly content?: VolumeContent;

  /**
   * Its name on the engine.
   *
   * @default - the prefix of the host and the ids below it
   */
  readonly volumeName?: string;
}

/** Props of a directory of the host. */
export interface HostDirectoryProps {
  /**
   * The user and group that own it, as numbers: `999:999`.
   *
   * An empty or missing directory gets them. One with content is left as it is: where it has another owner, the deploy
   * stops and says so.
   */
  readonly owner: string;

  /**
   * Its permissions, as an octal number of four digits. Those that let everybody write are refused.
   *
   * @default "0750"
   */
  readonly mode?: string;
}

/** Props of a volume that somebody else made. */
export interface ExistingVolumeProps {
  /** Its name on the engine. */
  readonly volumeName: string;

  /**
   * A file or directory that must be in it, as a path from its root. The engine makes an empty volume for a name that it
   * does not know, so a wrong name would look like lost data; with this, the deploy stops instead.
   *
   * @default - nothing is expected
   */
  readonly expects?: string;
}

/**
 * A named volume of the engine, for data that must outlive its containers.
 *
 * Terraform refuses to destroy it unless told otherwise, and never replaces it for a label that somebody else put on it.
 */
export class DataVolume extends Construct implements IMountableVolume {
  /**
   * A directory of the host. It is never removed.
   *
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param path - the absolute path on the host
   * @param props - its owner and permissions
   * @throws an error when the path belongs to the system, or when everybody could write
   */
  public static hostDirectory(scope: Construct, id: string, path: string, props: HostDirectoryProps): IMountableVolume {
    return new HostDirectory(scope, id, path, props);
  }

  /**
   * A volume that somebody else made. It is never removed.
   *
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - its name, and what must be in it
   * @throws an error that lists all props that do not fit
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingVolumeProps): IMountableVolume {
    return new ExistingVolume(scope, id, props);
  }

  /** The volume in the topology. */
  public readonly volumeNode: VolumeNode;

  /** The resource; `addOverride` on it is the escape hatch. */
  public readonly volume: Volume;

  private name?: string;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - whether it is protected, and its name
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: DataVolumeProps = {}) {
    super(scope, id);
    validate(this, dataVolumeSchema, props);
    const host = DockerHost.of(this);
    const name = props.volumeName ?? host._nameOf(this);
    const isProtected = props.protect ?? true;

    this.volume = new Volume(this, "Resource", {
      provider: host.provider,
      name,
      driver: "local",
      // A label that Terraform did not write would plan a replacement, which is the loss of the data.
      lifecycle: { ignoreChanges: ["labels"], ...(isProtected ? { preventDestroy: true } : {}) },
    });
    this.volumeNode = Topology.of(this).declareVolume({
      construct: this,
      host: host.hostNode,
      name,
      kind: VolumeKind.NAMED,
      content: props.content ?? VolumeContent.DATA,
      isProtected,
    });
  }

  /**
   * Puts it into a container.
   *
   * @param path - where it appears in the container
   * @param options - whether the container can only read it
   */
  public mountAt(path: string, options: VolumeMountOptions = {}): VolumeMount {
    // Each read of the attribute would make another token.
    return mounted(this, path, options, { source: (this.name ??= this.volume.name), dependsOn: [] });
  }
}
