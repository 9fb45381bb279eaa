import type { ContainerNode, Topology, VolumeNode } from "../../topology";
import { ContainerKind, VolumeContent } from "../../topology";
import { onEngine } from "../../topology/engine";
import { Finding } from "../finding";
import { groupBy } from "../grouping";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";

/** What users made exists once, unless something saves it. */
export class DataIsCovered extends InvariantRule {
  public readonly id = "backup/covered";
  public readonly title = "Every volume with data and every database is saved by a backup";
  public readonly severity = Severity.WARNING;
  public readonly why =
    "A disk that dies, a wrong command or a bad upgrade takes away for good what nothing has saved.";

  public check(topology: Topology): Finding[] {
    return [...serverFindings(topology), ...volumeFindings(topology)];
  }
}

function serverFindings({ databaseServers, backups }: Topology): Finding[] {
  const servers = new Set(backups.flatMap((backup) => backup.databaseServers));
  const alone = new Set(backups.flatMap((backup) => backup.databases));
  return databaseServers
    .filter(({ databases }) => databases.length > 0)
    .map((server) => {
      const open = servers.has(server) ? [] : server.databases.filter((database) => !alone.has(database));
      if (open.length === 0) return Finding.pass(server);
      return Finding.fail(server, {
        what: `no backup saves its databases: ${enumerate(open.map(({ name }) => name))}`,
        expected: "a backup of the server",
        fix: 'create one: `new PostgresBackup(host, "backup", { server, … })`',
      });
    });
}

function volumeFindings(topology: Topology): Finding[] {
  const { volumes, backups, databaseServers, mailRelays, ingresses } = topology;
  const saved = new Set(backups.flatMap((backup) => backup.volumes).map(onEngine));
  const repositories = new Set(backups.flatMap(({ repositoryVolume }) => repositoryVolume ?? []).map(onEngine));
  const exempt = new Set([...databaseServers, ...mailRelays, ...ingresses].map(({ container }) => container));
  return [...groupBy(volumes, onEngine).entries()]
    .filter(([key, same]) => !repositories.has(key) && same.some((volume) => holdsFilesOfService(volume, exempt)))
    .map(([key, [volume]]) =>
      saved.has(key)
        ? Finding.pass(volume)
        : Finding.fail(volume, {
            what: `no backup saves ${volume.name}`,
            expected: "a backup that names it, or a reason why it may be lost",
            fix: "add it to the `sources` of a Backup, or say with `content` that it holds nothing but configuration",
          }),
    );
}

/**
 * The files of a database server are saved by dumps, and are no copy of it while it runs. Mail in a queue is on its way: an
 * old copy of it would be sent twice. An ingress asks for its certificates again.
 */
function holdsFilesOfService({ content, mounts }: VolumeNode, exempt: ReadonlySet<ContainerNode>): boolean {
  const writers = mounts.filter(({ isReadOnly, container }) => !isReadOnly && container.kind === ContainerKind.SERVICE);
  return content === VolumeContent.DATA && writers.some(({ container }) => !exempt.has(container));
}
