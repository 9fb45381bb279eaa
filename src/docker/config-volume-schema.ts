import { userAndGroup } from "../internal/leaves";
import { consistent, contradiction, flag, instance, list, struct } from "../internal/schema";
import { show } from "../internal/words";
import { ConfigFile } from "./config-file";
import { ContainerImage } from "./container-image";
import { Secret } from "./secret";

const RELATIVE_PATH = /^(?!\/)(?!\.incoming(\/|$))(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9_.@+-]+(\/[A-Za-z0-9_.@+-]+)*$/;

export const configVolumeSchema = consistent(
  struct({
    image: instance("ContainerImage", () => ContainerImage, 'ContainerImage.fromRegistry("postgres:16.13-bookworm")'),
    files: list(instance("ConfigFile", () => ConfigFile, 'ConfigFile.fromText("name.conf", content)')),
    owner: userAndGroup("999:999").optional(),
    watched: flag().optional(),
  }),
  ({ files }, context) => {
    const problems = files.flatMap((file, index) =>
      [
        ...problemsOf(file),
        ...clashesOf(
          file.path,
          files.slice(0, index).map(({ path }) => path),
        ),
      ].map((problem) => ({ path: ["files", index], ...problem })),
    );
    for (const problem of problems) contradiction(context, problem);
  },
);

interface FileProblem {
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** Whoever writes JavaScript gets no help from the types of the factories. */
function problemsOf({ path, content, secret }: ConfigFile): FileProblem[] {
  const problems: FileProblem[] = [];
  if (typeof path !== "string" || !RELATIVE_PATH.test(path)) {
    problems.push({
      what: "has a path that does not fit",
      got: show(path),
      expected: "a path from the root of the volume, of letters, digits and _.@+-",
      fix: "name the file without a leading slash and without `..`",
    });
  }
  if (typeof content !== "string" && !(secret instanceof Secret)) {
    problems.push({
      what: "has no content",
      got: "neither a text nor a Secret (the value is not shown)",
      expected: "ConfigFile.fromText with a text, or ConfigFile.fromSecret with a Secret",
      fix: "pass the content as the second argument",
    });
  }
  return problems;
}

function clashesOf(path: string, others: readonly string[]): FileProblem[] {
  if (typeof path !== "string") return [];
  const clash = others.find((other) => other === path || path.startsWith(`${other}/`) || other.startsWith(`${path}/`));
  if (clash === undefined) return [];
  return [
    {
      what: clash === path ? "has the path of another file" : "needs a directory where another file is",
      got: clash === path ? show(path) : `${show(path)} beside ${show(clash)}`,
      expected: "each path once",
      fix: "rename one of them",
    },
  ];
}
