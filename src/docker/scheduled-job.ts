import type { Container } from "@cdktf/provider-docker/lib/container";
import { Construct } from "constructs";
import { validate } from "../internal/schema";
import { isUnknownText } from "../internal/tokens";
import type { ContainerNode } from "../topology";
import { VolumeContent } from "../topology";
import { Duration } from "../units/duration";
import { ContainerImage } from "./container-image";
import type { ContainerOptions } from "./container-options";
import { ContainerService } from "./container-service";
import { parseCronSchedule } from "./cron-schedule";
import { DataVolume } from "./data-volume";
import { DockerHost } from "./docker-host";
import { HealthCheck } from "./health-check";
import { OneShotJob } from "./one-shot-job";
import { scheduledJobSchema } from "./scheduled-job-schema";
import type { IStartsBefore } from "./starts-before";
import type { IMountableVolume } from "./volume-mount";

/** When something runs, and how old its last success may become. */
export interface ScheduleProps {
  /**
   * When it runs, as five fields of cron(8): minute, hour, day of the month, month, day of the week. `30 2 * * *` is half
   * past two each night. `@daily` and its like are understood too.
   *
   * In the night in which clocks go forward, a time that does not exist is an hour later; in the night in which they go
   * back, a time that comes twice counts once.
   */
  readonly schedule: string;

  /**
   * The time zone of the schedule, by its name in the IANA database.
   *
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;

  /**
   * How old the last success may become before the container is unhealthy.
   *
   * @default - the longest time between two runs, a tenth of that, and an hour
   */
  readonly maxAge?: Duration;

  /**
   * How long a run may take before it is ended and counts as failed. Until then no other one starts.
   *
   * @default Duration.hours(12)
   */
  readonly timeLimit?: Duration;

  /**
   * Whether a run is made up for that was due while the container was not there, or that was cut short. It then starts
   * with the container, once however many were missed.
   *
   * @default true
   */
  readonly catchUp?: boolean;

  /**
   * Where to write what is known of the runs, for the textfile collector of the Prometheus node exporter: a file named
   * after the container. The user of the container must be able to write there.
   *
   * @default - nowhere; `docker exec <name> status --metrics` prints the same
   */
  readonly metrics?: IMountableVolume;
}

/** Props of `ScheduledJob`. */
export interface ScheduledJobProps extends ContainerOptions, ScheduleProps {
  /**
   * What it does, as a script for the POSIX shell of the image. The first command that fails ends it.
   *
   * @default - `entrypoint` and `command` say what it does
   */
  readonly script?: string;

  /**
   * How long a run may take to end when the container is stopped.
   *
   * @default Duration.seconds(60)
   */
  readonly stopGrace?: Duration;
}

const STATE = "/var/lib/scheduled";
const METRICS = "/cdktf-groupware/metrics";
const NOBODY = "65534:65534";

/**
 * A container that runs a command on a schedule, and never twice at a time.
 *
 * It is healthy as long as the last run succeeded and the last success is not too old: a run that fails, is missed or
 * hangs is seen in `docker ps`. What the command prints goes to the log of the container.
 *
 * `docker exec <name> run` runs the command now, and refuses while another run is under way; `docker exec <name> status`
 * says how things are. The Docker socket is not needed.
 */
export class ScheduledJob extends Construct implements IStartsBefore {
  /**
   * An image for jobs: Debian with the scheduler, and whatever else the base has.
   *
   * @param base - an image on Debian 12 or later; nothing for Debian alone
   */
  public static image(base?: string): ContainerImage {
    return ContainerImage.bundled("backup", {
      name: "scheduler",
      target: "scheduler",
      ...(base === undefined ? {} : { buildArgs: { BASE: base } }),
    });
  }

  /** The running container; `addOverride` on its resource is the escape hatch. */
  public readonly service: ContainerService;

  /** How old the last success may become before the container is unhealthy. */
  public readonly maxAge: Duration;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - what it does, and when
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    validate(this, scheduledJobSchema, props);
    const { schedule, timeZone, maxAge, timeLimit, catchUp, metrics, script, stopGrace, ...options } = props;
    const { entrypoint = [], command = [], environment, environmentFromFiles, user = NOBODY, ...others } = options;
    const plan = planSchedule(schedule);
    const containerName = options.containerName ?? DockerHost.of(this)._nameOf(this);
    this.maxAge = maxAge ?? plan.maxAge;

    const state = this.createState(user);
    this.service = new ContainerService(this, "Service", {
      ...others,
      user,
      containerName,
      hostname: hostNameOf(containerName),
      entrypoint: ["scheduled"],
      environment: {
        ...environment,
        SCHEDULED_JOB: JSON.stringify({
          name: containerName,
          command: script === undefined ? [...entrypoint, ...command] : ["/bin/sh", "-euc", script],
          schedule: plan.text,
          timeZone: timeZone ?? "Etc/UTC",
          maxAgeSeconds: this.maxAge.toSeconds(),
          timeLimitSeconds: (timeLimit ?? Duration.hours(12)).toSeconds(),
          catchUp: catchUp ?? true,
          // Read at each run and not exported, because what `docker exec` starts would not have them.
          environmentFiles: environmentFromFiles ?? {},
          ...(metrics ? { metricsDirectory: METRICS } : {}),
        }),
      },
      volumes: [...(options.volumes ?? []), ...state, ...(metrics ? [metrics.mountAt(METRICS)] : [])],
      init: true,
      healthCheck: HealthCheck.command(["status", "--healthy"], {
        interval: Duration.seconds(10),
        timeout: Duration.seconds(10),
        retries: 2,
      }),
      stopGrace: stopGrace ?? Duration.seconds(60),
    });
  }

  /** The resource; `addOverride` on it is the escape hatch. */
  public get container(): Container {
    return this.service.container;
  }

  /** The container in the topology. */
  public get containerNode(): ContainerNode {
    return this.service.containerNode;
  }

  /** Its name on the engine. */
  public get containerName(): string {
    return this.service.containerName;
  }

  /** What is known of the runs outlives the container: a new one must know when the last success was. */
  private createState(user: string) {
    const volume = new DataVolume(this, "State", { protect: false, content: VolumeContent.CONFIGURATION });
    const prepare = new OneShotJob(this, "Prepare", {
      image: DockerHost.of(this).toolsImage,
      script: `chown ${user} /state`,
      user: "0:0",
      volumes: [volume.mountAt("/state")],
      capabilities: ["CAP_CHOWN"],
    });
    return [{ ...volume.mountAt(STATE), dependsOn: [prepare] }];
  }
}

/** Stays the same for every container of the job, so that what remembers host names knows its own again. */
function hostNameOf(containerName: string): string | undefined {
  if (isUnknownText(containerName)) return undefined;
  return containerName
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/-+$/, "");
}

/** The schedule as the scheduler takes it, and how old a success may become by it. */
function planSchedule(schedule: string): { readonly text: string; readonly maxAge: Duration } {
  const parsed = parseCronSchedule(schedule);
  if ("fault" in parsed) throw new Error(`schedule ${parsed.fault}`);
  return { text: parsed.text, maxAge: Duration.seconds(Math.ceil((parsed.longestGapSeconds * 11) / 10) + 3_600) };
}
