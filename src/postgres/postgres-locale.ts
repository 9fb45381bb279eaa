import { problemError } from "../internal/problems";
import { show } from "../internal/words";

const NAME = /^[A-Za-z][A-Za-z0-9_.@-]*$/;

/**
 * How a server sorts and compares text. It is fixed when the data is made.
 */
export class PostgresLocale {
  /**
   * By the C library of the image. Another suite sorts otherwise, and then indexes on text must be built anew.
   *
   * @param name - the name of the locale, such as `en_US.utf8` or `C.UTF-8`
   * @throws an error when that is no name of a locale
   */
  public static libc(name: string): PostgresLocale {
    return new PostgresLocale(14, [`--locale=${checked(name)}`]);
  }

  /**
   * By the ICU library of the image. Needs PostgreSQL 15.
   *
   * @param name - the language tag, such as `en-US` or `und`
   * @throws an error when that is no language tag
   */
  public static icu(name: string): PostgresLocale {
    return new PostgresLocale(15, ["--locale-provider=icu", `--icu-locale=${checked(name)}`]);
  }

  /**
   * By PostgreSQL itself, the same on every system and for ever: by code points. Needs PostgreSQL 17.
   *
   * @param name - `C.UTF-8` or `C`
   * @throws an error when that is no name of a locale
   */
  public static builtin(name: string): PostgresLocale {
    return new PostgresLocale(17, ["--locale-provider=builtin", `--builtin-locale=${checked(name)}`]);
  }

  private constructor(
    private readonly first: number,
    private readonly args: readonly string[],
  ) {}

  /**
   * The first major version that can do it.
   *
   * @internal
   */
  public get _since(): number {
    return this.first;
  }

  /**
   * The arguments of `initdb`.
   *
   * @internal
   */
  public get _initdbArguments(): readonly string[] {
    return this.args;
  }
}

function checked(name: string): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw problemError("PostgresLocale", {
    name: "name",
    what: "is no name of a locale",
    got: show(name),
    expected: "letters, digits and `_.@-`, such as en_US.utf8",
    fix: "copy the name from `locale -a` in the image",
  });
}
