import type { z } from "zod";
import type { IMountableVolume, IServiceNetwork } from "../docker";
import { Secret } from "../docker";
import { parseAddress } from "../internal/ip";
import { HOST_NAME } from "../internal/names";
import {
  consistent,
  contradiction,
  dictionary,
  flag,
  instance,
  integer,
  leaf,
  list,
  oneOf,
  struct,
  text,
  tokenOr,
} from "../internal/schema";
import { hasToken } from "../internal/tokens";
import { Duration, Size } from "../units";
import type { ExistingMailRelayProps } from "./existing-mail-relay-props";
import { DkimFailure, NotifyClass } from "./postfix-relay-props";
import { relayContradictions } from "./contradictions-schema";
import { RelayImage } from "./relay-image";
import { Smarthost } from "./smarthost";
import { credentials, hostLeaf } from "./smarthost-schema";

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

function handle<T>(expected: string, key: string): z.ZodType<T> {
  return leaf<T>(expected, (value) => typeof value === "object" && value !== null && key in value);
}

const network = handle<IServiceNetwork>("a ServiceNetwork, or what ServiceNetwork.fromExisting returns", "networkNode");
const domain = text("a domain in lower case, such as calendar.example.org", DOMAIN);
const address = text("a mail address such as postmaster@example.org", ADDRESS);
const smarthost = instance("Smarthost", () => Smarthost, 'Smarthost.of("smtp.example.org")');
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("smtp_password")');
const size = instance("Size", () => Size, "Size.mebibytes(20)");
const label = text("letters, digits and hyphens, as in a DNS name", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

/** A span of whole seconds within bounds, both included. */
function duration(min: Duration, max: Duration): z.ZodType<Duration> {
  return leaf(
    `a Duration from ${min.toString()} to ${max.toString()}, such as Duration.hours(4)`,
    (value) =>
      value instanceof Duration &&
      value.toMilliseconds() >= min.toMilliseconds() &&
      value.toMilliseconds() <= max.toMilliseconds(),
  );
}

const patience = duration(Duration.seconds(1), Duration.days(30));

/** A value of main.cf. One that only Terraform knows could have further lines, with parameters that nobody has looked at. */
const value = leaf<string>(
  "text of one line, which is known when the program runs",
  (given) => typeof given === "string" && /^[^\r\n\0]+$/.test(given) && !hasToken(given),
);

const rewrite = struct({
  envelopeSender: address.optional(),
  addresses: dictionary(
    text("an address, `@domain`, or a name alone", /^[^\s]*@?[^\s@]+$/),
    text("an address, or `@domain`", /^[^\s@]*@[^\s@]+$/),
  ).optional(),
  masqueradeDomains: list(domain).optional(),
  completeHeaders: flag().optional(),
});

const limits = struct({
  message: size.optional(),
  recipients: integer(1, 100_000).optional(),
  messagesPerMinute: integer(1, 1_000_000).optional(),
  connectionsPerMinute: integer(1, 1_000_000).optional(),
});

const queue = struct({
  lifetime: patience.optional(),
  bounceLifetime: patience.optional(),
  delayWarning: duration(Duration.minutes(1), Duration.days(30)).optional(),
  minimalBackoff: patience.optional(),
  maximalBackoff: patience.optional(),
  warnAfter: duration(Duration.minutes(1), Duration.days(30)).optional(),
  volume: handle<IMountableVolume>("a DataVolume, or what one of its factories returns", "volumeNode").optional(),
});

const dkim = struct({
  selector: label.optional(),
  domains: atLeastOne(list(domain)).optional(),
  key: secret.optional(),
  onFailure: oneOf(Object.values(DkimFailure)).optional(),
  network: network.optional(),
});

const submission = struct({
  users: atLeastOne(
    list(
      struct({
        name: text("a name of letters, digits and ._-", /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
        password: secret,
      }),
    ),
  ),
  certificate: secret,
  privateKey: secret,
  publish: struct({
    address: tokenOr(
      leaf<string>(
        "an IP address of the host, such as 127.0.0.1",
        (value) => typeof value === "string" && parseAddress(value) !== undefined,
      ),
    ).optional(),
    hostPort: tokenOr(integer(1, 65_535)).optional(),
  }).optional(),
});

export const postfixRelaySchema = consistent(
  struct({
    networks: atLeastOne(list(network)),
    mailName: domain,
    rootAddress: address,
    smarthost: smarthost.optional(),
    fallbackSmarthosts: list(smarthost).optional(),
    senderSmarthosts: list(struct({ domain, smarthost })).optional(),
    directDelivery: flag().optional(),
    hostName: domain.optional(),
    senderDomains: list(domain).optional(),
    rewrite: rewrite.optional(),
    limits: limits.optional(),
    queue: queue.optional(),
    throttle: struct({
      pause: duration(Duration.seconds(1), Duration.hours(1)).optional(),
      connections: integer(1, 10_000).optional(),
    }).optional(),
    dkim: dkim.optional(),
    submission: submission.optional(),
    notify: list(oneOf(Object.values(NotifyClass))).optional(),
    exporterNetworks: atLeastOne(list(network)).optional(),
    parameters: dictionary(text("a parameter of main.cf, such as smtp_helo_name", /^[A-Za-z0-9_]+$/), value).optional(),
    image: instance("RelayImage", () => RelayImage, "RelayImage.bundled()").optional(),
    alias: text("a host name such as relay", HOST_NAME).optional(),
    memory: size.optional(),
    stopGrace: duration(Duration.seconds(1), Duration.hours(1)).optional(),
  }),
  relayContradictions,
);

export const existingMailRelaySchema = consistent(
  struct({
    network,
    hostName: tokenOr(hostLeaf),
    port: integer(1, 65_535).optional(),
    tls: flag().optional(),
    implicitTls: flag().optional(),
    credentials: credentials.optional(),
    senderDomains: list(domain).optional(),
    maxMessage: size.optional(),
  }),
  encryptionIsMeant,
);

function encryptionIsMeant(
  { tls, port, implicitTls = port === 465, ...props }: Partial<ExistingMailRelayProps>,
  context: z.RefinementCtx,
): void {
  if (tls !== false || !(implicitTls || props.credentials)) return;
  contradiction(context, {
    path: ["tls"],
    what: implicitTls
      ? "contradicts a connection that is encrypted from its first byte"
      : "would send the password in the clear",
    got: "false",
    expected: "true",
    fix: "leave `tls` out",
  });
}

function atLeastOne<T>(elements: z.ZodType<T[]>): z.ZodType<T[]> {
  return elements.refine((value) => value.length > 0, { error: "at least one" });
}
