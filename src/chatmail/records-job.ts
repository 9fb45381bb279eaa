import { Fn, TerraformOutput, Token } from "cdktf";
import { Construct } from "constructs";
import type { ContainerImage, ContainerService, VolumeMount } from "../docker";
import { OneShotJob } from "../docker";
import { Size } from "../units";
import { CONTROL_GROUPS } from "../docker/systemd";

/** Props of `RecordsJob`. */
export interface RecordsJobProps {
  readonly image: ContainerImage;
  readonly relay: ContainerService;
  readonly dkim: VolumeMount;
}

/**
 * Tells, when the relay is up, what DNS must say of its DKIM key: a job, because only the running relay has the key. It
 * sees the key and nothing else, and has no network.
 */
export class RecordsJob extends Construct {
  /** The value of the record, as a Terraform expression. */
  public readonly dkim: string;

  /** The name of the output that holds it. */
  public readonly dkimOutput: string;

  public constructor(scope: Construct, id: string, { image, relay, dkim }: RecordsJobProps) {
    super(scope, id);
    const job = new OneShotJob(this, "Read", {
      image,
      script: readScript(dkim.path),
      user: "0:0",
      volumes: [{ ...dkim, readOnly: true }],
      // The image declares a volume there; without this, each run would leave one behind.
      temporaryDirectories: [{ path: CONTROL_GROUPS, size: Size.mebibytes(1) }],
      // The key can be read by its owner alone.
      capabilities: ["CAP_DAC_READ_SEARCH"],
      startsAfter: [relay],
      memory: Size.mebibytes(64),
    });
    const logs = job.container.containerLogs;
    // Older providers leave bytes of the stream in front of each line.
    this.dkim = Token.asString(Fn.try([Fn.element(Fn.regex("DKIM-RECORD (v=DKIM1[ -~]+)", logs), 0), ""]));
    const output = new TerraformOutput(this, "Dkim", {
      value: this.dkim,
      description: "DNS record TXT of the DKIM key",
    });
    this.dkimOutput = output.friendlyUniqueId;
  }
}

/** The public key as the record has it; made of the private one, which a migration may have brought alone. */
function readScript(directory: string): string {
  return [
    `key=$(openssl rsa -in ${directory}/opendkim.private -pubout 2>/dev/null | grep -v -e - | tr -d '\\n')`,
    '[ -n "$key" ] || { echo "there is no DKIM key: has the relay been configured?"; exit 1; }',
    'echo "DKIM-RECORD v=DKIM1;k=rsa;p=$key;s=email;t=s"',
  ].join("\n");
}
