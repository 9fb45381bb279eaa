import { readFileSync } from "node:fs";
import { problemError } from "../internal/problems";
import { validateOptions } from "../internal/schema";
import { show } from "../internal/words";
import { customFileSchema } from "./factories-schema";

/** A file of the relay that is other than in its image. */
export class CustomFile {
  /**
   * A file with a text that stands in the program.
   *
   * @param path - where it lies in the container, for example `/opt/chatmail/www/src/index.md`
   * @param content - its content
   * @throws an error when one of them is no text
   */
  public static fromText(path: string, content: string): CustomFile {
    validateOptions("CustomFile.fromText", customFileSchema, { path, content });
    return new CustomFile(path, content);
  }

  /**
   * A text file of the machine that synthesizes. When it changes, the relay is replaced.
   *
   * @param path - where it lies in the container, for example `/opt/chatmail/www/src/index.md`
   * @param file - the file; a relative path starts at the working directory of the program
   * @throws an error when it cannot be read as text
   */
  public static fromLocalFile(path: string, file: string): CustomFile {
    return new CustomFile(path, textOf(file));
  }

  private constructor(
    /** Where it lies in the container. */
    public readonly path: string,
    /** Its content. */
    public readonly content: string,
  ) {}
}

function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw problemError("CustomFile.fromLocalFile", {
      name: "file",
      what: "cannot be read as text",
      got: `${show(file)}${code === "ENOENT" ? ", which does not exist" : ""}`,
      expected: "a text file in UTF-8",
      fix: "name another file; pictures and the like belong into a directory of `customDirectories`",
    });
  }
}
