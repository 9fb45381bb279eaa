import type { z } from "zod";
import { contradiction } from "../internal/schema";
import { MailTlsLevel } from "../topology";
import type { PostfixRelayProps, QueueSettings } from "./postfix-relay-props";
import { RelayImageKind } from "./relay-image";
import type { Smarthost } from "./smarthost";

type OtherImage = Exclude<RelayImageKind, RelayImageKind.POSTFIX_RELAY>;

/** What images of others have no setting for. */
const BEYOND_BOTH: readonly (keyof PostfixRelayProps)[] = [
  "fallbackSmarthosts",
  "senderSmarthosts",
  "rewrite",
  "throttle",
  "dkim",
  "submission",
  "notify",
  "exporterNetworks",
  "parameters",
];

const BEYOND: Readonly<Record<OtherImage, readonly (keyof PostfixRelayProps)[]>> = {
  [RelayImageKind.BOKY]: BEYOND_BOTH,
  [RelayImageKind.EXIM]: [...BEYOND_BOTH, "senderDomains", "limits"],
};

/** The same, of `queue`. */
const BEYOND_QUEUE: Readonly<Record<OtherImage, readonly (keyof QueueSettings)[]>> = {
  [RelayImageKind.BOKY]: ["warnAfter"],
  [RelayImageKind.EXIM]: [
    "lifetime",
    "bounceLifetime",
    "delayWarning",
    "minimalBackoff",
    "maximalBackoff",
    "warnAfter",
  ],
};

/** Adds what an image of others cannot do. */
export function imageCanDoIt(props: Partial<PostfixRelayProps>, context: z.RefinementCtx): void {
  const kind = props.image?.kind ?? RelayImageKind.POSTFIX_RELAY;
  if (kind === RelayImageKind.POSTFIX_RELAY) return;
  const { queue = {} } = props;
  const beyond = [
    ...BEYOND[kind].filter((key) => props[key] !== undefined).map((key) => [key]),
    ...BEYOND_QUEUE[kind].filter((key) => queue[key] !== undefined).map((key) => ["queue", key]),
  ];
  for (const path of beyond) {
    contradiction(context, {
      path,
      what: `is not possible with the image ${kind}`,
      expected: "the image of this library",
      fix: `leave \`${path.join(".")}\` out, or pass \`image: RelayImage.bundled()\``,
    });
  }
  const demand = props.smarthost && demandBeyond(kind, props.smarthost);
  if (demand === undefined) return;
  contradiction(context, {
    path: ["smarthost"],
    what: `asks for what the image ${kind} has no setting for`,
    got: demand,
    expected: "STARTTLS without names, fingerprints or authorities of its own, at a server",
    fix: "take another `tls`, or pass `image: RelayImage.bundled()`",
  });
}

/** Exim encrypts where it is offered; whether it may log in without, the rule `mail/credentials-encrypted` asks. */
function demandBeyond(kind: OtherImage, smarthost: Smarthost): string | undefined {
  const { tls, usesImplicitTls, usesMxLookup, credentials } = smarthost;
  if (usesImplicitTls) return "implicit TLS";
  if (tls.accepted || tls.authorities) return tls.level;
  if (kind !== RelayImageKind.EXIM) return undefined;
  if (usesMxLookup) return "a mail domain";
  const isDefault = credentials !== undefined && tls.level === MailTlsLevel.ENCRYPT;
  return tls.level === MailTlsLevel.MAY || isDefault ? undefined : tls.level;
}
