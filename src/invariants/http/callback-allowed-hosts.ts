import { isUnknownText } from "../../internal/tokens";
import type { CallbackNode, Topology } from "../../topology";
import { operand } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";
import { enumerate } from "../wording";
import { parseBaseUrl } from "./base-url";

/** The other side must know the name by which it is called. */
export class CallbackHostIsAllowed extends InvariantRule {
  public readonly id = "http/callback-allowed-hosts";
  public readonly title = "The side that is called back accepts the host in the URL";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "A Django application answers a request for a host that is not among its allowed hosts with 400: the callback is lost, " +
    "and only a line in a log says so.";

  public check(topology: Topology): Finding[] {
    return topology.callbacks.flatMap((callback) => {
      const { allowedHosts, baseUrl, to } = callback;
      const host = parseBaseUrl(baseUrl)?.host;
      if (host === undefined && !isUnknownText(baseUrl)) return [];
      const name = host ?? `the host in ${baseUrl}`;
      const fix = `add ${name} to the allowed hosts of ${to.path}`;
      if (allowedHosts === undefined) {
        const what = `nothing says whether ${to.path} accepts requests for ${name}`;
        return [Finding.unknown(callback, { what, fix: `${fix}, and say so in its \`allowedHosts\`` })];
      }
      if (host !== undefined && allowedHosts.some((allowed) => accepts(allowed, host))) return [Finding.pass(callback)];
      const what = `${to.path} does not accept requests for ${name}`;
      if (host === undefined || allowedHosts.some(isUnknownText)) {
        return [Finding.unknown(callback, { what, condition: condition(callback, allowedHosts), fix })];
      }
      return [
        Finding.fail(callback, {
          what,
          got: `allowed hosts ${enumerate(allowedHosts) || "(none)"}`,
          expected: host,
          fix,
        }),
      ];
    });
  }
}

/** As Django compares them: a leading dot stands for a domain and all below it, an asterisk for everything. */
export function accepts(allowed: string, host: string): boolean {
  const [pattern, name] = [allowed.toLowerCase(), host.toLowerCase()];
  if (pattern === "*" || pattern === name) return true;
  return pattern.startsWith(".") && (name.endsWith(pattern) || name === pattern.slice(1));
}

function condition({ baseUrl }: CallbackNode, allowedHosts: readonly string[]): string {
  const host = `lower(regex("^https?://([^/:?#@]+)", ${operand(baseUrl)})[0])`;
  const tests = allowedHosts.map((allowed) => {
    const pattern = `lower(${operand(allowed)})`;
    return `${pattern} == "*" || ${pattern} == ${host} || (startswith(${pattern}, ".") && (endswith(${host}, ${pattern}) || ".\${${host}}" == ${pattern}))`;
  });
  return `try(anytrue([${tests.join(", ")}]), false)`;
}
