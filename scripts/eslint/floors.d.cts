import type { Rule } from "eslint";

declare const floors: Rule.RuleModule;
export = floors;
