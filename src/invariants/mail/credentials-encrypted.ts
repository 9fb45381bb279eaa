import type { SmarthostDeclaration, Topology } from "../../topology";
import { MailTlsLevel } from "../../topology";
import { Finding } from "../finding";
import { InvariantRule } from "../rule";
import { Severity } from "../severity";

/** Levels at which mail, and the password before it, may go out in the clear. */
const CLEAR = [MailTlsLevel.NONE, MailTlsLevel.MAY, MailTlsLevel.DANE];

/** A password goes nowhere in the clear. */
export class CredentialsAreEncrypted extends InvariantRule {
  public readonly id = "mail/credentials-encrypted";
  public readonly title = "A relay logs in at a smarthost only over an encrypted connection";
  public readonly severity = Severity.ERROR;
  public readonly why =
    "Whoever controls the way to the smarthost can hide that it offers encryption, and read the password.";

  public check(topology: Topology): Finding[] {
    return topology.mailRelays.flatMap((relay) =>
      relay.smarthosts
        .filter(({ hasCredentials }) => hasCredentials)
        .map((smarthost) =>
          mayBeClear(smarthost)
            ? Finding.fail(relay, {
                what: `the relay logs in at ${smarthost.host}:${smarthost.port}, perhaps without encryption`,
                got: smarthost.tls,
                expected: "a level that is always encrypted",
                fix: "leave `tls` of the smarthost out, or pass `SmtpTls.encrypted()` or a stricter one",
              })
            : Finding.pass(relay),
        ),
    );
  }
}

function mayBeClear({ tls }: SmarthostDeclaration): boolean {
  return CLEAR.includes(tls);
}
