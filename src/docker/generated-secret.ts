import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import { problemError } from "../internal/problems";
import { validate } from "../internal/schema";
import { VolumeContent } from "../topology";
import { DataVolume } from "./data-volume";
import { DockerHost } from "./docker-host";
import { OneShotJob } from "./one-shot-job";
import type { GeneratedSecretOptions } from "./secret";
import { generatedSecretSchema } from "./secret-schema";
import type { VolumeMount } from "./volume-mount";

/** A random value in a protected volume, made by a job that leaves an existing one alone. */
export class GeneratedSecret extends Construct {
  public readonly version: string;
  private readonly volume: DataVolume;
  private readonly job: OneShotJob;

  public constructor(scope: Construct, id: string, options: GeneratedSecretOptions) {
    super(scope, id);
    validate(this, generatedSecretSchema, options);
    const host = DockerHost.of(this);
    this.version = options.version ?? "1";
    this.volume = new DataVolume(this, "Volume", { content: VolumeContent.SECRET });
    this.job = new OneShotJob(this, "Make", {
      image: host.toolsImage,
      script: makeScript(this.fileName, options.bytes ?? 32),
      user: "0:0",
      volumes: [this.volume.mountAt("/secret")],
    });
  }

  /** The file in the volume that holds the value. */
  public get fileName(): string {
    return `value-${this.version}`;
  }

  public mountAt(path: string): VolumeMount {
    return { ...this.volume.mountAt(path, { readOnly: true }), dependsOn: [this.job] };
  }

  public requireSameHost(user: IConstruct): void {
    if (DockerHost.of(user) === DockerHost.of(this)) return;
    throw problemError(user.node.path, {
      name: `Secret(${this.node.path})`,
      what: "was made on another host, which it never leaves",
      got: DockerHost.of(this).node.path,
      expected: `a secret of ${DockerHost.of(user).node.path}`,
      fix: "use Secret.fromVariable or Secret.fromLocalFile for what several hosts share",
    });
  }
}

/** Written under another name first: a value that was cut short would be kept for ever. */
function makeScript(fileName: string, bytes: number): string {
  return `
cd /secret
if [ -s ${fileName} ]; then exit 0; fi
umask 077
head -c ${bytes} /dev/urandom | od -An -v -tx1 | tr -d ' \\n' > .new
[ "$(wc -c < .new)" -eq ${2 * bytes} ] || { echo "The image lacks head or od: no secret was made."; exit 1; }
mv .new ${fileName}
for old in value-*; do
  [ "$old" = ${fileName} ] || rm "$old"
done
`.trim();
}
