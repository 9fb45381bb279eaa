import { Construct } from "constructs";
import type { ContainerImage, IServiceNetwork, VolumeMount } from "../docker";
import { ContainerService, HealthCheck } from "../docker";
import { Size } from "../units";

/** The user `postfix` of the image, which may ask for the queue. */
const USER = "100:102";

const PORT = 9154;

/** Props of `QueueExporter`. */
export interface QueueExporterProps {
  readonly image: ContainerImage;
  readonly networks: readonly IServiceNetwork[];
  /** The queue, read-only. */
  readonly queue: VolumeMount;
  readonly relay: ContainerService;
  readonly alias: string;
}

/**
 * The exporter for Prometheus that Debian has: how many messages wait, how large they are, and for how long. It asks the
 * running Postfix through its socket in the queue volume. It reads no log, so what it says about events stays zero.
 */
export class QueueExporter extends Construct {
  public readonly service: ContainerService;

  public constructor(scope: Construct, id: string, { image, networks, queue, relay, alias }: QueueExporterProps) {
    super(scope, id);
    this.service = new ContainerService(this, "Service", {
      image,
      entrypoint: ["prometheus-postfix-exporter", "--postfix.logfile_path=/dev/null", `--web.listen-address=:${PORT}`],
      user: USER,
      networks: networks.map((network) => ({ network, aliases: [alias] })),
      volumes: [queue],
      startsAfter: [relay],
      healthCheck: HealthCheck.command(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${PORT}`]),
      memory: Size.mebibytes(64),
    });
  }
}
