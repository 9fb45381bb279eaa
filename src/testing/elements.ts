import type { App } from "cdktf";
import {
  TerraformDataSource,
  TerraformElement,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformVariable,
} from "cdktf";
import type { IConstruct } from "constructs";
import type { Json } from "./json";

/** Children under whose ids the main part of a construct stands. */
const MAIN_CHILDREN = ["Resource", "Service"];

/** The element of Terraform that a construct stands for. */
export function mainElement(app: App, path: string): TerraformElement {
  const construct = find(app, path);
  const element = mainOf(construct);
  if (element) return element;
  const below = elementsBelow(construct).map(({ node }) => `\n  ${node.path}`);
  throw new Error(`${path} is made of several parts. Name one of them:${below.join("")}`);
}

/** Its configuration in the JSON of its stack. */
export function configOf(element: TerraformElement, stack: Json): Json {
  const id = element.friendlyUniqueId;
  if (element instanceof TerraformResource) return valueAt(stack, "resource", element.terraformResourceType, id);
  if (element instanceof TerraformDataSource) return valueAt(stack, "data", element.terraformResourceType, id);
  if (element instanceof TerraformVariable) return valueAt(stack, "variable", id);
  if (element instanceof TerraformOutput) return valueAt(stack, "output", id);
  if (element instanceof TerraformProvider) return providerIn(stack, element);
  throw new Error(`${element.node.path} is neither a resource, data source, variable, output nor provider`);
}

function find(app: App, path: string): IConstruct {
  let at: IConstruct = app;
  for (const id of path.split("/")) {
    const child = at.node.tryFindChild(id);
    if (!child) {
      const ids = at.node.children.map(({ node }) => node.id);
      throw new Error(`There is no ${path}: ${at.node.path || "the app"} has ${ids.join(", ") || "no children"}`);
    }
    at = child;
  }
  return at;
}

function mainOf(construct: IConstruct): TerraformElement | undefined {
  if (TerraformElement.isTerraformElement(construct) && isConfigured(construct)) return construct;
  for (const id of MAIN_CHILDREN) {
    const child = construct.node.tryFindChild(id);
    const found = child && mainOf(child);
    if (found) return found;
  }
  const below = elementsBelow(construct);
  return below.length === 1 ? below[0] : undefined;
}

function elementsBelow(construct: IConstruct): TerraformElement[] {
  return construct.node.findAll().filter((child): child is TerraformElement => isConfigured(child));
}

function isConfigured(construct: IConstruct): boolean {
  return [TerraformResource, TerraformDataSource, TerraformVariable, TerraformOutput, TerraformProvider].some(
    (kind) => construct instanceof kind,
  );
}

function valueAt(stack: Json, ...path: string[]): Json {
  return path.reduce((at, key) => at[key] as Json, stack);
}

/** Providers of one kind stand in a list, told apart by their aliases. */
function providerIn(stack: Json, provider: TerraformProvider): Json {
  const all = valueAt(stack, "provider", provider.terraformResourceType) as unknown as Json[];
  const found = all.find(({ alias }) => alias === provider.alias);
  if (found) return found;
  throw new Error(`${provider.node.path} is not in the synthesized JSON`);
}
