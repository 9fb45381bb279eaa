import type { TerraformElement } from "cdktf";
import { TerraformDataSource, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import { needsMoreThanVariables, variablesIn } from "./expression";

/** A rule that only Terraform can decide. */
export interface DeferredCheck {
  /** The construct that the finding is about. */
  readonly construct: IConstruct;
  readonly rule: string;
  /** A Terraform expression that is true where the rule holds. */
  readonly condition: string;
  readonly what: string;
  readonly fix: string;
  /** What makes Terraform check it. */
  readonly carrier: Carrier;
}

/** A part of a stack that can carry a condition. */
export type Carrier = TerraformVariable | TerraformResource | TerraformDataSource;

const attached = new WeakMap<TerraformElement, Set<string>>();

/** Finds what can carry a condition. Variables are looked up once a stack. */
export class Carriers {
  private readonly variables = new Map<TerraformStack, Map<string, TerraformVariable>>();

  /**
   * The variable, where one variable decides (then nothing is planned at all), otherwise the resource that the construct
   * makes; nothing where it makes none. A sensitive variable carries nothing: Terraform shows the value that its own
   * validation refuses, and hides it in a precondition.
   */
  public find(construct: IConstruct, condition: string): Carrier | undefined {
    const names = variablesIn(condition);
    const isAboutOneVariable = names.length === 1 && !needsMoreThanVariables(condition);
    const variable = isAboutOneVariable ? this.variablesOf(TerraformStack.of(construct)).get(names[0]) : undefined;
    return variable && !variable.sensitive ? variable : resourceOf(construct);
  }

  private variablesOf(stack: TerraformStack): Map<string, TerraformVariable> {
    const known = this.variables.get(stack);
    if (known) return known;
    const variables = stack.node.findAll().filter((child) => child instanceof TerraformVariable);
    const byName = new Map(variables.map((variable) => [variable.friendlyUniqueId, variable]));
    this.variables.set(stack, byName);
    return byName;
  }
}

/** Makes Terraform check them: as validations of variables and as preconditions of resources. */
export function attachAll(checks: readonly DeferredCheck[]): void {
  checks.filter(isFirst).forEach(attach);
}

function attach(check: DeferredCheck): void {
  const { carrier } = check;
  const condition = { condition: `\${${check.condition}}`, errorMessage: message(check) };
  if (carrier instanceof TerraformVariable) {
    carrier.addValidation(condition);
  } else {
    const lifecycle = carrier.lifecycle ?? {};
    carrier.lifecycle = { ...lifecycle, precondition: [...(lifecycle.precondition ?? []), condition] };
  }
}

/** Terraform wants a sentence; templates in it would be evaluated. */
function message({ construct, rule, what, fix }: DeferredCheck): string {
  const plain = `${construct.node.path}: ${rule}: ${what}. To mend it, ${fix}.`;
  return plain.replace(/([$%])\{/g, "$1$1{");
}

/** An app can be synthesized again, and several constructs can ask the same of one variable. */
function isFirst({ carrier, rule, condition }: DeferredCheck): boolean {
  const known = attached.get(carrier) ?? new Set<string>();
  attached.set(carrier, known);
  const key = `${rule} ${condition}`;
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

function resourceOf(construct: IConstruct): TerraformResource | TerraformDataSource | undefined {
  const isResource = (child: IConstruct | undefined): child is TerraformResource | TerraformDataSource =>
    child instanceof TerraformResource || child instanceof TerraformDataSource;
  const own = [construct, construct.node.tryFindChild("Resource")].find(isResource);
  return own ?? construct.node.findAll().find(isResource);
}
