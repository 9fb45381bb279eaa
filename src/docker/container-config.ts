import type { ContainerConfig, ContainerLabels } from "@cdktf/provider-docker/lib/container";
import { DataResource } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { canonicalJson, digest } from "../internal/hash";
import { resolveText } from "../internal/resolve-text";
import { hasListToken, hasToken, isUnknownNumber, literal } from "../internal/tokens";
import type { ContainerKind, ContainerNode } from "../topology";
import { Topology } from "../topology";
import { Size } from "../units/size";
import { SecretForm } from "./config-file";
import type { ContainerOptions, TemporaryDirectory } from "./container-options";
import type { DockerHost } from "./docker-host";
import type { Start } from "./environment-from-files";
import { exportingFiles } from "./environment-from-files";
import { inlinedSecrets, secretsInCommand } from "./inlined-secrets";
import type { IStartsBefore } from "./starts-before";

const SPEC_LABEL = "cdktf-groupware.spec";
const STOP_LABEL = "cdktf-groupware.after";

/** Kept by `docker logs`, rotated, and not touched by the defaults of the engine. */
const LOGGING = { logDriver: "local", logOpts: { "max-size": "10m", "max-file": "5" } };

/**
 * Attributes that need no replacement: changed in the running container, or only stored. The last three say nothing of
 * the container itself.
 */
const NOT_IN_SPEC = new Set([
  "memory",
  "memorySwap",
  "restart",
  "mustRun",
  "wait",
  "waitTimeout",
  "destroyGraceSeconds",
  "attach",
  "logs",
  "provider",
  "dependsOn",
  "lifecycle",
]);

/** What the engine is told beyond the props. */
interface Declaration {
  readonly hasHealthCheck?: boolean;
  readonly stopGraceSeconds?: number;
  readonly runsSystemd?: boolean;
  readonly replicasOf?: IConstruct;
  /** What it runs, by the props that say it. */
  readonly runs: { readonly [prop: string]: readonly string[] | undefined };
}

/** Tells the topology of a container and of all that is joined to it. */
export function declareContainer(
  construct: Construct,
  host: DockerHost,
  name: string,
  kind: ContainerKind,
  options: ContainerOptions,
  declaration: Declaration,
): ContainerNode {
  const node = Topology.of(construct).declareContainer({
    construct,
    host: host.hostNode,
    name: resolveText(construct, name),
    kind,
    image: options.image._require(construct),
    memoryMebibytes: memoryOf(options),
    // What stands for it may hold other containers too; the resource tells which one is meant.
    startsAfter: startsAfter(options).map(({ container }) => container.node.scope ?? container),
    inlinedSecrets: [
      ...inlinedSecrets(options.environment),
      ...Object.entries(declaration.runs).flatMap(([prop, words]) =>
        secretsInCommand(words).map((name) => `${name} in \`${prop}\``),
      ),
    ],
    hasHealthCheck: declaration.hasHealthCheck,
    stopGraceSeconds: declaration.stopGraceSeconds,
    runsSystemd: declaration.runsSystemd,
    replicasOf: declaration.replicasOf,
    usesHostNetwork: options.hostNetwork !== undefined,
  });
  options.hostNetwork?.listens?.forEach((port) => node.listen(port));
  for (const { network, aliases, ipv4Address } of options.networks ?? []) {
    node.join({
      network: network.networkNode,
      aliases: aliases?.map((alias) => resolveText(construct, alias)),
      ipv4Address: ipv4Address && resolveText(construct, ipv4Address),
    });
  }
  for (const { volume, path, readOnly, secrets } of options.volumes ?? []) {
    node.mount({ volume, path, isReadOnly: readOnly });
    for (const { secret, purpose, target, form } of secrets ?? []) {
      node.useSecret({
        identity: secret._identity(construct),
        ...secret._check(construct),
        purpose,
        target: variableOf(options, target) ?? target,
        isOneLine: form !== SecretForm.ANY,
      });
    }
  }
  return node;
}

/**
 * The part of the resource that services and jobs have in common. Every attribute that the engine would fill in by
 * itself is written, because the provider would want it gone in the next plan.
 */
export function commonConfig(host: DockerHost, name: string, options: ContainerOptions): ContainerConfig {
  const memory = memoryOf(options);
  const openFiles = options.openFiles ?? 16_384;
  const { entrypoint, command } = startOf(options);
  return {
    provider: host.provider,
    name,
    image: options.image.reference,
    entrypoint: entrypoint?.map(literal),
    command: command?.map(literal),
    env: environmentOf(options),
    user: options.user,
    workingDir: options.workingDirectory,
    readOnly: !(options.writableRoot ?? false),
    securityOpts: options.newPrivileges ? undefined : ["no-new-privileges:true"],
    capabilities: { add: options.capabilities && [...options.capabilities].sort(), drop: ["ALL"] },
    memory,
    memorySwap: memory,
    shmSize: options.sharedMemory?.toMebibytes(),
    ulimit: [{ name: "nofile", soft: openFiles, hard: openFiles }],
    sysctls: options.sysctls,
    tmpfs: temporaryDirectories(options),
    networkMode: networkMode(options),
    dns: options.dnsServers && [...options.dnsServers].sort(),
    // By id: a replaced network then replaces its containers first, instead of waiting for them in vain.
    networksAdvanced: options.networks?.map(({ network, aliases, ipv4Address }) => ({
      name: network.networkId,
      aliases,
      ipv4Address,
    })),
    volumes: options.volumes?.map(({ source, path, readOnly }) => ({
      ...(source.startsWith("/") ? { hostPath: source } : { volumeName: source }),
      containerPath: path,
      readOnly: readOnly ?? false,
    })),
    ...LOGGING,
    dependsOn: startsAfter(options).map(({ container }) => container),
    ...(host.hasSwapAccounting ? {} : { lifecycle: { ignoreChanges: ["memory_swap"] } }),
  };
}

