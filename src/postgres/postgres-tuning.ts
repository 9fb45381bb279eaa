import type { Duration } from "../units/duration";
import type { Size } from "../units/size";

/**
 * Settings of the server that are worth a thought. What is not given follows from the memory of the container, or is
 * PostgreSQL's own default.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config.html
 */
export interface PostgresTuning {
  /**
   * Memory for the server's own cache.
   *
   * @default - a quarter of the container's memory
   */
  readonly sharedBuffers?: Size;

  /**
   * How much of the files the planner may expect to be cached, by the server and by the kernel.
   *
   * @default - three quarters of the container's memory
   */
  readonly effectiveCacheSize?: Size;

  /**
   * Memory for one sort or hash; a query may need several.
   *
   * @default - what is left, divided by the connections; 1 to 64 MiB
   */
  readonly workMemory?: Size;

  /**
   * Memory for one `VACUUM` or `CREATE INDEX`.
   *
   * @default - a sixteenth of the container's memory, from 16 MiB to 1 GiB
   */
  readonly maintenanceWorkMemory?: Size;

  /**
   * Shared memory for the log that was not yet written.
   *
   * @default - PostgreSQL's
   */
  readonly walBuffers?: Size;

  /**
   * Below this size, files of the log are kept for use again.
   *
   * @default - PostgreSQL's
   */
  readonly minWalSize?: Size;

  /**
   * Above this size of the log, a checkpoint is made.
   *
   * @default - PostgreSQL's
   */
  readonly maxWalSize?: Size;

  /**
   * The part of the time between two checkpoints over which writing is spread, from 0 to 1.
   *
   * @default - PostgreSQL's
   */
  readonly checkpointCompletionTarget?: number;

  /**
   * How much dearer a page is that is not the next one. Disks that turn have 4.
   *
   * @default 1.1
   */
  readonly randomPageCost?: number;

  /**
   * How many requests the storage can serve at a time.
   *
   * @default - PostgreSQL's
   */
  readonly effectiveIoConcurrency?: number;

  /**
   * Whether shared memory is taken in huge pages, where the kernel has some.
   *
   * @default false
   */
  readonly hugePages?: boolean;

  /**
   * How many background processes there may be.
   *
   * @default - PostgreSQL's
   */
  readonly maxWorkerProcesses?: number;

  /**
   * How many processes may help queries at a time.
   *
   * @default - PostgreSQL's
   */
  readonly maxParallelWorkers?: number;

  /**
   * How many processes may help one step of a query.
   *
   * @default - PostgreSQL's
   */
  readonly maxParallelWorkersPerGather?: number;

  /**
   * After which idle time within a transaction a session is ended.
   *
   * @default - never
   */
  readonly idleInTransactionSessionTimeout?: Duration;

  /**
   * After which time a statement is given up.
   *
   * @default - never
   */
  readonly statementTimeout?: Duration;

  /**
   * From which duration on a statement is logged, with its text.
   *
   * @default - none is
   */
  readonly logMinDurationStatement?: Duration;

  /**
   * Whether each connection is logged.
   *
   * @default false
   */
  readonly logConnections?: boolean;
}
