import { validateOptions } from "../internal/schema";
import { configFileOptionsSchema, secretFileOptionsSchema } from "./config-file-schema";
import type { Secret } from "./secret";

/** What a secret must look like. */
export enum SecretForm {
  /** One line of printable ASCII without blanks at its ends; a final line feed is taken away. For passwords and keys. */
  LINE = "line",
  /** Any content. For certificates and the like. */
  ANY = "any",
}

/** More about a file. */
export interface ConfigFileOptions {
  /**
   * Its permissions, as an octal number of four digits.
   *
   * @default "0444" for text, "0400" for a secret
   */
  readonly mode?: string;
}

/** More about a secret in a file. */
export interface SecretFileOptions extends ConfigFileOptions {
  /**
   * What the secret must look like: a deploy with another stops before anything uses it.
   *
   * @default SecretForm.LINE
   */
  readonly form?: SecretForm;

  /**
   * What the container does with it, for findings and views.
   *
   * @default - the path of the file
   */
  readonly purpose?: string;
}

/** A file in a `ConfigVolume`. */
export class ConfigFile {
  /**
   * A file with a text that stands in the program.
   *
   * @param path - its path from the root of the volume
   * @param content - its content
   * @param options - its permissions
   * @throws an error that lists all options that do not fit
   */
  public static fromText(path: string, content: string, options: ConfigFileOptions = {}): ConfigFile {
    validateOptions("ConfigFile.fromText", configFileOptionsSchema, options);
    return new ConfigFile(path, options.mode ?? "0444", content);
  }

  /**
   * A file with a secret.
   *
   * @param path - its path from the root of the volume
   * @param secret - the secret
   * @param options - its permissions and form
   * @throws an error that lists all options that do not fit
   */
  public static fromSecret(path: string, secret: Secret, options: SecretFileOptions = {}): ConfigFile {
    validateOptions("ConfigFile.fromSecret", secretFileOptionsSchema(), options);
    const { mode = "0400", form = SecretForm.LINE, purpose = path } = options;
    return new ConfigFile(path, mode, undefined, secret, form, purpose);
  }

  private constructor(
    /** Its path from the root of the volume. */
    public readonly path: string,
    /** Its permissions, as an octal number of four digits. */
    public readonly mode: string,
    /** Its content, where it is text. */
    public readonly content?: string,
    /** Its secret, where it is one. */
    public readonly secret?: Secret,
    /** What the secret must look like. */
    public readonly form?: SecretForm,
    /** What the container does with the secret. */
    public readonly purpose?: string,
  ) {}
}
