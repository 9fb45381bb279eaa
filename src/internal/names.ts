/** Names of containers, networks and volumes, as the engine accepts them. */
export const DOCKER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** A host name label (RFC 1123) or several joined by dots. */
export const HOST_NAME =
  /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** A name of an environment variable, as a shell can export it. */
export const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** An absolute path without `.` and `..` parts, doubled or trailing slashes. */
export const ABSOLUTE_PATH = /^(\/(?!\.{1,2}(\/|$))[^/\0\r\n:]+)+$/;

/** Whether the name of a route or a certificate stands for the other one: the same, or a wildcard for its first label. */
export function nameCovers(name: string, other: string): boolean {
  if (name === other) return true;
  const [label, ...rest] = other.split(".");
  return label !== "*" && name === ["*", ...rest].join(".");
}

/** Parts of construct ids as one name: lower case, with hyphens, without what the engine refuses. */
export function dockerName(parts: readonly string[]): string {
  return parts
    .map((part) =>
      part
        .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
        .toLowerCase()
        .replace(/[^a-z0-9_.-]+/g, "-"),
    )
    .join("-")
    .replace(/^[^a-z0-9]+/, "");
}
