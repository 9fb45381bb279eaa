import type { Duration } from "../units/duration";
import { Size } from "../units/size";
import type { MemoryPlan } from "./memory-plan";
import type { PostgresTuning } from "./postgres-tuning";

/** All that the server is told at its start. */
export interface ServerCommandPlan {
  readonly hbaFile: string;
  /** A directory for the socket besides that of the image. */
  readonly socketDirectory: string;
  readonly maxConnections: number;
  readonly timeZone: string;
  readonly memory: MemoryPlan;
  readonly tuning: PostgresTuning;
  /** The files of certificate and key, where connections can be encrypted. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Separated by commas; late, because whoever uses a database may add one. */
  readonly preloadLibraries: string;
  /** The database of pg_cron, where the image carries that. */
  readonly cronDatabase?: string;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The command of the container. Settings as arguments win over those in the data directory, those that `ALTER SYSTEM`
 * wrote included: what the program says is what holds.
 */
export function renderServerCommand(plan: ServerCommandPlan): string[] {
  return ["postgres", ...settingsOf(plan).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

function settingsOf(plan: ServerCommandPlan): [string, string][] {
  const { memory, tuning, tls } = plan;
  const given: [string, string | undefined][] = [
    ["listen_addresses", "*"],
    ["hba_file", plan.hbaFile],
    ["unix_socket_directories", `/var/run/postgresql,${plan.socketDirectory}`],
    // The socket asks for no password: only processes of the server's own user may use it.
    ["unix_socket_permissions", "0700"],
    ["password_encryption", "scram-sha-256"],
    ["ssl", tls && "on"],
    ["ssl_cert_file", tls?.certificateFile],
    ["ssl_key_file", tls?.keyFile],
    ["max_connections", String(plan.maxConnections)],
    ["shared_buffers", amount(memory.sharedBuffers)],
    ["effective_cache_size", amount(memory.effectiveCacheSize)],
    ["work_mem", amount(memory.workMemory)],
    ["maintenance_work_mem", amount(memory.maintenanceWorkMemory)],
    ["wal_buffers", amount(tuning.walBuffers)],
    ["min_wal_size", amount(tuning.minWalSize)],
    ["max_wal_size", amount(tuning.maxWalSize)],
    ["checkpoint_completion_target", number(tuning.checkpointCompletionTarget)],
    ["random_page_cost", number(tuning.randomPageCost ?? 1.1)],
    ["effective_io_concurrency", number(tuning.effectiveIoConcurrency)],
    ["huge_pages", tuning.hugePages ? "try" : "off"],
    ["max_worker_processes", number(tuning.maxWorkerProcesses)],
    ["max_parallel_workers", number(tuning.maxParallelWorkers)],
    ["max_parallel_workers_per_gather", number(tuning.maxParallelWorkersPerGather)],
    ["idle_in_transaction_session_timeout", span(tuning.idleInTransactionSessionTimeout)],
    ["statement_timeout", span(tuning.statementTimeout)],
    ["log_min_duration_statement", span(tuning.logMinDurationStatement)],
    ["log_connections", tuning.logConnections ? "on" : undefined],
    ["timezone", plan.timeZone],
    ["log_timezone", plan.timeZone],
    ["shared_preload_libraries", plan.preloadLibraries],
    ["cron.database_name", plan.cronDatabase],
  ];
  const free = Object.entries(plan.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...given, ...free].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** In the largest unit that needs no fraction; PostgreSQL's `MB` is a mebibyte. */
function amount(size: Size | undefined): string | undefined {
  if (!size) return undefined;
  const whole = Size.mebibytes(size.toMebibytes());
  return whole.toBytes() === size.toBytes() ? `${size.toMebibytes()}MB` : `${Math.floor(size.toBytes() / 1_024)}kB`;
}

function span(duration: Duration | undefined): string | undefined {
  return duration && `${duration.toMilliseconds()}ms`;
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
