import { parseAddress } from "../../internal/ip";
import { isUnknown } from "../../internal/tokens";
import type { MailRelayNode, MailRouteNode, SmarthostDeclaration, Topology } from "../../topology";
import { MailTlsLevel } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** What is asked of a smarthost's TLS can be had. */
export class SmarthostTlsMakesSense extends InvariantRule {
  public readonly id = "mail/tls-sense";
  public readonly title = "What is asked of a mail server's TLS fits its port and its name";
  public readonly severity = Severity.ERROR;
  public readonly why = "The two wait for each other until they give up, or no certificate ever fits: all mail waits.";

  public check(topology: Topology): Finding[] {
    return [
      ...topology.mailRelays.flatMap((relay) => relay.smarthosts.map((smarthost) => judgeSmarthost(relay, smarthost))),
      ...topology.mailRoutes.filter(({ usesTls }) => usesTls).map(judgeRoute),
    ];
  }
}

/** What is wrong, and how it is mended. */
type Problem = Parameters<typeof Finding.fail>[1];

function judgeSmarthost(relay: MailRelayNode, smarthost: SmarthostDeclaration): Finding {
  const unknown = unknownOf(smarthost);
  if (unknown) return Finding.unknown(relay, unknown);
  const problem = problemOf(smarthost);
  return problem ? Finding.fail(relay, problem) : Finding.pass(relay);
}

function judgeRoute(route: MailRouteNode): Finding {
  const { relayHost, relayPort, usesImplicitTls } = route;
  const problem = portProblem(relayHost, relayPort, usesImplicitTls, "PostfixRelay.fromExisting");
  return problem ? Finding.fail(route, problem) : Finding.pass(route);
}

function unknownOf({ host, port, tls }: SmarthostDeclaration) {
  if (![host, port, tls].some(isUnknown)) return undefined;
  return {
    what: `whether the TLS of the smarthost ${isUnknown(host) ? "" : `${host} `}fits its port and its name is known to Terraform only`,
    fix: "see to it that implicit TLS is asked for on port 465 alone, and that a checked certificate has a name",
  };
}

function problemOf({ host, port, tls, usesImplicitTls = false }: SmarthostDeclaration): Problem | undefined {
  const problem = portProblem(host, port, usesImplicitTls, "Smarthost.of");
  if (problem) return problem;
  const needsName = [MailTlsLevel.VERIFY, MailTlsLevel.SECURE, MailTlsLevel.DANE, MailTlsLevel.DANE_ONLY].includes(tls);
  if (!needsName || !parseAddress(host)) return undefined;
  return {
    what: `the certificate of ${host}:${port} is checked for a name, and it has only an address`,
    got: host,
    expected: "a host name",
    fix: "name the smarthost, or pass `SmtpTls.fingerprint([…])`",
  };
}

function portProblem(host: string, port: number, usesImplicitTls: boolean, call: string): Problem | undefined {
  if (port === 465 && !usesImplicitTls) {
    return {
      what: `${host}:${port} is asked for STARTTLS, where servers expect TLS from the first byte`,
      got: "STARTTLS",
      expected: "implicit TLS",
      fix: `pass \`implicitTls: true\` to \`${call}\`, or acknowledge that this server is another one`,
    };
  }
  if (usesImplicitTls && (port === 25 || port === 587)) {
    return {
      what: `${host}:${port} is asked for TLS from the first byte, where servers expect STARTTLS`,
      got: "implicit TLS",
      expected: "STARTTLS, or port 465",
      fix: "leave `implicitTls` out, or pass `port: 465`",
    };
  }
  return undefined;
}
