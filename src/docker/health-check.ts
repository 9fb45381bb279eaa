import { validateOptions } from "../internal/schema";
import { Duration } from "../units/duration";
import { commandSchema, healthCheckOptionsSchema, lineSchema } from "./health-check-schema";

/** How often a container is asked for its health, and how much patience there is. */
export interface HealthCheckOptions {
  /**
   * The time between two probes. A container counts as healthy after its first good probe, so this is also how long a
   * deploy waits at least.
   *
   * @default Duration.seconds(5)
   */
  readonly interval?: Duration;

  /**
   * The time after which a probe counts as failed.
   *
   * @default Duration.seconds(5)
   */
  readonly timeout?: Duration;

  /**
   * How many probes in a row must fail before the container counts as unhealthy.
   *
   * @default 6
   */
  readonly retries?: number;

  /**
   * The time after the start in which failed probes do not count.
   *
   * @default Duration.seconds(30)
   */
  readonly startPeriod?: Duration;
}

/**
 * A command in the container that succeeds where the container is healthy.
 */
export class HealthCheck {
  /**
   * A program with its arguments.
   *
   * @param command - the program and its arguments, without a shell
   * @param options - how often, and how much patience
   * @throws an error that lists all that does not fit
   */
  public static command(command: string[], options?: HealthCheckOptions): HealthCheck {
    validateOptions("HealthCheck.command", commandSchema, { command });
    return new HealthCheck(["CMD", ...command], options);
  }

  /**
   * A line for the shell of the container.
   *
   * @param line - the line; it runs by `/bin/sh -c`
   * @param options - how often, and how much patience
   * @throws an error that lists all that does not fit
   */
  public static shell(line: string, options?: HealthCheckOptions): HealthCheck {
    validateOptions("HealthCheck.shell", lineSchema, { line });
    return new HealthCheck(["CMD-SHELL", line], options);
  }

  /** The command as the engine takes it, with its leading `CMD` or `CMD-SHELL`. */
  public readonly test: string[];

  /** The time between two probes. */
  public readonly interval: Duration;

  /** The time after which a probe counts as failed. */
  public readonly timeout: Duration;

  /** How many probes in a row must fail. */
  public readonly retries: number;

  /** The time after the start in which failed probes do not count. */
  public readonly startPeriod: Duration;

  private constructor(test: string[], options: HealthCheckOptions = {}) {
    validateOptions("HealthCheck", healthCheckOptionsSchema, options);
    this.test = test;
    this.interval = options.interval ?? Duration.seconds(5);
    this.timeout = options.timeout ?? Duration.seconds(5);
    this.retries = options.retries ?? 6;
    this.startPeriod = options.startPeriod ?? Duration.seconds(30);
  }
}
