import { isUnknownText } from "../../internal/tokens";
import type { Topology } from "../../topology";
import { operand } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import type { Identifier } from "./identifiers";
import { identifiersOf } from "./identifiers";

const MOST_BYTES = 63;

/** PostgreSQL cuts names off. */
export class IdentifierIsShort extends InvariantRule {
  public readonly id = "database/identifier-length";
  public readonly title = "Names in a database server have 1 to 63 bytes";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "PostgreSQL cuts a longer name off with nothing but a notice: two long names become one, and clients that ask for " +
    "the whole name do not find it.";

  public override get isFatal(): boolean {
    return true;
  }

  public check(topology: Topology): Finding[] {
    return identifiersOf(topology).map(judge);
  }
}

function judge({ node, kind, text }: Identifier): Finding {
  const fix = `give the ${kind} a name of 1 to ${MOST_BYTES} bytes`;
  if (isUnknownText(text)) {
    const what = `the name ${text} of a ${kind} is empty or has more than ${MOST_BYTES} bytes`;
    return Finding.unknown(node, { what, condition: condition(text), fix });
  }
  const bytes = Buffer.byteLength(text);
  if (bytes >= 1 && bytes <= MOST_BYTES) return Finding.pass(node);
  const what = text === "" ? `the name of a ${kind} is empty` : `the name ${text} of a ${kind} is too long`;
  return Finding.fail(node, { what, got: `${bytes} bytes`, expected: `1 to ${MOST_BYTES} bytes`, fix });
}

/** Terraform counts characters; Base64 writes four of them for every three bytes. */
function condition(text: string): string {
  const length = `length(base64encode(${operand(text)}))`;
  return `${length} >= 1 && ${length} <= ${Math.ceil(MOST_BYTES / 3) * 4}`;
}
