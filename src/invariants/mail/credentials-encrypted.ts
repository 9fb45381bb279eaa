import { isUnknownText } from "../../internal/tokens";
import type { MailRelayNode, MailRouteNode, SmarthostDeclaration, Topology } from "../../topology";
import { MailTlsLevel } from "../../topology";
import { isOneOf } from "../expression";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Levels at which mail, and the password before it, may go out in the clear. */
const CLEAR = [MailTlsLevel.NONE, MailTlsLevel.MAY, MailTlsLevel.DANE];

/** A password goes nowhere in the clear. */
export class CredentialsAreEncrypted extends InvariantRule {
  public readonly id = "mail/credentials-encrypted";
  public readonly title = "Whoever logs in at a mail server does so over an encrypted connection";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Whoever controls the way to the server can hide that it offers encryption, and read the password.";

  public check(topology: Topology): Finding[] {
    return [
      ...topology.mailRelays.flatMap((relay) =>
        relay.smarthosts.filter(({ hasCredentials }) => hasCredentials).map((one) => judgeSmarthost(relay, one)),
      ),
      ...topology.mailRoutes.filter(({ hasCredentials }) => hasCredentials).map(judgeRoute),
    ];
  }
}

function judgeSmarthost(relay: MailRelayNode, { host, port, tls }: SmarthostDeclaration): Finding {
  const what = `the relay logs in at ${host}:${port}, perhaps without encryption`;
  const fix =
    "leave `tls` of the smarthost out, or pass `SmtpTls.encrypted()` or a stricter one, and an image that can do it";
  if (isUnknownText(tls)) return Finding.unknown(relay, { what, condition: `!${isOneOf(tls, CLEAR)}`, fix });
  if (!CLEAR.includes(tls)) return Finding.pass(relay);
  return Finding.fail(relay, { what, got: tls, expected: "a level that is always encrypted", fix });
}

function judgeRoute(route: MailRouteNode): Finding {
  if (route.usesTls) return Finding.pass(route);
  return Finding.fail(route, {
    what: `${route.client.name} logs in at ${route.relayHost}:${route.relayPort} without encryption`,
    got: "no TLS",
    expected: "STARTTLS, or implicit TLS",
    fix: "take `usesTls` of the route that `relay.allow(…)` returns",
  });
}
