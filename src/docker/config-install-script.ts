import { shellWord } from "../internal/shell";
import { WELL_KNOWN_SECRETS } from "../internal/well-known-secrets";
import { SecretForm } from "./config-file";

/** Where Terraform puts new files, below the root of the volume; they are moved from there as a whole. */
export const INCOMING = ".incoming";

/** A file to install. */
export interface InstalledFile {
  readonly path: string;
  readonly mode: string;
  /** For a secret: what it must look like. */
  readonly form?: SecretForm;
  /** Terraform cannot upload an empty file. */
  readonly isEmpty: boolean;
  /** A file of the host that is copied; nothing where Terraform has uploaded it. */
  readonly source?: string;
}

/**
 * The script of the job that fills a `ConfigVolume`. It can run again at any time: a file is replaced by a rename, and
 * without anything new it leaves all as it is.
 */
export function installScript(root: string, owner: string, files: readonly InstalledFile[]): string {
  const isUploaded = ({ isEmpty, source }: InstalledFile): boolean => !isEmpty && source === undefined;
  return [
    `cd ${root}`,
    ...(files.some(isUploaded)
      ? [`[ -d ${INCOMING} ] || { echo "Nothing new was delivered: the files stay as they are."; exit 0; }`]
      : [`mkdir -p ${INCOMING}`]),
    `umask 077`,
    ...(files.some(({ form }) => form !== undefined) ? [CHECKS] : []),
    ...files.flatMap((file, index) => stage(file, index)),
    ...files.flatMap((file, index) => install(file, index, owner)),
    ...removeOthers(files),
  ].join("\n");
}

/** First every file is looked at, so that a bad one leaves all the old ones in place. */
function stage({ path, form, isEmpty, source }: InstalledFile, index: number): string[] {
  const staged = `${INCOMING}/${index}`;
  const check = form === SecretForm.LINE ? "require_line" : "require_content";
  return [
    ...(isEmpty ? [`: > ${staged}`] : []),
    ...(source === undefined ? [] : [`cat ${shellWord(source)} > ${staged}`]),
    ...(form === undefined ? [] : [ifStaged(staged, `${check} ${staged} ${shellWord(path)}`)]),
  ];
}

/** A path may have been a directory before, or a part of it a file. */
function install({ path, mode }: InstalledFile, index: number, owner: string): string[] {
  const staged = `${INCOMING}/${index}`;
  const directories = path
    .split("/")
    .slice(0, -1)
    .map((_, depth, parts) => parts.slice(0, depth + 1).join("/"));
  return [
    ...directories.map((at) => `[ -d ${at} ] || rm -f ${at}; mkdir -p ${at}; chmod 0755 ${at}`),
    ifStaged(
      staged,
      `[ ! -d ${path} ] || rm -r ${path}; chmod ${mode} ${staged}; chown ${owner} ${staged}; mv -f ${staged} ${path}`,
    ),
  ];
}

/**
 * A run that was cut short has already moved some; uploads come once, with the container. (Commands are joined by `;`:
 * `set -e` looks away from what fails before an `&&`.)
 */
function ifStaged(staged: string, command: string): string {
  return `if [ -e ${staged} ]; then ${command}; fi`;
}

function removeOthers(files: readonly InstalledFile[]): string[] {
  const kept = files.map(({ path }) => `./${path}`).join("|") || "./";
  return [
    `rm -rf ${INCOMING}`,
    `find . -type f | while read -r file; do case $file in ${kept}) ;; *) rm -f "$file" ;; esac; done`,
    "chmod 0755 .",
  ];
}

const CHECKS = `
refuse() { echo "The secret for $1 $2."; exit 1; }
require_content() { [ -s "$1" ] || refuse "$2" "is empty"; }
require_line() {
  value=$(cat "$1"; printf x)
  value=\${value%x}
  value=\${value%"
"}
  [ -n "$value" ] || refuse "$2" "is empty"
  [ "$(printf %s "$value" | LC_ALL=C tr -d ' -~'; printf x)" = x ] || refuse "$2" "has a line break or a character that is not printable ASCII"
  case $value in " "* | *" ") refuse "$2" "starts or ends with a blank" ;; esac
  case $(printf %s "$value" | LC_ALL=C tr A-Z a-z) in ${WELL_KNOWN_SECRETS.join("|")}) refuse "$2" "is a value that stands in guides and sample files" ;; esac
  printf %s "$value" > "$1.line"
  mv -f "$1.line" "$1"
}
`.trim();
