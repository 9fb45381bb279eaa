import * as fs from "node:fs";
import * as path from "node:path";
import { Annotations, App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { problemError, problemsError, textError } from "../internal/problems";
import { nearest, show } from "../internal/words";
import { Topology } from "../topology";
import { builtInRules } from "./built-in-rules";
import { attachAll } from "./deferred";
import type { Acknowledgement, Warning } from "./evaluation";
import { evaluate } from "./evaluation";
import type { InvariantReport } from "./report";
import { renderFindings } from "./report-text";
import type { InvariantRule } from "./rule";
import { problemsOfRule } from "./rule-problems";

const STATE = Symbol.for("cdktf-groupware.Invariants");

/** What an app knows of its rules; one object an app. */
interface AppState {
  readonly rules: InvariantRule[];
  readonly acknowledgements: Acknowledgement[];
  readonly stacks: Set<TerraformStack>;
  /** Stacks of the running synthesis that have seen `report`: it is made once a synthesis. */
  readonly served: Set<TerraformStack>;
  /** Warnings that cdktf has been told. */
  readonly annotated: Set<string>;
  report?: InvariantReport;
}

/**
 * The rules that every deployment of an app must obey.
 *
 * They are checked before anything is written. All findings of the whole app are reported at once, and written to
 * `cdktf.out/invariants.json`, also when synthesis is refused; `cdktf.out/topology.json` beside it says what the rules
 * looked at.
 */
export class Invariants {
  /**
   * The rules as seen from a construct: what is acknowledged here holds for it and all below it.
   *
   * @param scope - a construct
   */
  public static of(scope: IConstruct): Invariants {
    return new Invariants(scope, stateOf(scope));
  }

  private constructor(
    private readonly scope: IConstruct,
    private readonly state: AppState,
  ) {}

  /**
   * Accepts that a rule is broken by this construct or one below it. The finding stays in the report, with the reason.
   *
   * @param rule - the id of the rule, as the finding names it
   * @param reason - why it is all right here, for whoever reads the report
   * @throws an error when there is no such rule, when nobody may acknowledge it, or when the reason is empty
   */
  public acknowledge(rule: string, reason: string): void {
    const found = this.state.rules.find(({ id }) => id === rule);
    if (!found) throw this.unknownRule(rule);
    if (found.isFatal) {
      throw problemError(this.scope.node.path, {
        name: rule,
        what: "nobody may acknowledge this rule",
        expected: found.why,
        fix: "mend what it finds",
      });
    }
    if (typeof reason !== "string" || reason.trim() === "") {
      throw problemError(this.scope.node.path, {
        name: rule,
        what: "is acknowledged without a reason",
        got: show(reason),
        expected: "a sentence that says why it is all right here",
        fix: `Invariants.of(${this.scope.node.id}).acknowledge("${rule}", "<reason>")`,
      });
    }
    this.state.acknowledgements.push({ scope: this.scope, rule, reason });
    this.state.report = undefined;
  }

  /**
   * Adds a rule to those that the app is checked against.
   *
   * @param rule - a rule of your own
   * @throws an error that lists what it lacks; its id must be of the form `family/short-name`, and not taken
   */
  public add(rule: InvariantRule): void {
    const problems = problemsOfRule(rule, this.state.rules);
    if (problems.length > 0) throw problemsError([{ path: this.scope.node.path, problems }]);
    this.state.rules.push(rule);
    this.state.report = undefined;
  }

  /** All rules that the app is checked against, the library's and those that were added. */
  public get rules(): InvariantRule[] {
    return [...this.state.rules];
  }

  /** Asks every rule about the whole app as it is now, and returns what they say; nothing is written or refused. */
  public check(): InvariantReport {
    return evaluate(Topology.of(this.scope), this.state.rules, this.state.acknowledgements).report;
  }

  /**
   * Has the stack of this construct checked when it is synthesized. Building blocks call it; so does a construct of
   * your own that declares something without any of them.
   */
  public enforceAtSynthesis(): void {
    const stack = TerraformStack.of(this.scope);
    if (this.state.stacks.has(stack)) return;
    this.state.stacks.add(stack);
    stack.node.addValidation({ validate: () => this.validateStack(stack) });
  }

  /** The validation of one stack. cdktf stops at the first that fails, so each speaks for the whole app. */
  private validateStack(stack: TerraformStack): string[] {
    const { state } = this;
    if (!state.report || state.served.has(stack)) {
      state.served.clear();
      state.report = this.enforce();
    }
    state.served.add(stack);
    if (state.report.isRefused) throw textError(`${renderFindings(state.report.blocking)}\n`);
    return [];
  }

  private enforce(): InvariantReport {
    const { report, deferred, warnings } = evaluate(
      Topology.of(this.scope),
      this.state.rules,
      this.state.acknowledgements,
    );
    writeOut(this.scope, "invariants.json", report.toJson());
    writeOut(this.scope, "topology.json", Topology.of(this.scope).toJson());
    if (report.isRefused) return report;
    attachAll(deferred);
    warnings.filter((warning) => isNew(this.state, warning)).forEach(annotate);
    return report;
  }

  private unknownRule(rule: string): Error {
    const ids = this.state.rules.map(({ id }) => id);
    const meant = nearest(String(rule), ids);
    return problemError(this.scope.node.path, {
      name: "acknowledge",
      what: "there is no such rule",
      got: show(rule),
      expected: "the id of a rule, as docs/invariants.md lists them",
      fix: meant ? `did you mean "${meant}"?` : "copy the id from the finding",
    });
  }
}

function stateOf(scope: IConstruct): AppState {
  const root = scope.node.root as IConstruct & { [STATE]?: AppState };
  const known = root[STATE];
  if (known) return known;
  const state: AppState = {
    rules: builtInRules(),
    acknowledgements: [],
    stacks: new Set(),
    served: new Set(),
    annotated: new Set(),
  };
  Object.defineProperty(root, STATE, { value: state });
  return state;
}

function writeOut(scope: IConstruct, name: string, content: string): void {
  const root = scope.node.root;
  if (!App.isApp(root)) return;
  fs.mkdirSync(root.outdir, { recursive: true });
  fs.writeFileSync(path.join(root.outdir, name), content);
}

function isNew(state: AppState, { construct, text }: Warning): boolean {
  const key = `${construct.node.path} ${text}`;
  if (state.annotated.has(key)) return false;
  state.annotated.add(key);
  return true;
}

/** Warnings also go where the command line of cdktf shows them. */
function annotate({ construct, text }: Warning): void {
  Annotations.of(construct).addWarning(text);
}
