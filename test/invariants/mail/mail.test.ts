import type { MailRelayDeclaration, MailRelayNode, MailRouteDeclaration } from "../../../src/topology";
import { MailTlsLevel } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

const SUBNET = "172.29.0.0/24";
const GATEWAY = "172.29.0.1";

/** A relay on a network of its own. */
function relayOn(deployment: Deployment, facts: Partial<MailRelayDeclaration> = {}, network = {}): MailRelayNode {
  const mail = deployment.network("mail", { subnet: SUBNET, gateway: GATEWAY, ...network });
  return deployment.mailRelay("relay", {
    clientNetworks: [`!${GATEWAY}`, "127.0.0.0/8", SUBNET],
    joined: { networks: [{ network: mail }] },
    ...facts,
  });
}

/** A relay, and a client on the same network. */
function clientOf(
  deployment: Deployment,
  route: Partial<MailRouteDeclaration> = {},
  facts: Partial<MailRelayDeclaration> = {},
): void {
  const relay = relayOn(deployment, facts);
  const [{ network }] = relay.container.endpoints;
  deployment.mailRoute(deployment.service("baikal", { networks: [{ network }] }), relay, route);
}

function smarthostOf(facts: object): Partial<MailRelayDeclaration> {
  return { smarthosts: [{ host: "smtp.example.org", port: 587, tls: MailTlsLevel.ENCRYPT, ...facts }] };
}

