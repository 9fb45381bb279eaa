import * as fs from "node:fs";
import * as path from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { InvariantReport } from "../invariants";
import { Invariants } from "../invariants";
import { Topology } from "../topology";
import { configOf, mainElement } from "./elements";
import type { Json } from "./json";
import { withoutMetadata } from "./json";

/**
 * Synthesizes the whole app of a construct, the way the command line does: every stack is prepared and validated, what
 * only Terraform can decide is attached to resources and variables, and the files are written.
 *
 * @param scope - the app, or any construct of it
 * @throws the error that a user would see, when synthesis is refused
 */
export function synthesized(scope: IConstruct): Synthesized {
  const app = App.of(scope);
  app.synth();
  return new Synthesized(app);
}

/** What the synthesis of an app has written, and what is known of the app. */
export class Synthesized {
  /** The JSON of each stack as it stands in its file, by the path of the stack. */
  public readonly texts: ReadonlyMap<string, string>;

  private readonly stacks: ReadonlyMap<string, Json>;

  /** Made by `synthesized`. */
  public constructor(private readonly app: App) {
    const stacks = app.node.findAll().filter((child) => TerraformStack.isStack(child));
    this.texts = new Map(stacks.map((stack) => [stack.node.path, textOf(app, stack)]));
    this.stacks = new Map(
      [...this.texts].map(([stackPath, text]) => [stackPath, withoutMetadata(JSON.parse(text) as Json)]),
    );
  }

  /** Paths of all stacks, the images stacks of hosts included. */
  public get stackPaths(): string[] {
    return [...this.stacks.keys()];
  }

  /**
   * The configuration of a stack, as Terraform reads it.
   *
   * @param stackPath - its path, for example `calendars-images`
   * @throws an error that names all stacks, when there is no such stack
   */
  public stack(stackPath: string): Json {
    const found = this.stacks.get(stackPath);
    if (found) return found;
    throw new Error(`There is no stack ${stackPath}. There are: ${this.stackPaths.join(", ")}`);
  }

  /**
   * The configuration of one resource, data source, variable, output or provider, with attributes in Terraform's
   * spelling.
   *
   * @param constructPath - the path of its construct, for example `calendars/host/caldav`. For a construct that is made
   *   of several parts it is the main one: the child `Resource`, or that of its child `Service`
   * @throws an error that names what stands below the path, when nothing does or no part is the main one
   */
  public resource(constructPath: string): Json {
    const element = mainElement(this.app, constructPath);
    return configOf(element, this.stack(element.cdktfStack.node.path));
  }

  /** What all rules say about the app. */
  public get report(): InvariantReport {
    return Invariants.of(this.app).check();
  }

  /** What exists and how it is joined. */
  public get topology(): Topology {
    return Topology.of(this.app);
  }

  /**
   * A file of the output directory.
   *
   * @param name - its path from the output directory, for example `invariants.json`
   */
  public file(name: string): string {
    return fs.readFileSync(path.join(this.app.outdir, name), "utf8");
  }
}

function textOf(app: App, stack: TerraformStack): string {
  return fs.readFileSync(path.join(app.outdir, app.manifest.forStack(stack).synthesizedStackPath), "utf8");
}
