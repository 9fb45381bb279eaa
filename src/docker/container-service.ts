import type { ContainerLabels, ContainerUpload } from "@cdktf/provider-docker/lib/container";
import { Container } from "@cdktf/provider-docker/lib/container";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import { validate } from "../internal/schema";
import { withoutTokenTraces } from "../internal/token-traces";
import { literal } from "../internal/tokens";
import type { ContainerNode } from "../topology";
import { ContainerKind } from "../topology";
import { Duration } from "../units/duration";
import type { ContainerOptions } from "./container-options";
import { containerServiceSchema } from "./container-schema";
import { commonConfig, declareContainer, stopFor, withSpecLabel } from "./container-config";
import { DockerHost } from "./docker-host";
import { goDuration } from "./go-duration";
import type { HealthCheck } from "./health-check";
import type { PublishedPort } from "./published-port";
import { portConfig, portDeclaration } from "./published-port";
import type { IStartsBefore } from "./starts-before";
import { SYSTEMD_STOP_SIGNAL, systemdConfig, withSystemd } from "./systemd";

/** A text file that the engine puts into the file system of a container before it starts. */
export interface UploadedFile {
  /** Where it lies in the container. */
  readonly path: string;

  /** Its content. It stands in the state of Terraform: never a secret. */
  readonly content: string;

  /**
   * Its permissions, as an octal number of four digits that starts with 0. It belongs to root.
   *
   * @default "0644"
   */
  readonly mode?: string;
}

/** Props of `ContainerService`. */
export interface ContainerServiceProps extends ContainerOptions {
  /** A command in the container that succeeds where it is healthy. A deploy waits for that. */
  readonly healthCheck: HealthCheck;

  /**
   * How long a deploy waits for it to become healthy. At most 20 minutes: the provider gives up then.
   *
   * @default Duration.minutes(2)
   */
  readonly startTimeout?: Duration;

  /**
   * How long it may take to stop before it is killed.
   *
   * @default Duration.seconds(30)
   */
  readonly stopGrace?: Duration;

  /**
   * The signal that asks it to stop.
   *
   * @default - the image's, mostly SIGTERM
   */
  readonly stopSignal?: string;

  /**
   * Ports that the host passes on to it.
   *
   * @default - none: only containers on its networks reach it
   */
  readonly publish?: PublishedPort[];

  /**
   * The name that it has for itself.
   *
   * @default - the engine gives one
   */
  readonly hostname?: string;

  /**
   * The domain that follows its name where it asks for its full one.
   *
   * @default - none
   */
  readonly domainName?: string;

  /**
   * Whether a small init runs in front of it, for software that does not care for its orphaned children.
   *
   * @default false
   */
  readonly init?: boolean;

  /**
   * Files of its own file system that are other than in the image, for software that replaces them itself. They need
   * `writableRoot`; a hardened container gets its files by a `ConfigVolume`.
   *
   * @default - none
   */
  readonly uploads?: UploadedFile[];

  /**
   * Whether its first process is systemd, which needs the control groups of the host, a terminal, and the directories
   * in memory in which it keeps its sockets. It runs as root, with the capabilities that the engine gives by default,
   * and is not privileged.
   *
   * @default false
   */
  readonly systemd?: boolean;

  /**
   * The service of which it is one replica. Replicas may share aliases.
   *
   * @default - it is the only one
   */
  readonly replicasOf?: IConstruct;
}

/**
 * A container that runs until it is told to stop: hardened, limited, watched, restarted after a crash or a reboot, and
 * stopped with patience. A deploy waits until it is healthy.
 *
 * Changed limits are applied while it runs; any other change replaces it.
 */
export class ContainerService extends Construct implements IStartsBefore {
  /** The resource; `addOverride` on it is the escape hatch. */
  public readonly container: Container;

  /** The container in the topology. */
  public readonly containerNode: ContainerNode;

  /** Its name on the engine, by which containers on its networks reach it. */
  public readonly containerName: string;

  private labels: ContainerLabels[];

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - what runs, and how
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    validate(this, containerServiceSchema, props);
    const host = DockerHost.of(this);
    const { healthCheck, stopGrace = Duration.seconds(30), startTimeout = Duration.minutes(2) } = props;
    const options = props.systemd ? withSystemd(props) : props;

    this.containerName = props.containerName ?? host._nameOf(this);
    this.containerNode = declareContainer(this, host, this.containerName, ContainerKind.SERVICE, options, {
      hasHealthCheck: true,
      runsSystemd: props.systemd,
      stopGraceSeconds: stopGrace.toSeconds(),
      replicasOf: props.replicasOf,
      runs: { entrypoint: props.entrypoint, command: props.command, healthCheck: healthCheck.test },
    });
    props.publish?.forEach((port) => this.containerNode.publish(portDeclaration(this, port)));

    const config = {
      restart: "unless-stopped",
      mustRun: true,
      hostname: props.hostname,
      domainname: props.domainName,
      init: props.init ?? false,
      stopSignal: props.stopSignal ?? (props.systemd ? SYSTEMD_STOP_SIGNAL : undefined),
      stopTimeout: stopGrace.toSeconds(),
      ports: sortedPorts(props.publish),
      upload: props.uploads?.map(uploadConfig),
      healthcheck: {
        test: healthCheck.test.map(literal),
        interval: goDuration(healthCheck.interval),
        timeout: goDuration(healthCheck.timeout),
        startPeriod: goDuration(healthCheck.startPeriod),
        retries: healthCheck.retries,
      },
      wait: true,
      waitTimeout: startTimeout.toSeconds(),
      // Without it the provider kills at once, whatever the stop timeout says.
      destroyGraceSeconds: stopGrace.toSeconds(),
      // It stands last, because members that follow a large object are many times slower to add.
      ...systemdConfig(commonConfig(host, this.containerName, options), props),
    };
    const labelled = withSpecLabel(this, config, options);
    this.container = withoutTokenTraces(() => new Container(this, "Resource", labelled));
    this.labels = [...labelled.labels];
  }

  /**
   * Puts labels on the container for software that asks the engine for them. Other labels replace the container.
   *
   * @internal
   */
  public _addLabels(labels: { readonly [name: string]: string }): void {
    const names = Object.keys(labels);
    const others = this.labels.filter(({ label }) => !names.includes(label));
    this.labels = [...others, ...names.sort().map((label) => ({ label, value: literal(labels[label]) }))];
    this.container.putLabels(this.labels);
  }

  /**
   * Has it stopped before a job begins that changes its data, and started when that is done. Another revision does so again.
   *
   * @internal
   */
  public _stopFor(job: IStartsBefore, revision: string): void {
    stopFor(this, job, revision);
  }
}

function uploadConfig({ path, content, mode = "0644" }: UploadedFile): ContainerUpload {
  return { file: path, content: literal(content), permissions: mode };
}

/** The order in which the engine reports them: any other would plan a replacement. */
function sortedPorts(ports: readonly PublishedPort[] | undefined) {
  return ports?.map(portConfig).sort((a, b) => a.internal - b.internal || (a.protocol < b.protocol ? -1 : 1));
}
