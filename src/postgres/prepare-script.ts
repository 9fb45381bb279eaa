import { shellWord } from "../internal/shell";

/** What the job knows that makes a volume ready for a server. */
export interface PreparePlan {
  /** Where the volume appears. */
  readonly root: string;
  /** The directory of the data. */
  readonly dataDirectory: string;
  /** The directory of the socket. */
  readonly socketDirectory: string;
  readonly majorVersion: number;
  /** The user and group of the server. */
  readonly user: string;
  /** What a person calls the volume. */
  readonly volumeName: string;
}

/**
 * The script of the job that runs before the server: it makes the directories, and refuses data that the server could
 * not use or would pass by. It touches nothing that somebody else made.
 */
export function renderPrepareScript(plan: PreparePlan): string {
  const { root, dataDirectory, socketDirectory, majorVersion, user, volumeName } = plan;
  return `
root=${shellWord(root)} data=${shellWord(dataDirectory)} socket=${shellWord(socketDirectory)}
major=${majorVersion} user=${user} volume=${shellWord(volumeName)}

refuse() {
  printf '%s\\n' "$@"
  exit 1
}

chown "$user" "$socket"
chmod 0700 "$socket"

if [ -s "$data/PG_VERSION" ]; then
  found=$(cat "$data/PG_VERSION")
  [ "$found" = "$major" ] || refuse \\
    "The volume $volume holds data of PostgreSQL $found in $data, and this server is PostgreSQL $major." \\
    "A server reads the data of its own major version alone. Set \\\`version\\\` to \\"$found\\", or upgrade the data first."
  owner=$(stat -c %u:%g "$data")
  [ "$owner" = "$user" ] || refuse \\
    "The data in $data on the volume $volume belongs to $owner, and the server of this image runs as $user." \\
    "An image of the same family as before fits. If only the owner is wrong: chown -R $user on the data."
  exit 0
fi

for file in "$root/PG_VERSION" "$root"/*/PG_VERSION "$root"/*/*/PG_VERSION; do
  [ -s "$file" ] || continue
  refuse \\
    "The volume $volume holds data of PostgreSQL $(cat "$file") in \${file%/PG_VERSION}, and this server would start with none in $data." \\
    "For that data, set \\\`version\\\` to its version and \\\`dataPath\\\` to its directory in the volume. To upgrade it, see docs/postgres.md."
done

if [ "$(stat -c %u "$root")" = 0 ]; then chown "$user" "$root"; fi
made=$root
parts=\${data#"$root"}
while [ -n "$parts" ]; do
  parts=\${parts#/}
  made=$made/\${parts%%/*}
  case $parts in */*) parts=/\${parts#*/} ;; *) parts= ;; esac
  [ -d "$made" ] || mkdir "$made"
  if [ "$(stat -c %u "$made")" = 0 ]; then chown "$user" "$made"; fi
done
chmod 0700 "$data"
`.trim();
}
