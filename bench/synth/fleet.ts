/*
 * What both programs deploy: groups of ten containers that belong together, as data. It says what a person decides;
 * how it is written down for Terraform is the business of the programs.
 */

export interface Group {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly pool: string;
  readonly databaseAddress: string;
  readonly firstPort: number;
}

export const IMAGES = {
  application: "registry.example.org/shop/application:4.18.2",
  database: "postgres:16.13-bookworm",
  cache: "redis:7.4.2-bookworm",
  proxy: "nginx:1.27.4-bookworm",
} as const;

/** Containers of the application in each group, besides its database, cache, migration and proxy. */
export const APPLICATION = [
  { name: "web-1", command: ["serve", "--workers", "4"], role: "web", memory: 512 },
  { name: "web-2", command: ["serve", "--workers", "4"], role: "web", memory: 512 },
  { name: "worker-1", command: ["work", "--queue", "default"], role: "worker-1", memory: 768 },
  { name: "worker-2", command: ["work", "--queue", "mail,reports"], role: "worker-2", memory: 768 },
  { name: "scheduler", command: ["schedule"], role: "scheduler", memory: 256 },
  { name: "metrics", command: ["metrics", "--port", "9090"], role: "metrics", memory: 128 },
] as const;

/** What the application reads from its environment. */
export function applicationEnvironment(group: Group, role: string): Record<string, string> {
  return {
    APPLICATION_ROLE: role,
    BASE_URL: `https://${group.name}.example.org`,
    CACHE_URL: "redis://cache:6379/0",
    DATABASE_HOST: "database",
    DATABASE_NAME: "application",
    DATABASE_PORT: "5432",
    DATABASE_USER: "application",
    LANG: "C.UTF-8",
    LOG_FORMAT: "json",
    LOG_LEVEL: "info",
    SMTP_HOST: "smtp.example.org",
    TZ: "Europe/Berlin",
  };
}

export const MIGRATION = "application migrate --wait-for database:5432\napplication collect-static";

/** Groups of ten containers each. */
export function fleet(containers: number): Group[] {
  return Array.from({ length: containers / 10 }, (_, index) => {
    const base = `10.${Math.floor(index / 256)}.${index % 256}`;
    return {
      name: `group-${String(index).padStart(4, "0")}`,
      subnet: `${base}.0/24`,
      gateway: `${base}.1`,
      pool: `${base}.128/25`,
      databaseAddress: `${base}.10`,
      firstPort: 20_000 + 4 * index,
    };
  });
}
