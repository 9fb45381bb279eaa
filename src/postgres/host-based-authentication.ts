import { validateOptions } from "../internal/schema";
import { hbaRuleSchema } from "./factories-schema";

/** Whom a line of pg_hba.conf concerns. */
export interface HbaRuleOptions {
  /**
   * Databases.
   *
   * @default - all
   */
  readonly databases?: string[];

  /**
   * Roles.
   *
   * @default - all
   */
  readonly roles?: string[];

  /**
   * Clients, as a CIDR such as `172.29.0.0/24`.
   *
   * @default - all
   */
  readonly address?: string;

  /**
   * Whether only encrypted connections count.
   *
   * @default false
   */
  readonly onlyTls?: boolean;
}

type Method = "scram-sha-256" | "reject";

/**
 * A line of pg_hba.conf: who may come in from the network, and how they show who they are. The first that fits decides.
 *
 * There is none that lets somebody in without a password.
 */
export class HbaRule {
  /**
   * Lets clients in who know the password of the role.
   *
   * @param options - whom it concerns
   * @throws an error that lists all options that do not fit
   */
  public static password(options: HbaRuleOptions = {}): HbaRule {
    return new HbaRule(options, "scram-sha-256", false);
  }

  /**
   * Lets clients copy the whole server who know the password of a role with that right: standbys and physical backups.
   *
   * @param options - whom it concerns; `databases` has no meaning here
   * @throws an error that lists all options that do not fit
   */
  public static replication(options: HbaRuleOptions = {}): HbaRule {
    return new HbaRule(options, "scram-sha-256", true);
  }

  /**
   * Sends clients away.
   *
   * @param options - whom it concerns
   * @throws an error that lists all options that do not fit
   */
  public static reject(options: HbaRuleOptions = {}): HbaRule {
    return new HbaRule(options, "reject", false);
  }

  private constructor(
    private readonly options: HbaRuleOptions,
    private readonly method: Method,
    private readonly isReplication: boolean,
  ) {
    validateOptions("HbaRule", hbaRuleSchema, options);
  }

  /**
   * The line.
   *
   * @internal
   */
  public _render(): string {
    const { databases, roles, address, onlyTls } = this.options;
    const database = this.isReplication ? "replication" : names(databases);
    return [onlyTls ? "hostssl" : "host", database, names(roles), address ?? "all", this.method].join(" ");
  }
}

/** What pg_hba.conf is made of. */
export interface HbaPlan {
  readonly rules: readonly HbaRule[];
  /** Whether clients without encryption are sent away. */
  readonly requiresTls: boolean;
}

/**
 * pg_hba.conf. What runs in the container, or has the volume of its socket, is the server's own: the health check, jobs
 * and backups; the permissions of the socket let no other user in.
 */
export function renderPgHba({ rules, requiresTls }: HbaPlan): string {
  return [
    "# Inside of the container and on its socket",
    "local all all trust",
    "local replication all trust",
    "host all all 127.0.0.1/32 trust",
    "host all all ::1/128 trust",
    "",
    "# From the network: the first line that fits decides, and whom none fits is sent away",
    ...(requiresTls ? ["hostnossl all all all reject"] : []),
    ...rules.map((rule) => rule._render()),
    "",
  ].join("\n");
}

/** In quotation marks, so that no name is taken for a keyword or a list. */
function names(list: readonly string[] | undefined): string {
  return list?.map((name) => `"${name.replace(/"/g, '""')}"`).join(",") ?? "all";
}
