import { Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { problemError } from "../internal/problems";
import { resolveText } from "../internal/resolve-text";
import { validateOptions } from "../internal/schema";
import { isToken } from "../internal/tokens";
import { show } from "../internal/words";
import { GeneratedSecret } from "./generated-secret";
import { hostFileSecretSchema, variableSecretSchema } from "./secret-schema";
import type { SecretDelivery, SecretSource } from "./secret-source";
import { generatedSource, hostFileSource, localFileSource, tokenSource, variableSource } from "./secret-source";

/** More about a secret in a Terraform variable. */
export interface VariableSecretOptions {
  /**
   * What Terraform shows where it asks for the value.
   *
   * @default - no description
   */
  readonly description?: string;
}

/** More about a secret in a file on the host. */
export interface HostFileSecretOptions {
  /**
   * Any text; change it when the file has changed, and what uses the secret gets the new one.
   *
   * @default "1"
   */
  readonly version?: string;
}

/** More about a secret that is made on the host. */
export interface GeneratedSecretOptions {
  /**
   * How many random bytes it has. It is written with two hexadecimal digits for each.
   *
   * @default 32
   */
  readonly bytes?: number;

  /**
   * Any text; change it, and a new secret is made in place of the old one.
   *
   * @default "1"
   */
  readonly version?: string;
}

/**
 * A password, key or other value that nobody may read by accident: a handle, never the value.
 *
 * The value never stands in the synthesized JSON, in a label, in a finding or in an error. Containers get it as a file.
 */
export class Secret {
  /**
   * A sensitive Terraform variable, set by `TF_VAR_<name>` where Terraform runs. The value is in Terraform's state.
   *
   * @param name - the name of the variable: lower-case letters, digits and underscores
   * @param options - more about the variable
   * @throws an error when the name is of another form
   */
  public static fromVariable(name: string, options: VariableSecretOptions = {}): Secret {
    if (typeof name !== "string" || !/^[a-z_][a-z0-9_]*$/.test(name)) {
      throw problemError("Secret.fromVariable", {
        name: "name",
        what: "is no name of a variable",
        // Whoever confuses name and value has put the value here.
        got: typeof name === "string" ? "a plain string (not shown)" : show(name),
        expected: "lower-case letters, digits and underscores, not a digit first",
        fix: "give the name that follows TF_VAR_",
      });
    }
    validateOptions("Secret.fromVariable", variableSecretSchema, options);
    return new Secret(variableSource(name, options.description));
  }

  /**
   * A file on the host of the engine. Terraform never sees the value, and its state does not hold it.
   *
   * @param path - the absolute path on the host
   * @param options - more about the file
   * @throws an error when the path is not absolute
   */
  public static fromHostFile(path: string, options: HostFileSecretOptions = {}): Secret {
    requirePath("Secret.fromHostFile", path, /^\/[^\0\r\n:]+$/, "an absolute path without a colon");
    validateOptions("Secret.fromHostFile", hostFileSecretSchema, options);
    return new Secret(hostFileSource(path, options.version ?? "1"));
  }

  /**
   * A file of the machine on which Terraform runs, read when it applies. It is not copied into `cdktf.out`, and the value
   * is not in Terraform's state, but a digest of it is.
   *
   * @param path - the path; a relative one starts at the working directory of the program
   * @throws an error when it is no path
   */
  public static fromLocalFile(path: string): Secret {
    requirePath("Secret.fromLocalFile", path, /^[^\0\r\n]+$/, "a path");
    return new Secret(localFileSource(path));
  }

  /**
   * A random value that is made once, on the host, into a protected volume. Neither Terraform's state nor any log ever
   * holds it.
   *
   * @param scope - a construct below the `DockerHost` on which it is used
   * @param id - its id
   * @param options - more about the value
   * @throws an error when the scope is below no host
   */
  public static generated(scope: Construct, id: string, options: GeneratedSecretOptions = {}): Secret {
    const made = new GeneratedSecret(scope, id, options);
    return new Secret(generatedSource(made));
  }

  /**
   * A value that another Terraform resource or data source gives, such as one from a vault.
   *
   * @param token - an attribute of a resource or data source
   * @throws an error when it is, or contains, a plain string: that would stand in the synthesized JSON
   */
  public static fromToken(token: string): Secret {
    if (typeof token !== "string" || !isToken(token) || !Token.isUnresolved(token)) {
      throw problemError("Secret.fromToken", {
        name: "token",
        what: "is no token, so it would stand in the synthesized JSON",
        got: typeof token === "string" ? "a plain string (not shown)" : show(token),
        expected: "an attribute of a Terraform resource or data source",
        fix: "use Secret.fromVariable, Secret.fromHostFile or Secret.fromLocalFile for a value of your own",
      });
    }
    return new Secret(tokenSource(token));
  }

  private constructor(private readonly source: SecretSource) {}

  /** The secret as text: what tells it from others, never the value. */
  public toString(): string {
    return `Secret(${this.source.name})`;
  }

  /** The secret in JSON: the same text. */
  public toJSON(): string {
    return this.toString();
  }

  /**
   * Whether it is made on the host, and is nowhere else.
   *
   * @internal
   */
  public get _isGenerated(): boolean {
    return this.source.isGenerated ?? false;
  }

  /**
   * What tells it from others. Two handles for one value have the same.
   *
   * @internal
   */
  public _identity(user: IConstruct): string {
    return this.source.identity(user);
  }

  /**
   * The Terraform expression of the value, for a provider that needs it.
   *
   * @internal
   */
  public _expression(user: IConstruct): string {
    const { expression } = this.source;
    if (expression) return expression(user);
    throw problemError(user.node.path, {
      name: this.toString(),
      what: "lies on the host, where Terraform cannot read it",
      expected: "a secret that Terraform knows",
      fix: "use Secret.fromVariable, Secret.fromLocalFile or Secret.fromToken here",
    });
  }

  /**
   * The text of the Terraform expression of its value, for checks that Terraform makes; nothing where it never sees it.
   *
   * @internal
   */
  public _check(user: IConstruct): { readonly expression?: string } {
    const { expression } = this.source;
    return expression ? { expression: resolveText(user, expression(user)) } : {};
  }

  /**
   * How it gets into a container of the construct.
   *
   * @internal
   */
  public _deliver(user: IConstruct): SecretDelivery {
    return this.source.deliver(user);
  }
}

function requirePath(factory: string, path: unknown, form: RegExp, expected: string): void {
  if (typeof path === "string" && form.test(path)) return;
  throw problemError(factory, {
    name: "path",
    what: "is no such path",
    // What does not even start like a path may be the value.
    got: typeof path === "string" && !path.startsWith("/") ? "a plain string (not shown)" : show(path),
    expected,
    fix: "name the file that holds the secret",
  });
}
