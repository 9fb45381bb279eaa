import type { HbaRuleOptions } from "cdktf-groupware";
import { Duration, HbaRule, Size } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";
import { renderPgHba } from "../../src/postgres/host-based-authentication";
import { planMemory } from "../../src/postgres/memory-plan";
import type { ServerCommandPlan } from "../../src/postgres/server-command";
import { renderServerCommand } from "../../src/postgres/server-command";

const PLAN: ServerCommandPlan = {
  hbaFile: "/config/pg_hba.conf",
  socketDirectory: "/socket",
  maxConnections: 100,
  timeZone: "Etc/UTC",
  memory: planMemory(Size.mebibytes(512), 100),
  tuning: {},
  preloadLibraries: "",
  settings: {},
};

function settings(plan: Partial<ServerCommandPlan>): string[] {
  const [program, ...args] = renderServerCommand({ ...PLAN, ...plan });
  expect(program).toBe("postgres");
  expect(args.filter((_, index) => index % 2 === 0).every((flag) => flag === "-c")).toBe(true);
  return args.filter((_, index) => index % 2 === 1);
}

describe("the command of a server", () => {
  test("says what the memory of the container allows", () => {
    expect(settings({})).toEqual([
      "listen_addresses=*",
      "hba_file=/config/pg_hba.conf",
      "unix_socket_directories=/var/run/postgresql,/socket",
      "unix_socket_permissions=0700",
      "password_encryption=scram-sha-256",
      "max_connections=100",
      "shared_buffers=128MB",
      "effective_cache_size=384MB",
      "work_mem=3MB",
      "maintenance_work_mem=32MB",
      "random_page_cost=1.1",
      "huge_pages=off",
      "timezone=Etc/UTC",
      "log_timezone=Etc/UTC",
      "shared_preload_libraries=",
    ]);
  });

  test("has every setting that has a prop, and the free ones behind them in the order of their names", () => {
    const all = settings({
      timeZone: "Europe/Berlin",
      preloadLibraries: "auto_explain,pg_cron",
      cronDatabase: "indico",
      tls: { certificateFile: "/config/tls.crt", keyFile: "/config/tls.key" },
      tuning: {
        walBuffers: Size.kibibytes(512),
        minWalSize: Size.mebibytes(80),
        maxWalSize: Size.gibibytes(1),
        checkpointCompletionTarget: 0.7,
        randomPageCost: 4,
        effectiveIoConcurrency: 200,
        hugePages: true,
        maxWorkerProcesses: 8,
        maxParallelWorkers: 4,
        maxParallelWorkersPerGather: 0,
        idleInTransactionSessionTimeout: Duration.minutes(1),
        statementTimeout: Duration.seconds(30),
        logMinDurationStatement: Duration.milliseconds(250),
        logConnections: true,
      },
      settings: { wal_level: "replica", archive_command: "cp %p /archive/%f" },
    });

    expect(all.slice(5, 8)).toEqual(["ssl=on", "ssl_cert_file=/config/tls.crt", "ssl_key_file=/config/tls.key"]);
    expect(all.slice(13)).toEqual([
      "wal_buffers=512kB",
      "min_wal_size=80MB",
      "max_wal_size=1024MB",
      "checkpoint_completion_target=0.7",
      "random_page_cost=4",
      "effective_io_concurrency=200",
      "huge_pages=try",
      "max_worker_processes=8",
      "max_parallel_workers=4",
      "max_parallel_workers_per_gather=0",
      "idle_in_transaction_session_timeout=60000ms",
      "statement_timeout=30000ms",
      "log_min_duration_statement=250ms",
      "log_connections=on",
      "timezone=Europe/Berlin",
      "log_timezone=Europe/Berlin",
      "shared_preload_libraries=auto_explain,pg_cron",
      "cron.database_name=indico",
      "archive_command=cp %p /archive/%f",
      "wal_level=replica",
    ]);
  });
});

describe("the memory of a server", () => {
  test.each([
    [128, 100, ["32 MiB", "96 MiB", "16 MiB", "1 MiB"]],
    [512, 100, ["128 MiB", "384 MiB", "32 MiB", "3 MiB"]],
    [4_096, 200, ["1 GiB", "3 GiB", "256 MiB", "14 MiB"]],
    [65_536, 50, ["16 GiB", "48 GiB", "1 GiB", "64 MiB"]],
  ])("of %i MiB for %i connections", (memory, connections, expected) => {
    const plan = planMemory(Size.mebibytes(memory), connections);

    const parts = [plan.sharedBuffers, plan.effectiveCacheSize, plan.maintenanceWorkMemory, plan.workMemory];
    expect(parts.map(String)).toEqual(expected);
  });

  test("leaves what was given, and divides the rest", () => {
    const plan = planMemory(Size.gibibytes(1), 100, { sharedBuffers: Size.mebibytes(512) });

    expect([String(plan.sharedBuffers), String(plan.workMemory)]).toEqual(["512 MiB", "4 MiB"]);
  });
});

describe("pg_hba.conf", () => {
  test("lets in who knows a password", () => {
    expect(renderPgHba({ rules: [HbaRule.password()], requiresTls: false })).toBe(
      [
        "# Inside of the container and on its socket",
        "local all all trust",
        "local replication all trust",
        "host all all 127.0.0.1/32 trust",
        "host all all ::1/128 trust",
        "",
        "# From the network: the first line that fits decides, and whom none fits is sent away",
        "host all all all scram-sha-256",
        "",
      ].join("\n"),
    );
  });

  test("has the rules in their order, with names that cannot be taken for keywords", () => {
    const rules = [
      HbaRule.reject({ roles: ["postgres"], address: "172.29.0.0/24" }),
      HbaRule.password({ databases: ["all", 'we"ird'], roles: ["+x", "a,b"], onlyTls: true }),
      HbaRule.replication({ roles: ["standby"], address: "fd00::/64" }),
    ];

    expect(renderPgHba({ rules, requiresTls: true }).split("\n").slice(7, -1)).toEqual([
      "hostnossl all all all reject",
      'host all "postgres" 172.29.0.0/24 reject',
      'hostssl "all","we""ird" "+x","a,b" all scram-sha-256',
      'host replication "standby" fd00::/64 scram-sha-256',
    ]);
  });

  test("refuses an address that is no network", () => {
    expect(refusalOf(() => HbaRule.password({ address: "10.0.0.1" }))).toBe(
      [
        "HbaRule: 1 problem",
        "",
        "  ✗ address   has a value that does not fit",
        '      got       "10.0.0.1"',
        "      expected  a network such as 172.29.0.0/24, or nothing for all",
        "      fix       give `address` a network such as 172.29.0.0/24, or nothing for all",
      ].join("\n"),
    );
  });

  test("refuses what would let in whom nobody meant", () => {
    const typo = { adress: "172.29.0.0/24" } as HbaRuleOptions;

    expect(refusalOf(() => HbaRule.password(typo))).toContain("did you mean `address`?");
    expect(refusalOf(() => HbaRule.password({ roles: ["app\nhost all all all trust"] }))).toContain("✗ roles[0]");
    expect(refusalOf(() => HbaRule.reject(null as unknown as HbaRuleOptions))).toContain("HbaRule: 1 problem");
  });
});
