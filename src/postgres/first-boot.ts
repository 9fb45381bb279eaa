import type { Construct } from "constructs";
import { remember } from "../docker/remembered";
import { literal } from "../internal/tokens";

/** What is decided when data is made, and cannot be changed in it. */
export interface FirstBoot {
  readonly volumeName: string;
  readonly majorVersion: number;
  readonly superuser: string;
  readonly initdbArguments: string;
}

/** Refuses to use data with another version, superuser or arguments than those with which it was made. */
export function rememberFirstBoot(scope: Construct, id: string, boot: FirstBoot): void {
  const { volumeName, majorVersion, superuser, initdbArguments } = boot;
  const path = scope.node.path;
  remember(
    scope,
    id,
    { volume: volumeName },
    {
      major: {
        value: String(majorVersion),
        refusal: `${path}: the data on ${volumeName} was made by PostgreSQL \${self.output.major}, and the program now says ${majorVersion}. A server reads the data of its own major version alone, so nothing was touched. Set \`version\` back, or upgrade as docs/postgres.md says.`,
      },
      superuser: {
        value: superuser,
        refusal: `${path}: the superuser of the data on ${volumeName} is \${self.output.superuser}, and the program now says ${literal(superuser)}. It cannot be renamed by a deploy, so nothing was touched. Set \`superuser\` back.`,
      },
      initdb: {
        value: initdbArguments,
        refusal: `${path}: the data on ${volumeName} was made with \${self.output.initdb}, and the program now says ${literal(initdbArguments)}. These are used when data is made and never again, so nothing was touched. Set \`locale\` and \`initdbArguments\` back, or move the content into a new volume by pg_dump.`,
      },
    },
  );
}
