import { TerraformVariable } from "cdktf";
import type {
  CalendarServerDeclaration,
  MailRelayDeclaration,
  MailRelayNode,
  MailRouteDeclaration,
} from "../../../src/topology";
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

/** A number that only Terraform knows. */
function numberOf({ stack }: Deployment): number {
  return new TerraformVariable(stack, "number", { type: "number" }).numberValue;
}

describeRule("mail/never-open", {
  passes: {
    "the subnet of its network behind the host": (deployment) => relayOn(deployment),
    "IPv6 in the brackets of Postfix": (deployment) =>
      relayOn(
        deployment,
        { clientNetworks: [`!${GATEWAY}`, "![fd00:29::1]", SUBNET, "[fd00:29::]/64"] },
        { ipv6Subnet: "fd00:29::/64" },
      ),
    "a part of its network": (deployment) => relayOn(deployment, { clientNetworks: ["172.29.0.64/26"] }),
    "a network of containers alone": (deployment) => relayOn(deployment, {}, { driver: "bridge" }),
    "a network of somebody else, with the gateway that the engine names": (deployment) =>
      relayOn(
        deployment,
        { clientNetworks: ["!172.29.0.254", SUBNET] },
        { engineGateway: "172.29.0.254", isAdopted: true },
      ),
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
    "a network of its own that holds the world": {
      given: (deployment) =>
        relayOn(deployment, { clientNetworks: [`!${GATEWAY}`, "0.0.0.0/0"] }, { subnet: "0.0.0.0/0" }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from 0.0.0.0/0, in which there are more than containers
              got       0.0.0.0/0
              expected  the subnet of a network of containers, such as 172.29.0.0/24
              fix       give the network a \`subnet\` of the size that it needs
      `,
    },
    "a wire with other machines on it": {
      given: (deployment) => relayOn(deployment, {}, { driver: "macvlan" }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from mail, on which there may be more than containers
              got       driver macvlan
              expected  bridge or overlay
              fix       take a network of the driver \`bridge\`, and \`submission\` for clients elsewhere
      `,
    },
    "the network of the host": {
      given: (deployment) =>
        deployment.mailRelay("relay", { clientNetworks: ["127.0.0.0/8"], joined: { usesHostNetwork: true } }),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login on the network of the host, where relay answers on all addresses of it
              got       the network of the host
              expected  networks of its own
              fix       let it join networks, and not that of the host
      `,
    },
    "the host over IPv6": {
      given: (deployment) =>
        relayOn(
          deployment,
          { clientNetworks: [`!${GATEWAY}`, SUBNET, "[fd00:29::]/64"] },
          { ipv6Subnet: "fd00:29::/64" },
        ),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/never-open   mail is taken without a login from fd00:29::1, which is the host itself on mail
              got       !172.29.0.1, 172.29.0.0/24, [fd00:29::]/64
              expected  !fd00:29::1 before fd00:29::/64: everybody who comes through a published port has this address
              fix       leave the list to \`networks\`
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
    "a network of somebody else, of which the engine knows the driver": {
      given: (deployment) => relayOn(deployment, {}, { driver: deployment.variable("driver") }),
      what: "mail is taken without a login from mail, on which there may be more than containers",
      holds: { driver: "bridge" },
      breaks: { driver: "macvlan" },
    },
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
    "a client on a network from which the relay takes no mail": {
      given: (deployment) => {
        const signers = deployment.network("signers", { subnet: "172.29.9.0/24" });
        const mail = deployment.network("mail", { subnet: SUBNET, gateway: GATEWAY });
        const relay = deployment.mailRelay("relay", {
          clientNetworks: [`!${GATEWAY}`, SUBNET],
          joined: { networks: [{ network: mail }, { network: signers }] },
        });
        deployment.mailRoute(deployment.service("baikal", { networks: [{ network: signers }] }), relay);
      },
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/relay-reachable   baikal sends from signers, from which relay takes no mail
              got       172.29.9.0/24
              expected  !172.29.0.1, 172.29.0.0/24
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
  unknown: {
    "a port from a variable": {
      given: (deployment) => clientOf(deployment, { relayPort: numberOf(deployment) }),
      what: "whether baikal sends to a port on which relay takes mail is known to Terraform only",
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
    "another domain than somebody else's relay accepts": {
      given: (deployment) => clientOf(deployment, { senderDomains: ["events.example.org"] }, { isAdopted: true }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/sender-allowed   baikal sends mail of events.example.org, which relay does not accept
              got       events.example.org
              expected  example.org
              fix       have the relay accept the domain, and name it in \`senderDomains\` of \`PostfixRelay.fromExisting\`
              accept    Invariants.of(baikal).acknowledge("mail/sender-allowed", "<reason>")
      `,
    },
  },
  unknown: {
    "a relay of somebody else, of which nobody has said what it accepts": {
      given: (deployment) => clientOf(deployment, {}, { isAdopted: true, senderDomains: undefined }),
      what: "baikal sends mail of example.org, and nobody has said whether relay accepts it",
    },
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
  passes: {
    "a login over TLS": (deployment) => relayOn(deployment, smarthostOf({ hasCredentials: true })),
    "a client that logs in over TLS": (deployment) => clientOf(deployment, { hasCredentials: true, usesTls: true }),
  },
  fails: {
    "a login over TLS that may be missing": {
      given: (deployment) => relayOn(deployment, smarthostOf({ hasCredentials: true, tls: MailTlsLevel.MAY })),
      text: `
        calendars/host/relay: 1 problem

          ✗ mail/credentials-encrypted   the relay logs in at smtp.example.org:587, perhaps without encryption
              got       may
              expected  a level that is always encrypted
              fix       leave \`tls\` of the smarthost out, or pass \`SmtpTls.encrypted()\` or a stricter one, and an image that can do it
              accept    Invariants.of(relay).acknowledge("mail/credentials-encrypted", "<reason>")
      `,
    },
    "a client that logs in without TLS": {
      given: (deployment) => clientOf(deployment, { hasCredentials: true }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/credentials-encrypted   baikal logs in at relay:25 without encryption
              got       no TLS
              expected  STARTTLS, or implicit TLS
              fix       take \`usesTls\` of the route that \`relay.allow(…)\` returns
              accept    Invariants.of(baikal).acknowledge("mail/credentials-encrypted", "<reason>")
      `,
    },
  },
  unknown: {
    "a level from a variable": {
      given: (deployment) =>
        relayOn(deployment, smarthostOf({ hasCredentials: true, tls: deployment.variable("tls") })),
      what: "the relay logs in at smtp.example.org:587, perhaps without encryption",
      holds: { tls: "encrypt" },
      breaks: { tls: "may" },
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
    "a client with implicit TLS on the port of STARTTLS": {
      given: (deployment) =>
        clientOf(deployment, { relayPort: 587, usesTls: true, usesImplicitTls: true }, { ports: [587] }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/tls-sense   relay:587 is asked for TLS from the first byte, where servers expect STARTTLS
              got       implicit TLS
              expected  STARTTLS, or port 465
              fix       leave \`implicitTls\` out, or pass \`port: 465\`
              accept    Invariants.of(baikal).acknowledge("mail/tls-sense", "<reason>")
      `,
    },
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
  unknown: {
    "a host from a variable": {
      given: (deployment) => relayOn(deployment, smarthostOf({ host: deployment.variable("smarthost") })),
      what: "whether the TLS of the smarthost fits its port and its name is known to Terraform only",
    },
    "a port from a variable": {
      given: (deployment) => relayOn(deployment, smarthostOf({ port: numberOf(deployment) })),
      what: "whether the TLS of the smarthost smtp.example.org fits its port and its name is known to Terraform only",
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
  unknown: {
    "a limit of the client from a variable": {
      given: (deployment) =>
        clientOf(deployment, { maxMessageBytes: numberOf(deployment) }, { maxMessageBytes: 10_240_000 }),
      what: "whether relay accepts the largest messages of baikal is known to Terraform only",
    },
    "a limit of the smarthost from a variable": {
      given: (deployment) =>
        relayOn(deployment, { ...smarthostOf({ maxMessageBytes: numberOf(deployment) }), maxMessageBytes: 10_240_000 }),
      what: "whether smtp.example.org:587 accepts the largest messages of relay is known to Terraform only",
    },
    "somebody else's relay, of which nobody has said how much it accepts": {
      given: (deployment) => clientOf(deployment, { maxMessageBytes: 3_000 }, { isAdopted: true }),
      what: "baikal sends messages of 3000 bytes, and nobody has said how large relay accepts them",
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
  unknown: {
    "a domain from a variable": {
      given: (deployment) =>
        relayOn(deployment, { localDomain: deployment.variable("domain"), bounceAddress: "root@example.org" }),
      what: "bounces go to root@example.org, which is a name of the relay itself",
    },
  },
});

/** A server of calendars with accounts, which sends invitations through a relay or not. */
function calendarServer(deployment: Deployment, facts: Partial<CalendarServerDeclaration>, hasRelay = true): void {
  const relay = relayOn(deployment);
  const container = deployment.service("baikal", { networks: [{ network: relay.container.endpoints[0].network }] });
  if (hasRelay) deployment.mailRoute(container, relay);
  deployment.topology.declareCalendarServer({ construct: container.construct, container, ...facts });
}

describeRule("mail/invitations-relayed", {
  passes: {
    "a server with a relay": (deployment) => calendarServer(deployment, { inviteAddress: "calendar@example.org" }),
  },
  fails: {
    "a server without one": {
      given: (deployment) => calendarServer(deployment, { inviteAddress: "calendar@example.org" }, false),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/invitations-relayed   baikal sends invitations as calendar@example.org, and has no relay that would take them
              got       no route for mail
              expected  a relay
              fix       pass \`relay\`, such as a PostfixRelay, or leave the address for invitations out
              accept    Invariants.of(baikal).acknowledge("mail/invitations-relayed", "<reason>")
      `,
    },
  },
});

describeRule("mail/organizer-address", {
  passes: {
    "an account with its address as name": (deployment) =>
      calendarServer(deployment, {
        inviteAddress: "calendar@example.org",
        accounts: [{ name: "Anna@example.org", address: "anna@example.org" }],
      }),
  },
  fails: {
    "a name that is no address": {
      given: (deployment) =>
        calendarServer(deployment, {
          inviteAddress: "calendar@example.org",
          accounts: [{ name: "anna", address: "anna@example.org" }],
        }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ mail/organizer-address   warning: the account anna of baikal has the address anna@example.org, which is not its name
              got       anna
              expected  anna@example.org
              fix       name the account by its address, or see that its owner sets the address as organizer in each program
              accept    Invariants.of(baikal).acknowledge("mail/organizer-address", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) =>
        calendarServer(deployment, {
          inviteAddress: "calendar@example.org",
          accounts: [{ name: "anna@example.org", address: deployment.variable("address") }],
        }),
      what: "the account anna@example.org of baikal has the address ${var.address}, which is not its name",
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
