import type { ContainerMounts, ContainerUpload } from "@cdktf/provider-docker/lib/container";
import { DataResource } from "cdktf";
import { Construct } from "constructs";
import { canonicalJson, digest } from "../internal/hash";
import { validate } from "../internal/schema";
import { hasToken, literal } from "../internal/tokens";
import type { VolumeNode } from "../topology";
import { VolumeContent } from "../topology";
import { Size } from "../units/size";
import type { ConfigFile } from "./config-file";
import { INCOMING, installScript } from "./config-install-script";
import { configVolumeSchema } from "./config-volume-schema";
import type { ContainerImage } from "./container-image";
import { DataVolume } from "./data-volume";
import { secretsInFile } from "./inlined-secrets";
import { OneShotJob } from "./one-shot-job";
import type { SecretDelivery } from "./secret-source";
import type { VolumeMount } from "./volume-mount";

/** Props of `ConfigVolume`. */
export interface ConfigVolumeProps {
  /** The image of the job that writes the files: best that of the service, which is on the host anyway. */
  readonly image: ContainerImage;

  /** The files. What else is in the volume is removed. */
  readonly files: ConfigFile[];

  /**
   * The user and group that own the files, as numbers: those as which the service runs.
   *
   * @default "0:0"
   */
  readonly owner?: string;

  /**
   * Whether the service notices changed files by itself. It is then not replaced for them; each file is replaced as a
   * whole, so that it never sees half of one.
   *
   * @default false
   */
  readonly watched?: boolean;
}

/** A file of a volume with what its secret needs. */
interface PlannedFile {
  readonly file: ConfigFile;
  readonly delivery?: SecretDelivery;
}

const ROOT = "/cdktf-groupware/files";
const SECRETS = "/cdktf-groupware/secrets";

/**
 * Files for a hardened container: configuration and secrets in a small volume that the container mounts read-only.
 *
 * A job writes them, with owner and permissions, each as a whole. Mount the volume at a path of its own, never over a
 * directory that the image fills.
 */
export class ConfigVolume extends Construct {
  /** The volume in the topology. */
  public readonly volumeNode: VolumeNode;

  /** The job that writes the files. */
  public readonly job: OneShotJob;

  private readonly volume: DataVolume;
  private readonly planned: readonly PlannedFile[];
  private readonly owner: string;
  private readonly revision: string;
  private readonly isWatched: boolean;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - the files, and who owns them
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ConfigVolumeProps) {
    super(scope, id);
    validate(this, configVolumeSchema, props);
    const owner = props.owner ?? "0:0";
    this.owner = owner;
    this.isWatched = props.watched ?? false;
    this.planned = props.files.map((file) => ({ file, delivery: file.secret?._deliver(this) }));
    this.revision = this.revisionOf(owner);

    this.volume = new DataVolume(this, "Volume", { protect: false, content: VolumeContent.CONFIGURATION });
    this.volumeNode = this.volume.volumeNode;
    this.job = new OneShotJob(this, "Write", {
      image: props.image,
      script: installScript(
        ROOT,
        owner,
        this.planned.map(({ file, delivery }, index) => ({
          path: file.path,
          mode: file.mode,
          form: file.form,
          isEmpty: file.content === "",
          source: delivery && sourcePath(delivery, index),
        })),
      ),
      user: "0:0",
      volumes: [this.volume.mountAt(ROOT), ...this.generatedSecrets()],
      // It gives the files to the user of the service, and replaces those that are that user's already.
      capabilities: ["CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE"],
      memory: Size.mebibytes(64),
      // Terraform's uploads go through the root of the file system, which the engine refuses where that is read-only.
      writableRoot: true,
      revision: this.revision,
    });
    const inlined = props.files.flatMap(({ path, content = "" }) =>
      secretsInFile(content).map((name) => `${name} in the file ${path}`),
    );
    this.job.containerNode.inlinedSecrets.push(...inlined);
    const uploads = this.planned.flatMap(uploadOf);
    if (uploads.length > 0) this.job.container.putUpload(uploads);
    const hostFiles = this.planned.flatMap(hostFileOf);
    if (hostFiles.length > 0) this.job.container.putMounts(hostFiles);
  }

  /**
   * Puts the files into a container, read-only. The container waits for them, and is replaced when they change unless
   * it watches them.
   *
   * @param path - where the directory with the files appears in the container
   */
  public mountAt(path: string): VolumeMount {
    return {
      ...this.volume.mountAt(path, { readOnly: true }),
      dependsOn: [this.job],
      revision: this.isWatched ? undefined : this.revision,
      secrets: this.planned.flatMap(({ file }) =>
        file.secret
          ? [
              {
                secret: file.secret,
                purpose: file.purpose ?? file.path,
                target: `${path}/${file.path}`,
                form: file.form,
                owner: this.owner,
                mode: file.mode,
              },
            ]
          : [],
      ),
    };
  }

  /** Other for other content. What only Terraform knows counts by the id of a `terraform_data`. */
  private revisionOf(owner: string): string {
    const known = this.planned.map(({ file, delivery }) => [
      file.path,
      file.mode,
      file.form,
      unknownContent(file) === undefined ? file.content : "known to Terraform",
      delivery?.version,
      // What has a trigger is told apart by its value: a local file may have another path on another machine.
      delivery?.trigger === undefined ? file.secret?._identity(this) : undefined,
    ]);
    const triggers = this.planned.flatMap(({ file, delivery }) => {
      const trigger = unknownContent(file) ?? delivery?.trigger;
      return trigger === undefined ? [] : [[file.path, trigger]];
    });
    const own = digest(canonicalJson([owner, known]));
    if (triggers.length === 0) return own;
    const values = new DataResource(this, "Secrets", {
      triggersReplace: Object.fromEntries(triggers) as Record<string, string>,
    });
    return `${own}.${values.id}`;
  }

  private generatedSecrets(): VolumeMount[] {
    return this.planned.flatMap(({ delivery }, index) =>
      delivery?.mount && "volume" in delivery.mount ? [delivery.mount.volume.mountAt(`${SECRETS}/${index}`)] : [],
    );
  }
}

function unknownContent({ content }: ConfigFile): string | undefined {
  return content !== undefined && hasToken(content) ? literal(content) : undefined;
}

function sourcePath({ mount }: SecretDelivery, index: number): string | undefined {
  if (!mount) return undefined;
  return "volume" in mount ? `${SECRETS}/${index}/${mount.volume.fileName}` : `${SECRETS}/${index}`;
}

function uploadOf({ file, delivery }: PlannedFile, index: number): ContainerUpload[] {
  const place = { file: `${ROOT}/${INCOMING}/${index}`, permissions: "0600" };
  if (file.content) return [{ ...place, content: literal(file.content) }];
  return delivery?.upload ? [{ ...place, ...delivery.upload }] : [];
}

/** As a mount and not as a volume: the engine then says that a file is missing, where it would else make a directory. */
function hostFileOf({ delivery }: PlannedFile, index: number): ContainerMounts[] {
  return delivery?.mount && "hostPath" in delivery.mount
    ? [{ type: "bind", source: delivery.mount.hostPath, target: `${SECRETS}/${index}`, readOnly: true }]
    : [];
}
