import type { ConfigFile, ContainerServiceProps, HealthCheck, TemporaryDirectory } from "../docker";

/** What the image of a relay wants of its container. */
export interface ImageContract {
  /** The port on which it takes mail. */
  readonly port: number;
  /** Where its queue is. */
  readonly queuePath: string;
  readonly environment: { [name: string]: string };
  /** Files, and where it wants them; none where it reads its environment alone. */
  readonly config?: { readonly path: string; readonly owner: string; readonly files: ConfigFile[] };
  readonly healthCheck: HealthCheck;
  readonly temporaryDirectories: TemporaryDirectory[];
  readonly container: Pick<ContainerServiceProps, "user" | "capabilities" | "writableRoot">;
}
