import { Container } from "@cdktf/provider-docker/lib/container";
import { Construct } from "constructs";
import { validate } from "../internal/schema";
import { withoutTokenTraces } from "../internal/token-traces";
import type { ContainerNode } from "../topology";
import { ContainerKind } from "../topology";
import { Size } from "../units/size";
import { commonConfig, declareContainer, startAfter, stopFor, withSpecLabel } from "./container-config";
import type { ContainerOptions } from "./container-options";
import { oneShotJobSchema } from "./container-schema";
import { DockerHost } from "./docker-host";
import type { IStartsBefore } from "./starts-before";

/** Props of `OneShotJob`. */
export interface OneShotJobProps extends ContainerOptions {
  /**
   * What it does, as a script for the POSIX shell of the image. The first command that fails ends it.
   *
   * @default - `entrypoint` and `command` say what it does
   */
  readonly script?: string;
}

/**
 * A container that must succeed before what depends on it starts: a schema, a migration, files in a volume.
 *
 * It may run any number of times: after a failure the engine tries again, and `docker system prune` removes it, so that
 * the next deploy makes it anew. What overwrites data must therefore note what it has done in the data itself.
 *
 * A failure ends the deploy at once; `docker logs <name>` on the host says why. When the cause is gone, the engine's next
 * try succeeds, and the next deploy of the unchanged program goes on. A job may take 20 minutes at most: the provider
 * gives up then.
 */
export class OneShotJob extends Construct implements IStartsBefore {
  /** The resource; `addOverride` on it is the escape hatch. */
  public readonly container: Container;

  /** The container in the topology. */
  public readonly containerNode: ContainerNode;

  /** Its name on the engine. */
  public readonly containerName: string;

  /**
   * @param scope - a construct below a `DockerHost`
   * @param id - its id
   * @param props - what it does, and how
   * @throws an error that lists all props that do not fit
   */
  public constructor(scope: Construct, id: string, props: OneShotJobProps) {
    super(scope, id);
    validate(this, oneShotJobSchema, props);
    const host = DockerHost.of(this);
    const { script, memory = Size.mebibytes(128), ...stated } = props;
    const options = { ...stated, memory, ...(script === undefined ? {} : { entrypoint: ["/bin/sh", "-euc", script] }) };

    this.containerName = props.containerName ?? host._nameOf(this);
    this.containerNode = declareContainer(this, host, this.containerName, ContainerKind.JOB, options, {
      runs: { entrypoint: props.entrypoint, command: props.command, script: script === undefined ? [] : [script] },
    });
    const common = commonConfig(host, this.containerName, options);
    const config = {
      ...common,
      restart: "on-failure",
      mustRun: false,
      attach: true,
      logs: true,
      destroyGraceSeconds: 10,
      lifecycle: {
        ...common.lifecycle,
        postcondition: [
          {
            condition: "${self.exit_code == 0}",
            errorMessage: `${this.node.path} did not succeed. Run \`docker logs ${this.containerName}\` on the host to see why. The engine tries again by itself: when the cause is gone, deploy again.`,
          },
        ],
      },
    };
    const labelled = withSpecLabel(this, config, options);
    this.container = withoutTokenTraces(() => new Container(this, "Resource", labelled));
  }

  /**
   * Has it wait for something more.
   *
   * @internal
   */
  public _startAfter(before: IStartsBefore): void {
    startAfter(this, before);
  }

  /**
   * Has it made anew after another job that changes what it works on. Another revision does so again.
   *
   * @internal
   */
  public _stopFor(job: IStartsBefore, revision: string): void {
    stopFor(this, job, revision);
  }
}
