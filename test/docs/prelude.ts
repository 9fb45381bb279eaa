import type { App, TerraformStack } from "cdktf";
import type {
  BackupRepository,
  CalDavKeys,
  CalendarsBackend,
  ContainerService,
  IServiceNetwork,
  DockerHost,
  PostgresWithExtensions,
  Secret,
  ServiceNetwork,
  Topology,
} from "cdktf-groupware";
import type { IConstruct } from "constructs";

/*
 * What a reader of the pages has in mind: snippets use these without declaring them. A snippet that declares one of them
 * means its own.
 */
declare global {
  const app: App;
  const stack: TerraformStack;
  const host: DockerHost;
  const network: ServiceNetwork;
  const net: ServiceNetwork;
  const topology: Topology;
  const messages: IServiceNetwork;
  const postgres: PostgresWithExtensions;
  const backend: CalendarsBackend;
  const keys: CalDavKeys;
  const service: ContainerService;
  const first: ContainerService;
  const client: IConstruct;
  const server: IConstruct;
  const address: string;
  const user: string;
  const password: Secret;
  const repository: BackupRepository;
  const bucket: string;
  const region: string;
  const resource: { readonly attribute: string };
}
