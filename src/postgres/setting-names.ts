/** Settings that have a prop, and which. */
export const TYPED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["max_connections", "maxConnections"],
  ["timezone", "timeZone"],
  ["log_timezone", "timeZone"],
  ["shared_preload_libraries", "preloadLibraries"],
  ["ssl", "tls"],
  ["ssl_cert_file", "tls"],
  ["ssl_key_file", "tls"],
  ["shared_buffers", "tuning.sharedBuffers"],
  ["effective_cache_size", "tuning.effectiveCacheSize"],
  ["work_mem", "tuning.workMemory"],
  ["maintenance_work_mem", "tuning.maintenanceWorkMemory"],
  ["wal_buffers", "tuning.walBuffers"],
  ["min_wal_size", "tuning.minWalSize"],
  ["max_wal_size", "tuning.maxWalSize"],
  ["checkpoint_completion_target", "tuning.checkpointCompletionTarget"],
  ["random_page_cost", "tuning.randomPageCost"],
  ["effective_io_concurrency", "tuning.effectiveIoConcurrency"],
  ["huge_pages", "tuning.hugePages"],
  ["max_worker_processes", "tuning.maxWorkerProcesses"],
  ["max_parallel_workers", "tuning.maxParallelWorkers"],
  ["max_parallel_workers_per_gather", "tuning.maxParallelWorkersPerGather"],
  ["idle_in_transaction_session_timeout", "tuning.idleInTransactionSessionTimeout"],
  ["statement_timeout", "tuning.statementTimeout"],
  ["log_min_duration_statement", "tuning.logMinDurationStatement"],
  ["log_connections", "tuning.logConnections"],
]);

const PLACE = "is where the construct, its jobs and its health check expect it";
const DATA = "would lose what was committed";
const LOG = "would take the log away from `docker logs`";

/** Settings that nobody may set, and why. */
export const OWNED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["listen_addresses", PLACE],
  ["port", PLACE],
  ["data_directory", PLACE],
  ["config_file", PLACE],
  ["hba_file", "is written by the construct: use `hba`"],
  ["ident_file", PLACE],
  ["external_pid_file", PLACE],
  ["unix_socket_directories", PLACE],
  ["unix_socket_group", "would let others use the socket, which asks for no password"],
  ["unix_socket_permissions", "would let others use the socket, which asks for no password"],
  ["password_encryption", "stays with scram-sha-256: older forms can be replayed"],
  ["cron.database_name", "is the database that requires pg_cron"],
  ["fsync", DATA],
  ["full_page_writes", DATA],
  ["ignore_system_indexes", "would damage the data"],
  ["zero_damaged_pages", "would damage the data"],
  ["allow_system_table_mods", "would damage the data"],
  ["logging_collector", LOG],
  ["log_destination", LOG],
]);
