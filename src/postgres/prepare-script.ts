import { shellWord } from "../internal/shell";

/** Where the job has the volumes: not where the server has them, because images have volumes of their own there. */
export const PREPARED = { data: "/cdktf-groupware/data", socket: "/cdktf-groupware/socket" } as const;

/** What the job knows that makes a volume ready for a server. */
export interface PreparePlan {
  /** The directory of the data in the volume; `.` for its root. */
  readonly dataPath: string;
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
export function renderPrepareScript({ dataPath, majorVersion, user, volumeName }: PreparePlan): string {
  return `
volume=${shellWord(volumeName)} data=${shellWord(dataPath)} major=${majorVersion} user=${user}

refuse() {
  printf '%s\\n' "$@"
  exit 1
}

# give <directory>: to the server, unless it is somebody's
give() {
  if [ "$(stat -c %u "$1")" = 0 ]; then chown "$user" "$1"; fi
}

chown "$user" ${PREPARED.socket}
chmod 0700 ${PREPARED.socket}
cd ${PREPARED.data}

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

for file in ./PG_VERSION ./*/PG_VERSION ./*/*/PG_VERSION; do
  [ -s "$file" ] || continue
  place=\${file%/PG_VERSION}
  refuse \\
    "The volume $volume holds data of PostgreSQL $(cat "$file") in \${place#./}, and this server would start with none in $data." \\
    "For that data, set \\\`version\\\` to its version and \\\`dataPath\\\` to \\"\${place#./}\\". To upgrade it, see docs/postgres.md."
done

mkdir -p "$data"
give .
while [ "$data" != . ]; do
  give "$data"
  data=$(dirname "$data")
done
chmod 0700 ${shellWord(dataPath)}
`.trim();
}
