import { Fn, TerraformOutput, Token } from "cdktf";
import { Construct } from "constructs";
import type { ContainerImage, IServiceNetwork, VolumeMount } from "../docker";
import {
  ConfigFile,
  ConfigVolume,
  ContainerService,
  DataVolume,
  HealthCheck,
  OneShotJob,
  SecretForm,
  ServiceNetwork,
} from "../docker";
import { Topology, VolumeContent } from "../topology";
import { Size } from "../units";
import type { Secret } from "../docker";
import { SIGNER_PORT, renderKeyTable, renderOpendkimConf, renderSigningTable } from "./opendkim-conf";
import type { DkimPlan } from "./relay-plan";

/** The user `opendkim` of the image. */
const USER = "104:104";

const CONFIG = "/config";

/** Where a key that is made here lies; the image has the directory, so that a new volume belongs to the signer. */
const KEYS = "/var/lib/dkim";

/** Props of `DkimSigner`. */
export interface DkimSignerProps {
  readonly image: ContainerImage;
  readonly plan: DkimPlan;
  /** The private key; made here where there is none. */
  readonly key?: Secret;
  /** The network on which Postfix reaches it; one of its own where there is none. */
  readonly network?: IServiceNetwork;
}

/** OpenDKIM in a container of its own, which nobody but its relay reaches, and the key with which it signs. */
export class DkimSigner extends Construct {
  public readonly service: ContainerService;
  public readonly network: IServiceNetwork;

  /** The host name by which the relay reaches it. */
  public readonly hostName: string;

  /** The value of the DNS record, as a Terraform expression. */
  public readonly record: string;

  public constructor(scope: Construct, id: string, { image, plan, key, network }: DkimSignerProps) {
    super(scope, id);
    this.network = network ?? new ServiceNetwork(this, "Network", { internal: true });
    const keyFile = key ? `${CONFIG}/key.pem` : `${KEYS}/${plan.selector}.pem`;
    const config = new ConfigVolume(this, "Config", {
      image,
      owner: USER,
      files: [
        ConfigFile.fromText("opendkim.conf", renderOpendkimConf(CONFIG)),
        ConfigFile.fromText("key-table", renderKeyTable(plan, keyFile)),
        ConfigFile.fromText("signing-table", renderSigningTable(plan)),
        ...(key ? [ConfigFile.fromSecret("key.pem", key, { form: SecretForm.ANY, purpose: "DKIM key" })] : []),
      ],
    });
    const keys: VolumeMount[] = key ? [] : [this.keyVolume().mountAt(KEYS)];
    const job = new OneShotJob(this, "Key", {
      image,
      entrypoint: ["dkim-key", ...(key ? [] : ["--generate"]), plan.domains[0], plan.selector, keyFile],
      user: USER,
      volumes: [config.mountAt(CONFIG), ...keys],
      temporaryDirectories: [{ path: "/tmp" }],
    });

    this.service = new ContainerService(this, "Service", {
      image,
      entrypoint: ["opendkim", "-f", "-x", `${CONFIG}/opendkim.conf`],
      // It logs to syslog alone, where nobody listens in a container.
      environment: { LD_PRELOAD: "/usr/local/lib/log-to-stderr.so" },
      user: USER,
      networks: [{ network: this.network }],
      volumes: [config.mountAt(CONFIG), ...keys],
      temporaryDirectories: [{ path: "/tmp" }, { path: "/run" }],
      startsAfter: [job],
      healthCheck: HealthCheck.command(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${SIGNER_PORT}`]),
      memory: Size.mebibytes(64),
    });
    this.hostName = this.service.containerName;
    this.record = this.readRecord(job);
    this.declareRecords(plan);
  }

  private keyVolume(): DataVolume {
    return new DataVolume(this, "Keys", { content: VolumeContent.DATA });
  }

  /** What the job has printed. Older providers leave bytes of the stream in front of each line. */
  private readRecord(job: OneShotJob): string {
    const logs = job.container.containerLogs;
    return Token.asString(Fn.try([Fn.element(Fn.regex("DKIM-RECORD [^ ]+ (v=DKIM1[ -~]+)", logs), 0), ""]));
  }

  private declareRecords({ domains, selector }: DkimPlan): void {
    for (const domain of domains) {
      const name = `${selector}._domainkey.${domain}`;
      Topology.of(this).declareDnsRecord({ construct: this, name, type: "TXT" });
    }
    new TerraformOutput(this, "Record", {
      value: this.record,
      description: `DNS record TXT ${domains.map((domain) => `${selector}._domainkey.${domain}`).join(", ")}`,
    });
  }
}
