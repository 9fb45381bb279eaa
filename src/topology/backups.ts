import type { IConstruct } from "constructs";
import type { ContainerNode } from "./containers";
import type { DatabaseServerNode } from "./database-servers";
import type { DatabaseNode } from "./databases";
import { TopologyNode } from "./node";
import type { VolumeNode } from "./volumes";

/** What a backup is known by. */
export interface BackupDeclaration {
  /** The construct that stands for the backup. */
  readonly construct: IConstruct;

  /** The container that makes it. */
  readonly container: ContainerNode;

  /** Where it is kept, in words that tell repositories apart. Never with credentials. */
  readonly repository: string;

  /**
   * The volume in which it is kept.
   *
   * @default - it is kept on another machine
   */
  readonly repositoryVolume?: VolumeNode;

  /** When it runs, as five fields of cron(8). */
  readonly schedule: string;

  /** The volumes that it saves as they lie. */
  readonly volumes: VolumeNode[];

  /** The servers whose databases it dumps, all of them. */
  readonly databaseServers: DatabaseServerNode[];

  /**
   * Databases that it dumps of other servers.
   *
   * @default - none
   */
  readonly databases?: DatabaseNode[];
}

/** A backup: what it saves, where to, and how it is proven. */
export class BackupNode extends TopologyNode {
  /** The container that makes it. */
  public readonly container: ContainerNode;

  /** Where it is kept, in words that tell repositories apart. */
  public readonly repository: string;

  /** The volume in which it is kept; nothing where it is kept on another machine. */
  public readonly repositoryVolume?: VolumeNode;

  /** When it runs, as five fields of cron(8). */
  public readonly schedule: string;

  /** The volumes that it saves as they lie. */
  public readonly volumes: VolumeNode[];

  /** The servers whose databases it dumps. */
  public readonly databaseServers: DatabaseServerNode[];

  /** Databases that it dumps of other servers. */
  public readonly databases: DatabaseNode[];

  /** The containers that restore it on a schedule, to see that it can be restored. */
  public readonly drills: ContainerNode[] = [];

  /** Made by `Topology.declareBackup`. */
  public constructor(declaration: BackupDeclaration) {
    super(declaration.construct);
    this.container = declaration.container;
    this.repository = declaration.repository;
    this.repositoryVolume = declaration.repositoryVolume;
    this.schedule = declaration.schedule;
    this.volumes = declaration.volumes;
    this.databaseServers = declaration.databaseServers;
    this.databases = declaration.databases ?? [];
  }

  /** Notes a container that restores it on a schedule. */
  public declareDrill(container: ContainerNode): void {
    this.drills.push(container);
  }
}
