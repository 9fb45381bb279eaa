import { problemsError } from "../internal/problems";
import { show } from "../internal/words";
import type { MailClient } from "./mail-route";

const SENDER = /^([^\s@]+@)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/**
 * The domains of the envelope senders of a client, each once.
 *
 * @throws an error that lists all that is neither an address nor a domain
 */
export function senderDomainsOf({ construct, senders }: MailClient): string[] {
  const given: unknown = senders;
  const all: unknown[] = Array.isArray(given) ? given : [given];
  const misfits = all.filter((sender) => typeof sender !== "string" || !SENDER.test(sender));
  if (misfits.length > 0) {
    const problems = misfits.map((sender) => ({
      name: "senders",
      what: "holds what is no envelope sender",
      got: show(sender),
      expected: "an address such as calendar@example.org, or a domain",
      fix: "correct `senders`",
    }));
    throw problemsError([{ path: construct.node.path, problems }]);
  }
  return [...new Set(all.map((sender) => domainOf(String(sender))))];
}

/** The domain of an address, or the domain itself. */
function domainOf(sender: string): string {
  return sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
}
