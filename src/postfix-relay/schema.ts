import type { z } from "zod";
import { Secret } from "../docker";
import { memory, stopGrace } from "../docker/container-leaves-schema";
import { duration } from "../docker/duration-schema";
import { mountableVolume, serviceNetwork } from "../docker/handles-schema";
import { hostAddress, hostPort } from "../internal/leaves";
import { HOST_NAME } from "../internal/names";
import {
  atLeastOne,
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

const domain = text("a domain in lower case, such as calendar.example.org", DOMAIN);
const address = text("a mail address such as postmaster@example.org", ADDRESS);
const smarthost = instance("Smarthost", () => Smarthost, 'Smarthost.of("smtp.example.org")');
const secret = instance("Secret", () => Secret, 'Secret.fromVariable("smtp_password")');
const size = instance("Size", () => Size, "Size.mebibytes(20)");
const label = text("letters, digits and hyphens, as in a DNS name", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

const patience = duration(Duration.seconds(1), Duration.days(30), "Duration.hours(4)");
const delay = duration(Duration.minutes(1), Duration.days(30), "Duration.hours(4)");

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
  delayWarning: delay.optional(),
  minimalBackoff: patience.optional(),
  maximalBackoff: patience.optional(),
  warnAfter: delay.optional(),
  volume: mountableVolume.optional(),
});

const dkim = struct({
  selector: label.optional(),
  domains: atLeastOne(list(domain)).optional(),
  key: secret.optional(),
  onFailure: oneOf(Object.values(DkimFailure)).optional(),
  network: serviceNetwork.optional(),
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
    address: hostAddress.optional(),
    hostPort: hostPort.optional(),
  }).optional(),
});

const props = struct({
  networks: atLeastOne(list(serviceNetwork)),
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
    pause: duration(Duration.seconds(1), Duration.hours(1), "Duration.seconds(2)").optional(),
    connections: integer(1, 10_000).optional(),
  }).optional(),
  dkim: dkim.optional(),
  submission: submission.optional(),
  notify: list(oneOf(Object.values(NotifyClass))).optional(),
  exporterNetworks: atLeastOne(list(serviceNetwork)).optional(),
  parameters: dictionary(text("a parameter of main.cf, such as smtp_helo_name", /^[A-Za-z0-9_]+$/), value).optional(),
  image: instance("RelayImage", () => RelayImage, "RelayImage.bundled()").optional(),
  alias: text("a host name such as relay", HOST_NAME).optional(),
  memory: memory.optional(),
  stopGrace: stopGrace.optional(),
});

export const postfixRelaySchema = consistent(props, ...relayContradictions);

export const existingMailRelaySchema = consistent(
  struct({
    network: serviceNetwork,
    hostName: tokenOr(hostLeaf),
    port: hostPort.optional(),
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
