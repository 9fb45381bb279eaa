import { Construct } from "constructs";
import { ABSOLUTE_PATH } from "../internal/names";
import { problemError } from "../internal/problems";
import { validate } from "../internal/schema";
import { shellWord } from "../internal/shell";
import { show } from "../internal/words";
import type { VolumeNode } from "../topology";
import { Topology, VolumeKind } from "../topology";
import type { HostDirectoryProps } from "./data-volume";
import { DockerHost } from "./docker-host";
import { mounted } from "./mounted";
import { OneShotJob } from "./one-shot-job";
import type { IMountableVolume, VolumeMount, VolumeMountOptions } from "./volume-mount";
import { hostDirectorySchema } from "./volume-schema";

/** Directories of the system: a new owner or other permissions would break the host. */
const SYSTEM = new RegExp(
  `^/(${[
    "etc|home|media|mnt|opt|root|run|srv|tmp",
    "(bin|boot|dev|lib|lib32|lib64|proc|sbin|sys)(/.*)?",
    "usr(/(bin|include|lib|libexec|local|sbin|share|src))?",
    "var(/(backups|cache|lib|local|lock|log|mail|opt|run|spool|tmp|www))?",
    "var/lib/(containerd|docker)(/.*)?",
    "(var/)?run/.*",
  ].join("|")})$`,
);

/** A directory of the host, made ready by a job and never removed. */
export class HostDirectory extends Construct implements IMountableVolume {
  public readonly volumeNode: VolumeNode;
  private readonly prepare: OneShotJob;

  public constructor(scope: Construct, id: string, path: string, props: HostDirectoryProps) {
    super(scope, id);
    requireOwnDirectory(this, path);
    validate(this, hostDirectorySchema, props);
    const host = DockerHost.of(this);
    this.volumeNode = Topology.of(this).declareVolume({
      construct: this,
      host: host.hostNode,
      name: path,
      kind: VolumeKind.HOST_DIRECTORY,
      isAdopted: true,
    });
    this.prepare = new OneShotJob(this, "Prepare", {
      image: host.toolsImage,
      script: prepareScript(path, props.owner, props.mode ?? "0750"),
      user: "0:0",
      volumes: [{ volume: this.volumeNode, path: "/directory", source: path, dependsOn: [] }],
      // The engine makes a missing directory as root's, and an existing one may be closed to all but its owner.
      capabilities: ["CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE"],
    });
  }

  public mountAt(path: string, options: VolumeMountOptions = {}): VolumeMount {
    return mounted(this, path, options, { source: this.volumeNode.name, dependsOn: [this.prepare] });
  }
}

function requireOwnDirectory(construct: Construct, path: string): void {
  if (typeof path === "string" && ABSOLUTE_PATH.test(path) && !SYSTEM.test(path)) return;
  throw problemError(construct.node.path, {
    name: "path",
    what: "is no directory of its own",
    got: show(path),
    expected: "the absolute path of a directory that holds nothing else, such as /srv/groupware/postgres",
    fix: "name a directory below a system directory, without a trailing slash",
  });
}

/** Empty: it is made ours. With content: it must already be right, because we do not touch what we did not make. */
function prepareScript(path: string, owner: string, mode: string): string {
  return `
directory=/directory
if [ -z "$(ls -A $directory)" ]; then
  chown ${owner} $directory
  chmod ${mode} $directory
fi
permissions=$(stat -c %A $directory)
case $permissions in
????????w*)
  echo ${shellWord(`${path} on the host can be written by everybody. Run there: chmod ${mode} ${path}`)}
  exit 1 ;;
esac
if [ "$(stat -c %u:%g $directory)" != ${owner} ]; then
  echo ${shellWord(`${path} on the host has content and belongs to`)} "$(stat -c %u:%g $directory), not to ${owner}."
  echo ${shellWord(`If the content is what the service shall use, run there: chown -R ${owner} ${path}`)}
  exit 1
fi
`.trim();
}
