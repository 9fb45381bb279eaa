import { problemsError } from "../internal/problems";
import { show } from "../internal/words";
import type { MailClient } from "./mail-route";

const SENDER = /^([^\s@]+@)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/**
 * The domains of the envelope senders of a client, each once.
 *
 * @param relay - the construct path of the relay, for a client that does not say what it is
 * @param client - who sends, and as whom
 * @throws an error that lists all that is neither an address nor a domain
 */
export function senderDomainsOf(relay: string, client: MailClient | undefined): string[] {
  const { construct, senders }: Partial<MailClient> = client ?? {};
  const given: unknown = senders;
  const all: unknown[] = Array.isArray(given) && given.length > 0 ? given : [given];
  const misfits = all.filter((sender) => typeof sender !== "string" || !SENDER.test(sender));
  const problems = [
    ...(construct ? [] : [misfit("construct", "is required", construct, "the construct that sends")]),
    ...misfits.map((sender) =>
      misfit(
        "senders",
        "holds what is no envelope sender",
        sender,
        "an address such as calendar@example.org, or a domain",
      ),
    ),
  ];
  if (problems.length > 0) throw problemsError([{ path: construct?.node.path ?? `${relay}.allow`, problems }]);
  return [...new Set(all.map((sender) => domainOf(String(sender))))];
}

function misfit(name: string, what: string, got: unknown, expected: string) {
  return { name, what, got: show(got), expected, fix: `correct \`${name}\`` };
}

/** The domain of an address, or the domain itself. */
function domainOf(sender: string): string {
  return sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
}
