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
}

type Carrier = TerraformResource | TerraformDataSource;

const attached = new WeakMap<TerraformElement, Set<string>>();

/**
 * Makes Terraform check them: each as a validation of the variable, where one variable decides (then nothing is planned
 * at all), otherwise as a precondition of the resource that the finding is about.
 */
export function attachAll(checks: readonly DeferredCheck[]): void {
  const variables = new Map<TerraformStack, Map<string, TerraformVariable>>();
  for (const check of checks) {
    const stack = TerraformStack.of(check.construct);
    if (!variables.has(stack)) variables.set(stack, variablesOf(stack));
    attach(check, variables.get(stack)!);
  }
}

function attach(check: DeferredCheck, variables: ReadonlyMap<string, TerraformVariable>): void {
  const names = variablesIn(check.condition);
  const isAboutOneVariable = names.length === 1 && !needsMoreThanVariables(check.condition);
  const element = (isAboutOneVariable ? variables.get(names[0]) : undefined) ?? carrierOf(check.construct);
  if (!element) throw new Error(`${check.construct.node.path}: ${check.rule}: no resource can carry the check`);
  if (!isFirst(element, check)) return;

  const condition = { condition: `\${${check.condition}}`, errorMessage: message(check) };
  if (element instanceof TerraformVariable) element.addValidation(condition);
  else {
    const lifecycle = element.lifecycle ?? {};
    element.lifecycle = { ...lifecycle, precondition: [...(lifecycle.precondition ?? []), condition] };
  }
}

/** Terraform wants a sentence; templates in it would be evaluated. */
function message({ construct, rule, what, fix }: DeferredCheck): string {
  const plain = `${construct.node.path}: ${rule}: ${what}. To mend it, ${fix}.`;
  return plain.replace(/\$\{/g, "$${").replace(/%\{/g, "%%{");
}

function isFirst(element: TerraformElement, { rule, condition }: DeferredCheck): boolean {
  const known = attached.get(element) ?? new Set<string>();
  attached.set(element, known);
  const key = `${rule} ${condition}`;
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

function variablesOf(stack: TerraformStack): Map<string, TerraformVariable> {
  const variables = stack.node.findAll().filter((child) => child instanceof TerraformVariable);
  return new Map(variables.map((variable) => [variable.friendlyUniqueId, variable]));
}

function carrierOf(construct: IConstruct): Carrier | undefined {
  const candidates = [construct, construct.node.tryFindChild("Resource"), ...construct.node.findAll()];
  return candidates.find(
    (child): child is Carrier => child instanceof TerraformResource || child instanceof TerraformDataSource,
  );
}
