import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as ts from "typescript";

const root = resolve(__dirname, "../..");

/** A piece of a page between two fences. */
export interface Snippet {
  readonly page: string;
  /** The line of the page on which its first line stands. */
  readonly line: number;
  /** What stands behind the first fence: the language, and words such as `file=main.ts`, `props=DockerHostProps` or `ignore`. */
  readonly info: readonly string[];
  readonly text: string;
}

/** The pages that a reader finds. */
export function pages(): string[] {
  const docs = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md"));
  return ["README.md", ...docs.sort().map((file) => `docs/${file}`)];
}

/** The snippets of a page in a language. */
export function snippetsOf(page: string, language: string): Snippet[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)]
    .map(({ index, 1: info, 2: body }) => ({
      page,
      line: text.slice(0, index).split("\n").length + 1,
      info: info.trim().split(/\s+/),
      text: body,
    }))
    .filter(({ info }) => info[0] === language);
}

/**
 * Compiles TypeScript snippets, each as a module beside the others of its page, as strictly as the library is.
 *
 * A snippet may use all that the library and cdktf export without importing it, and the names of `prelude.ts`. One that
 * starts with `key: ` is a part of props, of those that `props=<type>` behind its fence names.
 *
 * @returns what the compiler says, with the page and the line
 */
export function compile(snippets: readonly Snippet[]): string[] {
  const options = compilerOptions();
  const prelude = join(__dirname, "prelude.ts");
  const exported = exportsOf(ts.createProgram([prelude], options), ["cdktf-groupware", "cdktf"]);
  const files = new Map(snippets.map((snippet) => [fileOf(snippet), placed(snippet, exported)]));
  const program = ts.createProgram([prelude, ...files.keys()], options, hostWith(options, files));
  return [...files].flatMap(([file, { snippet, head }]) => {
    const source = program.getSourceFile(file);
    return ts.getPreEmitDiagnostics(program, source).map(({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) - lineCount(head) + snippet.line;
      return `${snippet.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}

/** A snippet with what is put around it to make it a module. */
interface PlacedSnippet {
  readonly snippet: Snippet;
  readonly head: string;
  readonly foot: string;
}

function compilerOptions(): ts.CompilerOptions {
  const file = join(root, "tsconfig.dev.json");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(file, (name) => ts.sys.readFile(name)).config,
    ts.sys,
    root,
  );
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

function placed(snippet: Snippet, exported: ReadonlyMap<string, string>): PlacedSnippet {
  const { text } = snippet;
  const type = wordOf(snippet, "props");
  const imports = importsFor(`${type ?? ""}\n${text}`, exported);
  return /^\w+: /.test(text)
    ? { snippet, head: `${imports}export const props${type ? `: Partial<${type}>` : ""} = {\n`, foot: "};\n" }
    : { snippet, head: imports, foot: "export {};\n" };
}

/** The value of a word such as `file=main.ts` behind the fence. */
function wordOf({ info }: Snippet, key: string): string | undefined {
  return info.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
}

function fileOf(snippet: Snippet): string {
  const { page, line } = snippet;
  return join(__dirname, page.replace(/\W+/g, "-"), wordOf(snippet, "file") ?? `line-${line}.ts`);
}

/** The names that modules export, types included, and from which. */
function exportsOf(program: ts.Program, modules: readonly string[]): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const imports = program.getSourceFile(join(__dirname, "prelude.ts"))?.statements.filter(ts.isImportDeclaration) ?? [];
  return new Map(
    imports
      .map(({ moduleSpecifier }) => moduleSpecifier)
      .filter((specifier): specifier is ts.StringLiteral => ts.isStringLiteral(specifier))
      .filter(({ text }) => modules.includes(text))
      .flatMap((specifier) => {
        const symbol = checker.getSymbolAtLocation(specifier);
        const names = symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
        return names.map((name): [string, string] => [name, specifier.text]);
      }),
  );
}

/** Imports of what a text uses and neither imports nor declares. */
function importsFor(text: string, exported: ReadonlyMap<string, string>): string {
  const declared = [...text.matchAll(/\b(?:class|interface|const) (\w+)/g)].map(([, name]) => name);
  const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(
    ([, names]) => names.match(/\w+/g) ?? [],
  );
  const known = new Set([...declared, ...imported]);
  const used = new Set(text.match(/\b[A-Z]\w+\b/g));
  return [...used]
    .filter((name) => exported.has(name) && !known.has(name))
    .map((name) => `import { ${name} } from "${exported.get(name)}";\n`)
    .join("");
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

function hostWith(options: ts.CompilerOptions, files: ReadonlyMap<string, PlacedSnippet>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const textOf = (file: string): string | undefined => {
    const found = files.get(file);
    return found && found.head + found.snippet.text + found.foot;
  };
  const directories = new Set([...files.keys()].map((file) => dirname(file)));
  return {
    ...host,
    directoryExists: (directory) => directories.has(directory) || ts.sys.directoryExists(directory),
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => textOf(file) ?? host.readFile(file),
    getSourceFile: (file, languageVersion) => {
      const text = textOf(file);
      return text === undefined
        ? host.getSourceFile(file, languageVersion)
        : ts.createSourceFile(file, text, languageVersion, true);
    },
  };
}
