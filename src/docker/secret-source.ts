import * as path from "node:path";
import { App, Fn, TerraformStack, TerraformVariable, Token, ref } from "cdktf";
import type { IConstruct } from "constructs";
import { problemError } from "../internal/problems";
import { resolveText } from "../internal/resolve-text";
import type { GeneratedSecret } from "./generated-secret";

/** How a secret reaches the job that writes it into a volume. */
export interface SecretDelivery {
  /** Content that Terraform puts into the job's container. */
  readonly upload?: { readonly content: string } | { readonly source: string; readonly sourceHash: string };
  /** A file or volume of the host that the job reads. */
  readonly mount?: { readonly hostPath: string } | { readonly volume: GeneratedSecret };
  /** Text that is other for another value, where the program knows it when it synthesizes. */
  readonly version?: string;
  /** An expression of which a `terraform_data` makes an id that is other for another value. */
  readonly trigger?: string;
}

/** Where a secret comes from. */
export interface SecretSource {
  /** What a person calls it. */
  readonly name: string;
  identity(user: IConstruct): string;
  deliver(user: IConstruct): SecretDelivery;
  /** Whether it is made on the host, and is nowhere else. */
  readonly isGenerated?: boolean;
  /** The value as a Terraform expression, where Terraform can know it. */
  readonly expression?: (user: IConstruct) => string;
}

/** A sensitive variable of the stack in which it is used. */
export function variableSource(name: string, description: string | undefined): SecretSource {
  const expression = (user: IConstruct): string => variableIn(TerraformStack.of(user), name, description).stringValue;
  return {
    name,
    identity: () => `variable ${name}`,
    expression,
    deliver: (user) => ({ upload: { content: expression(user) }, trigger: expression(user) }),
  };
}

/** An attribute of a resource or data source. */
export function tokenSource(token: string): SecretSource {
  let identity: string | undefined;
  return {
    name: "token",
    // The first user decides: in another stack the same value has another expression.
    identity: (user) => (identity ??= `token ${resolveText(user, token)}`),
    expression: () => token,
    deliver: () => ({ upload: { content: token }, trigger: token }),
  };
}

/** A file on the host of the engine. */
export function hostFileSource(hostPath: string, version: string): SecretSource {
  return {
    name: hostPath,
    identity: () => `host file ${hostPath}`,
    deliver: () => ({ mount: { hostPath }, version }),
  };
}

/** A file of the machine on which Terraform runs. */
export function localFileSource(file: string): SecretSource {
  const absolute = path.resolve(file);
  const relative = path.relative(process.cwd(), absolute);
  return {
    name: file,
    identity: () => `local file ${relative}`,
    expression: (user) => {
      // Rules make conditions of it, and Terraform refuses a condition that refers to nothing.
      const here = Token.asString(ref("path.module", TerraformStack.of(user)));
      return Fn.trimspace(Fn.file(Fn.join("/", [here, fromStackDirectory(user, absolute)])));
    },
    deliver: (user) => {
      const source = fromStackDirectory(user, absolute);
      const sourceHash = Fn.filesha256(source);
      return { upload: { source, sourceHash }, trigger: sourceHash };
    },
  };
}

/** A value that a job has made on the host. */
export function generatedSource(made: GeneratedSecret): SecretSource {
  return {
    name: made.node.path,
    isGenerated: true,
    identity: () => `generated ${made.node.path}`,
    deliver: (user) => {
      made.requireSameHost(user);
      return { mount: { volume: made }, version: made.version };
    },
  };
}

function variableIn(stack: TerraformStack, name: string, description: string | undefined): TerraformVariable {
  const existing = stack.node.tryFindChild(name);
  if (!existing) {
    return new TerraformVariable(stack, name, { type: "string", sensitive: true, nullable: false, description });
  }
  if (existing instanceof TerraformVariable && existing.sensitive) return existing;
  throw problemError(existing.node.path, {
    name,
    what: "is used as a secret but is not a sensitive variable",
    expected: "a TerraformVariable with `sensitive: true`",
    fix: "set `sensitive: true` on it, or give the secret another name",
  });
}

/** Terraform runs in the directory of the stack; a path from there holds on every clone. */
function fromStackDirectory(user: IConstruct, absolute: string): string {
  const stack = TerraformStack.of(user);
  const { outdir } = App.of(user);
  const stackDirectory = path.resolve(outdir, App.of(user).manifest.forStack(stack).workingDirectory);
  return path.relative(stackDirectory, absolute).split(path.sep).join("/");
}