describeRule("mail/never-open", {
  passes: {
    "the subnet of its network behind the host": (deployment) => relayOn(deployment),
    "IPv6 in the brackets of Postfix": (deployment) =>
      relayOn(
        deployment,
        { clientNetworks: [`!${GATEWAY}`, SUBNET, "[fd00:29::]/64"] },
        { ipv6Subnet: "fd00:29::/64" },
      ),
    "a part of its network": (deployment) => relayOn(deployment, { clientNetworks: ["172.29.0.64/26"] }),
  },
  fails: {
    "all private networks": {
      given: (deployment) => relayOn(deployment, { clientNetworks: ["172.16.0.0/12"] }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from 172.16.0.0/12, which is no network of the relay
              got       172.16.0.0/12
              expected  no more than 172.29.0.0/24
              fix       leave the list to \`networks\`, or name the subnet of a network that the relay has joined
      `,
    },
    "everybody over IPv6": {
      given: (deployment) => relayOn(deployment, { clientNetworks: ["[::]/0"] }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from ::/0, which is no network of the relay
              got       ::/0
              expected  no more than 172.29.0.0/24
              fix       leave the list to \`networks\`, or name the subnet of a network that the relay has joined
      `,
    },
    "the host behind its network": {
      given: (deployment) => relayOn(deployment, { clientNetworks: [SUBNET, `!${GATEWAY}`] }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from 172.29.0.1, which is the host itself on mail
              got       172.29.0.0/24, !172.29.0.1
              expected  !172.29.0.1 before 172.29.0.0/24: everybody who comes through a published port has this address
              fix       leave the list to \`networks\`
      `,
    },
  },
  unknown: {
    "a network from a variable": {
      given: (deployment) => relayOn(deployment, { clientNetworks: [`!${GATEWAY}`, deployment.variable("clients")] }),
      what: "mail is taken without a login from ${var.clients}, which is no network of the relay",
      holds: { clients: SUBNET },
      breaks: { clients: "0.0.0.0/0" },
    },
  },
});

describeRule("mail/published-needs-login", {
  passes: {
    "a port on which everybody logs in": (deployment) =>
      deployment.mailRelay("relay", { loginPorts: [587], joined: { publish: [{ containerPort: 587 }] } }),
  },
  fails: {
    "the port for containers": {
      given: (deployment) =>
        deployment.mailRelay("relay", { loginPorts: [587], joined: { publish: [{ containerPort: 25 }] } }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/published-needs-login   port 25 of the relay is published, and takes mail without a login
              got       published on 127.0.0.1
              expected  port 587
              fix       publish the port of \`submission\`, on which clients log in
      `,
    },
  },
});

describeRule("mail/relay-reachable", {
  passes: {
    "a client on the network of the relay": (deployment) => clientOf(deployment),
  },
  fails: {
    "a client on another network": {
      given: (deployment) => {
        const relay = relayOn(deployment);
        const other = deployment.network("other");
        deployment.mailRoute(deployment.service("baikal", { networks: [{ network: other }] }), relay);
      },
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/relay-reachable   baikal sends through relay, and shares no network with it
              got       other
              expected  mail
              fix       join the \`network\` of the route that \`relay.allow(…)\` returns
              accept    Invariants.of(baikal).acknowledge("mail/relay-reachable", "<reason>")
      `,
    },
    "a name that the relay has not": {
      given: (deployment) => clientOf(deployment, { relayHost: "localhost" }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/relay-reachable   baikal calls its relay localhost, to which the relay does not answer
              got       localhost
              expected  relay
              fix       take the \`host\` of the route that \`relay.allow(…)\` returns
              accept    Invariants.of(baikal).acknowledge("mail/relay-reachable", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => clientOf(deployment, { relayHost: deployment.variable("relay_host") }),
      what: "baikal calls its relay ${var.relay_host}, to which the relay does not answer",
      holds: { relay_host: "relay" },
      breaks: { relay_host: "localhost" },
    },
  },
});

describeRule("mail/relay-port", {
  passes: { "the port of the relay": (deployment) => clientOf(deployment) },
  fails: {
    "the port for logins": {
      given: (deployment) => clientOf(deployment, { relayPort: 587 }, { loginPorts: [587] }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/relay-port   baikal sends to port 587, on which relay takes no mail from containers
              got       587
              expected  25
              fix       take the \`port\` of the route that \`relay.allow(…)\` returns
              accept    Invariants.of(baikal).acknowledge("mail/relay-port", "<reason>")
      `,
    },
  },
});

describeRule("mail/sender-allowed", {
  passes: { "a domain that the relay accepts": (deployment) => clientOf(deployment) },
  fails: {
    "another domain": {
      given: (deployment) => clientOf(deployment, { senderDomains: ["events.example.org"] }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/sender-allowed   baikal sends mail of events.example.org, which relay does not accept
              got       events.example.org
              expected  example.org
              fix       let the service through with \`relay.allow(…)\`, or add the domain to \`senderDomains\` of the relay
              accept    Invariants.of(baikal).acknowledge("mail/sender-allowed", "<reason>")
      `,
    },
  },
  unknown: {
    "a domain from a variable": {
      given: (deployment) => clientOf(deployment, { senderDomains: [deployment.variable("domain")] }),
      what: "baikal sends mail of ${var.domain}, which relay does not accept",
      holds: { domain: "example.org" },
      breaks: { domain: "example.net" },
    },
  },
});

describeRule("mail/way-out", {
  passes: {
    "a network with a way out": (deployment) => relayOn(deployment),
    "a smarthost on the same internal network": (deployment) => {
      const relay = relayOn(deployment, smarthostOf({ host: "mailserver" }), { isInternal: true });
      deployment.service("mailserver", { networks: [{ network: relay.container.endpoints[0].network }] });
    },
  },
  fails: {
    "internal networks alone": {
      given: (deployment) => relayOn(deployment, {}, { isInternal: true }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/way-out   relay is on no network with a way out of the host
              got       mail
              expected  one network that is not \`internal\`
              fix       add such a network to \`networks\`
              accept    Invariants.of(relay).acknowledge("mail/way-out", "<reason>")
      `,
    },
  },
});

describeRule("mail/credentials-encrypted", {
  passes: { "a login over TLS": (deployment) => relayOn(deployment, smarthostOf({ hasCredentials: true })) },
  fails: {
    "a login over TLS that may be missing": {
      given: (deployment) => relayOn(deployment, smarthostOf({ hasCredentials: true, tls: MailTlsLevel.MAY })),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/credentials-encrypted   the relay logs in at smtp.example.org:587, perhaps without encryption
              got       may
              expected  a level that is always encrypted
              fix       leave \`tls\` of the smarthost out, or pass \`SmtpTls.encrypted()\` or a stricter one
              accept    Invariants.of(relay).acknowledge("mail/credentials-encrypted", "<reason>")
      `,
    },
  },
});

describeRule("mail/tls-sense", {
  passes: {
    "STARTTLS on its port": (deployment) => relayOn(deployment, smarthostOf({})),
    "implicit TLS on its port": (deployment) =>
      relayOn(deployment, smarthostOf({ port: 465, usesImplicitTls: true, tls: MailTlsLevel.VERIFY })),
  },
  fails: {
    "STARTTLS on the port of implicit TLS": {
      given: (deployment) => relayOn(deployment, smarthostOf({ port: 465 })),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/tls-sense   smtp.example.org:465 is asked for STARTTLS, where servers expect TLS from the first byte
              got       STARTTLS
              expected  implicit TLS
              fix       pass \`implicitTls: true\` to \`Smarthost.of\`, or acknowledge that this server is another one
              accept    Invariants.of(relay).acknowledge("mail/tls-sense", "<reason>")
      `,
    },
    "implicit TLS on the port of STARTTLS": {
      given: (deployment) => relayOn(deployment, smarthostOf({ usesImplicitTls: true })),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/tls-sense   smtp.example.org:587 is asked for TLS from the first byte, where servers expect STARTTLS
              got       implicit TLS
              expected  STARTTLS, or port 465
              fix       leave \`implicitTls\` out, or pass \`port: 465\`
              accept    Invariants.of(relay).acknowledge("mail/tls-sense", "<reason>")
      `,
    },
    "a certificate for an address": {
      given: (deployment) => relayOn(deployment, smarthostOf({ host: "203.0.113.7", tls: MailTlsLevel.SECURE })),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/tls-sense   the certificate of 203.0.113.7:587 is checked for a name, and it has only an address
              got       203.0.113.7
              expected  a host name
              fix       name the smarthost, or pass \`SmtpTls.fingerprint([…])\`
              accept    Invariants.of(relay).acknowledge("mail/tls-sense", "<reason>")
      `,
    },
  },
});

describeRule("mail/size-limits", {
  passes: {
    "limits that grow on the way": (deployment) =>
      clientOf(
        deployment,
        { maxMessageBytes: 1_000 },
        { maxMessageBytes: 2_000, ...smarthostOf({ maxMessageBytes: 2_000 }) },
      ),
  },
  fails: {
    "a client that sends more than the relay accepts": {
      given: (deployment) => clientOf(deployment, { maxMessageBytes: 3_000 }, { maxMessageBytes: 2_000 }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/size-limits   warning: baikal sends larger messages than relay accepts
              got       3000 bytes
              expected  at most 2000 bytes
              fix       raise \`limits.message\` of the relay, or send smaller attachments
              accept    Invariants.of(baikal).acknowledge("mail/size-limits", "<reason>")
      `,
    },
    "a relay that accepts more than its smarthost": {
      given: (deployment) =>
        relayOn(deployment, { maxMessageBytes: 3_000, ...smarthostOf({ maxMessageBytes: 2_000 }) }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/size-limits   warning: relay accepts larger messages than smtp.example.org:587
              got       3000 bytes
              expected  at most 2000 bytes
              fix       lower \`limits.message\` of the relay
              accept    Invariants.of(relay).acknowledge("mail/size-limits", "<reason>")
      `,
    },
  },
});

describeRule("mail/dkim-covers-senders", {
  passes: {
    "a signature for each domain": (deployment) => relayOn(deployment, { signedDomains: ["example.org"] }),
  },
  fails: {
    "a domain without a signature": {
      given: (deployment) => relayOn(deployment, { signedDomains: ["example.net"] }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/dkim-covers-senders   warning: mail of example.org is not signed, though mail of example.net is
              got       example.net
              expected  example.org too
              fix       add the domain to \`dkim.domains\`
              accept    Invariants.of(relay).acknowledge("mail/dkim-covers-senders", "<reason>")
      `,
    },
  },
  unknown: {
    "a domain from a variable": {
      given: (deployment) =>
        relayOn(deployment, { signedDomains: ["example.org"], senderDomains: [deployment.variable("domain")] }),
      what: "mail of ${var.domain} is not signed, though mail of example.org is",
    },
  },
});

describeRule("mail/spf-published", {
  passes: {
    "a host whose address is known": (deployment) => {
      const host = deployment.addHost("public", { publicAddresses: ["203.0.113.7"] });
      deployment.mailRelay("relay", { smarthosts: [], joined: { host } });
    },
  },
  fails: {
    "a host whose address nobody told": {
      given: (deployment) => deployment.mailRelay("relay", { smarthosts: [] }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/spf-published   warning: relay delivers mail by itself, from an address that nobody has told
              got       host without \`publicAddresses\`
              expected  the public addresses of the host, so that the SPF records can be listed
              fix       pass \`publicAddresses\` to the DockerHost, or a \`smarthost\` to the relay
              accept    Invariants.of(relay).acknowledge("mail/spf-published", "<reason>")
      `,
    },
  },
});

describeRule("mail/bounce-address", {
  passes: {
    "a mailbox elsewhere": (deployment) =>
      relayOn(deployment, { localDomain: "calendar.example.org", bounceAddress: "cal-bounce@example.org" }),
  },
  fails: {
    "the postmaster of the relay itself": {
      given: (deployment) =>
        relayOn(deployment, { localDomain: "calendar.example.org", bounceAddress: "postmaster@calendar.example.org" }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/bounce-address   warning: bounces go to postmaster@calendar.example.org, which is a name of the relay itself
              got       postmaster@calendar.example.org
              expected  a mailbox that somebody reads
              fix       name another \`rootAddress\`
              accept    Invariants.of(relay).acknowledge("mail/bounce-address", "<reason>")
      `,
    },
  },
});

describeRule("mail/one-server-per-domain", {
  passes: {
    "a domain each": (deployment) => {
      deployment.mailServer("chat");
      deployment.mailServer("talk");
    },
  },
  fails: {
    "one domain on two hosts": {
      given: (deployment) => {
        deployment.mailServer("chat", { mailDomain: "example.org" });
        const other = deployment.addHost("other", { engine: "ssh://other.example.org" });
        deployment.mailServer("talk", { mailDomain: "example.org", joined: { host: other } });
      },
      text: `
        calendars/host/chat: 1 problem

          ✗ mail/one-server-per-domain   the mailboxes of example.org are also on calendars/other/talk
              expected  one mail server a domain
              fix       give one of them another \`mailDomain\`
              accept    Invariants.of(chat).acknowledge("mail/one-server-per-domain", "<reason>")
      `,
    },
  },
});

describeRule("mail/not-through-server", {
  passes: {
    "a relay beside a mail server": (deployment) => {
      deployment.mailServer("chat");
      clientOf(deployment);
    },
  },
  fails: {
    "a service that sends through it, and a relay that hands it all mail": {
      given: (deployment) => {
        deployment.mailServer("chat");
        clientOf(deployment, { relayHost: "chat.example.org" }, smarthostOf({ host: "chat" }));
      },
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/not-through-server   baikal sends through chat, which takes only encrypted mail of its users
              got       chat.example.org:25
              expected  a PostfixRelay, or another mail server that relays
              fix       pass a PostfixRelay as its relay
              accept    Invariants.of(baikal).acknowledge("mail/not-through-server", "<reason>")

        calendars/host/relay: 1 problem

          ✗ mail/not-through-server   relay hands its mail to a server of mailboxes, which takes only encrypted mail of its users
              got       chat:587
              expected  a smarthost that relays
              fix       name another \`smarthost\`, or deliver directly by \`directDelivery\`
              accept    Invariants.of(relay).acknowledge("mail/not-through-server", "<reason>")
      `,
    },
  },
  unknown: {
    "a relay from a variable": {
      given: (deployment) => {
        deployment.mailServer("chat");
        const client = deployment.service("baikal");
        deployment.topology.declareMailRoute({
          construct: client.construct,
          client,
          relayHost: deployment.variable("relay_host"),
          relayPort: 25,
          senderDomains: ["example.org"],
        });
      },
      what: "baikal sends through ${var.relay_host}, which could be a server of mailboxes",
      holds: { relay_host: "smtp.example.net" },
      breaks: { relay_host: "chat.example.org" },
    },
    "a smarthost from a variable": {
      given: (deployment) => {
        deployment.mailServer("chat");
        relayOn(deployment, smarthostOf({ host: deployment.variable("smarthost") }));
      },
      what: "relay hands its mail to what could be a server of mailboxes",
      holds: { smarthost: "smtp.example.net" },
      breaks: { smarthost: "chat.example.org" },
    },
  },
});

describeRule("mail/proxy-hides-clients", {
  passes: {
    "room for a thousand": (deployment) => void deployment.mailServer("chat", { connectionsBehindProxy: 1_000 }),
  },
  fails: {
    "room for two hundred": {
      given: (deployment) => void deployment.mailServer("chat", { connectionsBehindProxy: 200 }),
      text: `
        calendars/host/chat: 1 problem

          ✗ mail/proxy-hides-clients   warning: all clients of chat on the web port share 200 connections
              got       200 connections for one address
              expected  at least 1000
              fix       raise \`ini.maxSmtpConnections\` to 5000
              accept    Invariants.of(chat).acknowledge("mail/proxy-hides-clients", "<reason>")
      `,
    },
  },
});