/**
 * Adds the label that carries a digest of the whole specification. The provider ignores changes of some attributes and
 * does not notice the removal of others; a changed label always replaces the container.
 *
 * What only Terraform knows has no digest that could be written down: a `terraform_data` gives it an id instead.
 */
export function withSpecLabel(
  construct: Construct,
  config: Omit<ContainerConfig, "labels">,
  options: ContainerOptions,
): ContainerConfig & { readonly labels: ContainerLabels[] } {
  const unknown: unknown[] = [];
  const spec = canonicalJson(specOf(config, options), (value) => {
    if (!isTokenized(value)) return value;
    unknown.push(value);
    return "known to Terraform";
  });
  const parts = [digest(spec)];
  if (unknown.length > 0) {
    const values = new DataResource(construct, "Values", {
      triggersReplace: Object.fromEntries(unknown.map((value, index) => [String(index), value])),
    });
    parts.push(values.id);
  }
  const revisions = [options.revision, ...(options.volumes ?? []).map(({ revision }) => revision)];
  parts.push(...revisions.filter((revision) => revision !== undefined));
  return { labels: [{ label: SPEC_LABEL, value: parts.join(".") }], ...config };
}

/** Makes a container wait for something more. Returns whether it did not before. */
export function startAfter({ container, containerNode }: Stoppable, before: IStartsBefore): boolean {
  const { terraformResourceType, friendlyUniqueId } = before.container;
  const address = `${terraformResourceType}.${friendlyUniqueId}`;
  if (container.dependsOn?.includes(address)) return false;
  container.dependsOn = [...(container.dependsOn ?? []), address];
  containerNode.startsAfter.push(before.container.node.scope ?? before.container);
  return true;
}

/** A container whose data a job may change. */
interface Stoppable extends IStartsBefore {
  readonly containerNode: ContainerNode;
}

/**
 * Makes a container wait for a job. Terraform stops a container that it replaces before it makes what that depends on, so
 * a label that is other for each revision has it stopped before the job begins.
 */
export function stopFor(stoppable: Stoppable, job: IStartsBefore, revision: string): void {
  if (!startAfter(stoppable, job)) return;
  const { container } = stoppable;
  const label = { label: `${STOP_LABEL}.${job.container.friendlyUniqueId}`, value: revision };
  container.putLabels([...(container.labelsInput as ContainerLabels[]), label]);
}

/**
 * The specification in terms that are the same in every synthesis: names instead of Terraform references, and what is a
 * set for the engine in one order.
 */
function specOf(config: ContainerConfig, options: ContainerOptions): Record<string, unknown> {
  const spec: Record<string, unknown> = {};
  for (const [attribute, value] of Object.entries(config)) {
    if (!NOT_IN_SPEC.has(attribute)) spec[attribute] = value;
  }
  spec.networksAdvanced = options.networks
    ?.map(({ network, aliases, ipv4Address }) => [
      network.networkNode.name,
      aliases && [...aliases].sort(),
      ipv4Address,
    ])
    .sort(byFirst);
  spec.volumes = options.volumes
    ?.map(({ volume, path, readOnly }) => [path, volume.name, readOnly ?? false])
    .sort(byFirst);
  return spec;
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

function networkMode({ hostNetwork, networks = [] }: ContainerOptions): string {
  if (hostNetwork) return "host";
  return networks.length > 0 ? "bridge" : "none";
}

function isTokenized(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "string" && hasListToken(item));
  return typeof value === "string" ? hasToken(value) : typeof value === "number" && isUnknownNumber(value);
}

/** In the order of their names: the engine keeps none, so another order is no other container. */
function environmentOf({ environment }: ContainerOptions): string[] | undefined {
  return (
    environment &&
    Object.keys(environment)
      .sort()
      .map((name) => `${name}=${literal(environment[name])}`)
  );
}

function startOf(options: ContainerOptions): Start {
  return options.environmentFromFiles ? exportingFiles(options.environmentFromFiles, options) : options;
}

/** The variable that is exported from the file, if one is. */
function variableOf({ environmentFromFiles = {} }: ContainerOptions, file: string): string | undefined {
  return Object.keys(environmentFromFiles).find((name) => environmentFromFiles[name] === file);
}

function memoryOf(options: ContainerOptions): number {
  return (options.memory ?? Size.mebibytes(256)).toMebibytes();
}

function startsAfter({ volumes = [], startsAfter: stated = [] }: ContainerOptions): IStartsBefore[] {
  return [...new Set([...stated, ...volumes.flatMap(({ dependsOn }) => dependsOn)])];
}

function temporaryDirectories(options: ContainerOptions): Record<string, string> | undefined {
  const directories = options.temporaryDirectories ?? [];
  if (directories.length === 0) return undefined;
  return Object.fromEntries(directories.map((directory) => [directory.path, mountOptions(directory, options.user)]));
}

/** Owner and group are written out: runtimes take the mode from the image's own directory and ignore `mode=`. */
function mountOptions({ path, size, mode, executable }: TemporaryDirectory, user: string | undefined): string {
  const [uid, gid] = user?.split(":") ?? [];
  return [
    "rw",
    executable ? "exec" : "noexec",
    "nosuid",
    "nodev",
    `size=${(size ?? Size.mebibytes(64)).toBytes()}`,
    `mode=${mode ?? (path === "/tmp" ? "1777" : "0755")}`,
    ...(uid ? [`uid=${uid}`, `gid=${gid}`] : []),
  ].join(",");
}
