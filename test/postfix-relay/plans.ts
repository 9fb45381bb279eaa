import type { PostfixRelayProps } from "cdktf-groupware";
import { DkimFailure, Duration, NotifyClass, Secret, ServiceNetwork, Size, Smarthost, SmtpTls } from "cdktf-groupware";
import { makeHost } from "../docker/blocks";

/** The guide's relay. */
export function guideProps(): PostfixRelayProps {
  return {
    networks: [new ServiceNetwork(makeHost(), "messages", { subnet: "172.29.0.0/24" })],
    mailName: "calendar.example.org",
    rootAddress: "cal-bounce@example.org",
    smarthost: Smarthost.of("smtpcal.example.org"),
  };
}

/** A relay with everything that can be set. */
export function fullProps(): PostfixRelayProps {
  const host = makeHost();
  const credentials = { user: "cal", password: Secret.fromVariable("smtp_password") };
  const authorities = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  return {
    networks: [
      new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24", ipv6Subnet: "fd00:29::/64" }),
      new ServiceNetwork(host, "events", { subnet: "172.30.0.0/24", gateway: "172.30.0.254" }),
    ],
    mailName: "calendar.example.org",
    hostName: "relay.example.org",
    rootAddress: "cal-bounce@example.org",
    smarthost: Smarthost.of("smtpcal.example.org", { credentials, tls: SmtpTls.secure({ authorities }) }),
    fallbackSmarthosts: [Smarthost.of("example.org", { mxLookup: true, tls: SmtpTls.daneOnly() })],
    senderSmarthosts: [
      { domain: "events.example.org", smarthost: Smarthost.of("smtps.example.org", { port: 465, credentials }) },
    ],
    senderDomains: ["calendar.example.org", "events.example.org"],
    rewrite: {
      envelopeSender: "bounce@calendar.example.org",
      addresses: { "@a1b2c3": "calendar@calendar.example.org" },
      masqueradeDomains: ["example.org"],
      completeHeaders: true,
    },
    limits: { message: Size.mebibytes(20), recipients: 50, messagesPerMinute: 60, connectionsPerMinute: 30 },
    queue: {
      lifetime: Duration.days(2),
      bounceLifetime: Duration.days(1),
      delayWarning: Duration.hours(4),
      minimalBackoff: Duration.minutes(1),
      maximalBackoff: Duration.hours(1),
    },
    throttle: { pause: Duration.seconds(2), connections: 3 },
    dkim: { selector: "2026", domains: ["calendar.example.org", "events.example.org"], onFailure: DkimFailure.ACCEPT },
    submission: {
      users: [{ name: "alice", password: Secret.fromVariable("alice_password") }],
      certificate: Secret.fromVariable("certificate"),
      privateKey: Secret.fromVariable("private_key"),
      publish: { address: "203.0.113.7" },
    },
    notify: [NotifyClass.BOUNCE, NotifyClass.RESOURCE],
    parameters: { smtp_helo_timeout: "60s", smtp_address_preference: "ipv4" },
  };
}
