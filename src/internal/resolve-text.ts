import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { isUnknownText } from "./tokens";

/** Text as Terraform will read it: tokens of cdktf become expressions such as `${var.subnet}`, which stay the same. */
export function resolveText(scope: IConstruct, text: string): string {
  return isUnknownText(text) ? resolved(scope, text) : text;
}

/** A number that only Terraform knows, as the expression that Terraform will read. */
export function resolveNumber(scope: IConstruct, token: number): string {
  return resolved(scope, token);
}

function resolved(scope: IConstruct, token: string | number): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(token, { scope, resolver, preparing: false }));
}
