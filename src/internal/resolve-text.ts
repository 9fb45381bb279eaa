import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { isUnknownText } from "./tokens";

/** Text as Terraform will read it: tokens of cdktf become expressions such as `${var.subnet}`, which stay the same. */
export function resolveText(scope: IConstruct, text: string): string {
  if (!isUnknownText(text)) return text;
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(text, { scope, resolver, preparing: false }));
}
