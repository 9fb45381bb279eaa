import { DataResource } from "cdktf";
import type { Construct } from "constructs";
import { literal } from "../internal/tokens";

/** What is decided when data is made, and cannot be changed in it. */
export interface FirstBoot {
  readonly volumeName: string;
  readonly majorVersion: number;
  readonly superuser: string;
  readonly initdbArguments: string;
}

/**
 * Has Terraform remember what data was made with, and refuse another wish while it plans: before the server is stopped,
 * which a job that looks at the data could only do afterwards. Another volume is other data.
 */
export function rememberFirstBoot(scope: Construct, id: string, boot: FirstBoot): void {
  const { volumeName, majorVersion, superuser, initdbArguments } = boot;
  const path = scope.node.path;
  const memory = new DataResource(scope, id, {
    triggersReplace: { volume: volumeName },
    input: { major: String(majorVersion), superuser, initdb: initdbArguments },
  });
  memory.lifecycle = {
    ignoreChanges: ["input"],
    postcondition: [
      kept(
        "major",
        String(majorVersion),
        `${path}: the data on ${volumeName} was made by PostgreSQL \${self.output.major}, and the program now says ${majorVersion}. A server reads the data of its own major version alone, so nothing was touched. Set \`version\` back, or upgrade as docs/postgres.md says.`,
      ),
      kept(
        "superuser",
        superuser,
        `${path}: the superuser of the data on ${volumeName} is \${self.output.superuser}, and the program now says ${literal(superuser)}. It cannot be renamed by a deploy, so nothing was touched. Set \`superuser\` back.`,
      ),
      kept(
        "initdb",
        initdbArguments,
        `${path}: the data on ${volumeName} was made with \${self.output.initdb}, and the program now says ${literal(initdbArguments)}. These are used when data is made and never again, so nothing was touched. Set \`locale\` and \`initdbArguments\` back, or move the content into a new volume by pg_dump.`,
      ),
    ],
  };
}

function kept(key: string, value: string, errorMessage: string) {
  return { condition: `\${self.output.${key} == ${JSON.stringify(literal(value))}}`, errorMessage };
}
