import { shellWord } from "../internal/shell";

/** How a container is started. */
export interface Start {
  readonly entrypoint?: string[];
  readonly command?: string[];
}

/**
 * The start of a program that reads from its environment what `docker inspect` must not show: a shell reads the files,
 * exports them and becomes the program. A file that cannot be read ends the container before the program starts.
 */
export function exportingFiles(files: Readonly<Record<string, string>>, { entrypoint = [], command }: Start): Start {
  return { entrypoint: ["/bin/sh", "-c", exportScript(files), "sh", ...entrypoint], command };
}

/** One variable after the other: an assignment fails where its `cat` does, an `export` of the same would not. */
export function exportScript(files: Readonly<Record<string, string>>): string {
  const exports = Object.keys(files)
    .sort()
    .flatMap((name) => [`${name}=$(cat ${shellWord(files[name])})`, `export ${name}`]);
  return ["set -eu", ...exports, `exec "$@"`].join("\n");
}
