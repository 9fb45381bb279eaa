import type { z } from "zod";
import { contradiction } from "../internal/schema";
import type { ConfigFile } from "./config-file";

const RELATIVE_PATH = /^(?!\/)(?!\.incoming(\/|$))(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9_.@+-]+(\/[A-Za-z0-9_.@+-]+)*$/;

/** Paths and permissions of the files of a `ConfigVolume`. */
export function checkFiles(files: readonly ConfigFile[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  files.forEach(({ path, mode }, index) => {
    const at = ["files", index];
    if (!RELATIVE_PATH.test(path)) {
      contradiction(context, {
        path: at,
        what: "has a path that does not fit",
        got: path,
        expected: "a path from the root of the volume, of letters, digits and _.@+-",
        fix: "name the file without a leading slash and without `..`",
      });
    }
    if (!/^[0-7]{4}$/.test(mode)) {
      contradiction(context, {
        path: at,
        what: "has permissions that do not fit",
        got: mode,
        expected: "an octal number of four digits, such as 0440",
        fix: "correct `mode`",
      });
    }
    if (seen.has(path)) {
      contradiction(context, {
        path: at,
        what: "has the path of another file",
        got: path,
        expected: "each path once",
        fix: "rename one of them",
      });
    }
    seen.add(path);
  });
}
