import { Lazy } from "cdktf";
import type { DockerHost, ExistingMailRelayProps, PostfixRelayProps } from "cdktf-groupware";
import {
  Duration,
  Invariants,
  PostfixRelay,
  RelayImage,
  Secret,
  ServiceNetwork,
  Size,
  Smarthost,
  SmtpTls,
} from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost, makeService } from "../docker/blocks";

const SUBMISSION = {
  users: [{ name: "alice", password: Secret.fromVariable("alice") }],
  certificate: Secret.fromVariable("certificate"),
  privateKey: Secret.fromVariable("private_key"),
};

function network(host: DockerHost) {
  return new ServiceNetwork(host, "messages", { subnet: "172.29.0.0/24" });
}

function relayOn(host: DockerHost, props: Partial<PostfixRelayProps> = {}) {
  return new PostfixRelay(host, "relay", {
    networks: props.networks ?? [network(host)],
    mailName: "calendar.example.org",
    rootAddress: "cal-bounce@example.org",
    ...(props.directDelivery ? {} : { smarthost: Smarthost.of("smtpcal.example.org") }),
    ...props,
  });
}

/** Files that the job of a configuration writes, by the text in them. */
function uploads(host: DockerHost): string[] {
  const job = synthesized(host).resource("calendars/host/relay/Config/Write");
  return job.upload.map(({ content }: { content: string }) => content);
}

describe("the container", () => {
  it("starts as root with five capabilities, and can write into its queue alone", () => {
    const relay = relayOn(makeHost());

    const config = synthesized(relay).resource("calendars/host/relay");

    expect(config).toMatchObject({
      read_only: true,
      capabilities: {
        add: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"],
        drop: ["ALL"],
      },
      security_opts: ["no-new-privileges:true"],
    });
    expect(config.user).toBeUndefined();
    expect(config.volumes.map((volume: object) => ({ ...volume, volume_name: "" }))).toEqual([
      { volume_name: "", container_path: "/var/spool/postfix", read_only: false },
      { volume_name: "", container_path: "/config", read_only: true },
    ]);
  });

  it("keeps its queue in a volume that Terraform does not destroy", () => {
    const relay = relayOn(makeHost());

    expect(synthesized(relay).resource("calendars/host/relay/Queue").lifecycle.prevent_destroy).toBe(true);
  });

  it("publishes nothing", () => {
    expect(synthesized(relayOn(makeHost())).resource("calendars/host/relay").ports).toBeUndefined();
  });

  it("publishes the port for logins, on this host alone", () => {
    const relay = relayOn(makeHost(), { submission: { ...SUBMISSION, publish: {} } });

    expect(synthesized(relay).resource("calendars/host/relay").ports).toEqual([
      { internal: 587, external: 587, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });
});

describe("allow", () => {
  it("tells how the relay is reached, and lets the senders through", () => {
    const host = makeHost();
    const messages = network(host);
    const relay = relayOn(host, { networks: [messages] });

    const client = { construct: host, senders: ["ann@events.example.org", "events.example.org"] };
    const route = relay.allow(client);

    expect([route.host, route.port, route.network, route.senderDomains]).toEqual([
      "relay",
      25,
      messages,
      ["events.example.org"],
    ]);
    expect([route.usesTls, route.credentials]).toEqual([false, undefined]);
    expect(uploads(host)).toContain("<> OK\ncalendar.example.org OK\nevents.example.org OK\n");
  });

  it("takes a network on which the client is", () => {
    const host = makeHost();
    const events = new ServiceNetwork(host, "events", { subnet: "172.30.0.0/24" });
    const relay = relayOn(host, { networks: [network(host), events] });

    expect(relay.allow({ construct: host, senders: ["example.org"], networks: [events] }).network).toBe(events);
  });

  it("declares the route, of which all rules approve", () => {
    const host = makeHost();
    const route = relayOn(host).allow({ construct: host, senders: ["ann@example.org"] });
    const client = makeService(host, "client", { networks: [{ network: route.network }] });

    route.connect(client.containerNode);

    const mail = synthesized(host).report.findings.filter(({ rule }) => rule.startsWith("mail/"));
    expect(mail).toEqual([]);
    expect(synthesized(host).topology.mailRoutes).toHaveLength(1);
  });

  it("refuses a client that is none", () => {
    const relay = relayOn(makeHost());

    expect(refusalOf(() => relay.allow(undefined as never))).toBe(
      `calendars/host/relay.allow: 2 problems

  ✗ construct   is required
      got       nothing
      expected  the construct that sends
      fix       correct \`construct\`

  ✗ senders   holds what is no envelope sender
      got       nothing
      expected  an address such as calendar@example.org, or a domain
      fix       correct \`senders\``,
    );
  });

  it("refuses what is no sender", () => {
    const host = makeHost();
    const relay = relayOn(host);

    expect(refusalOf(() => relay.allow({ construct: host, senders: ["nobody"] }))).toBe(
      `calendars/host: 1 problem

  ✗ senders   holds what is no envelope sender
      got       "nobody"
      expected  an address such as calendar@example.org, or a domain
      fix       correct \`senders\``,
    );
  });
});

describe("DKIM", () => {
  it("has a container, a network and a key of its own, and tells the DNS record", () => {
    const host = makeHost();
    relayOn(host, { dkim: { domains: ["calendar.example.org", "example.org"] } });

    const result = synthesized(host);

    expect(result.resource("calendars/host/relay/Dkim").user).toBe("104:104");
    expect(result.resource("calendars/host/relay/Dkim/Network").internal).toBe(true);
    expect(result.resource("calendars/host/relay/Dkim/Keys").lifecycle.prevent_destroy).toBe(true);
    expect(result.resource("calendars/host/relay/Dkim/Record").value).toMatch(
      /^\$\{try\(element\(regex\("DKIM-RECORD .*container_logs\), 0\), ""\)\}$/,
    );
    expect(result.topology.dnsRecords.map(({ name, type }) => [name, type])).toEqual([
      ["mail._domainkey.calendar.example.org", "TXT"],
      ["mail._domainkey.example.org", "TXT"],
    ]);
  });
});

describe("direct delivery", () => {
  it("lists the SPF records of all senders", () => {
    const host = makeHost({ publicAddresses: ["203.0.113.7", "2001:db8::7"] });
    const relay = relayOn(host, { directDelivery: true });
    relay.allow({ construct: host, senders: ["ann@events.example.org", "ann@calendar.example.org"] });

    const { dnsRecords } = synthesized(host).topology;

    expect(dnsRecords.map(({ name, type, value }) => [name, type, value])).toEqual([
      ["calendar.example.org", "TXT", "v=spf1 ip4:203.0.113.7 ip6:2001:db8::7 -all"],
      ["events.example.org", "TXT", "v=spf1 ip4:203.0.113.7 ip6:2001:db8::7 -all"],
    ]);
    expect(uploads(host)[0]).toContain("\nrelayhost =\n");
  });
});

describe("a network of somebody else", () => {
  it("is known to Terraform, which writes its addresses into the configuration", () => {
    const host = makeHost();
    const theirs = ServiceNetwork.fromExisting(host, "theirs", { networkName: "messages_internal" });
    relayOn(host, { networks: [theirs] });

    const mainCf = uploads(host)[0];
    const { findings } = synthesized(host).report;

    expect(mainCf).toMatch(
      /^mynetworks = !\$\{\[for config in data\..* : coalesce\(config\.gateway, cidrhost\(config\.subnet, 1\)\) .*\]\[0\]\}, 127\.0\.0\.0\/8, \$\{\[for config in data\..*\]\[0\]\}$/m,
    );
    expect(findings.filter(({ rule }) => rule.startsWith("mail/"))).toMatchObject([
      {
        rule: "mail/never-open",
        status: "checked-by-terraform",
        what: expect.stringContaining("messages_internal") as string,
      },
    ]);
  });
});

describe("images of others", () => {
  const smarthost = Smarthost.of("smtpcal.example.org", {
    credentials: { user: "cal", password: Secret.fromVariable("smtp_password") },
  });

  it("boky/postfix gets the networks, and is told not to believe senders", () => {
    const relay = relayOn(makeHost(), { image: RelayImage.boky(), smarthost });

    const config = synthesized(relay).resource("calendars/host/relay");

    expect(relay.port).toBe(587);
    expect([...config.env].sort()).toEqual([
      "ALLOWED_SENDER_DOMAINS=calendar.example.org",
      "POSTFIX_2bounce_notice_recipient=cal-bounce@example.org",
      "POSTFIX_bounce_notice_recipient=cal-bounce@example.org",
      "POSTFIX_bounce_queue_lifetime=432000s",
      "POSTFIX_delay_notice_recipient=cal-bounce@example.org",
      "POSTFIX_delay_warning_time=0s",
      "POSTFIX_error_notice_recipient=cal-bounce@example.org",
      "POSTFIX_maximal_backoff_time=4000s",
      "POSTFIX_maximal_queue_lifetime=432000s",
      "POSTFIX_message_size_limit=10240000",
      "POSTFIX_minimal_backoff_time=300s",
      "POSTFIX_myhostname=calendar.example.org",
      "POSTFIX_mynetworks=!172.29.0.1, 127.0.0.0/8, 172.29.0.0/24",
      "POSTFIX_myorigin=calendar.example.org",
      "POSTFIX_smtp_tls_security_level=encrypt",
      "POSTFIX_smtpd_relay_restrictions=permit_mynetworks,reject",
      "RELAYHOST=[smtpcal.example.org]:587",
      "RELAYHOST_PASSWORD_FILE=/relay-secrets/smarthost-0",
      "RELAYHOST_USERNAME=cal",
    ]);
  });

  it("devture/exim-relay gets the networks, two colons, and its password as a file", () => {
    const relay = relayOn(makeHost(), { image: RelayImage.exim(), smarthost });
    Invariants.of(relay).acknowledge("mail/credentials-encrypted", "this smarthost always offers STARTTLS");

    const config = synthesized(relay).resource("calendars/host/relay");

    expect(relay.port).toBe(8025);
    expect(config.user).toBe("100:101");
    expect([...config.env].sort()).toEqual([
      "HOSTNAME=calendar.example.org",
      "LOCAL_DOMAINS=",
      "RELAY_FROM_HOSTS=<; !172.29.0.1 ; 172.29.0.0/24",
      "RELAY_TO_DOMAINS=*",
      "SMARTHOST=smtpcal.example.org::587",
      "SMTP_USERNAME=cal",
    ]);
  });

  it("boky/postfix gets limits and times as parameters of Postfix", () => {
    const limits = { recipients: 50, messagesPerMinute: 60, connectionsPerMinute: 30 };
    const queue = { minimalBackoff: Duration.minutes(1), maximalBackoff: Duration.hours(1) };
    const relay = relayOn(makeHost(), {
      image: RelayImage.boky(),
      smarthost: Smarthost.of("example.org", { mxLookup: true, tls: SmtpTls.dane() }),
      limits,
      queue: { ...queue, delayWarning: Duration.hours(4) },
    });

    expect(synthesized(relay).resource("calendars/host/relay").env).toEqual(
      expect.arrayContaining([
        "POSTFIX_smtpd_recipient_limit=50",
        "POSTFIX_smtpd_client_message_rate_limit=60",
        "POSTFIX_smtpd_client_connection_rate_limit=30",
        "POSTFIX_smtpd_client_event_limit_exceptions=127.0.0.1",
        "POSTFIX_minimal_backoff_time=60s",
        "POSTFIX_maximal_backoff_time=3600s",
        "POSTFIX_delay_warning_time=14400s",
        "POSTFIX_smtp_dns_support_level=dnssec",
        "RELAYHOST=example.org:25",
      ]),
    );
  });

  it("devture/exim-relay cannot be told to encrypt, so a login at a smarthost is a finding", () => {
    const relay = relayOn(makeHost(), { image: RelayImage.exim(), smarthost });

    expect(refusalOf(() => synthesized(relay))).toContain(
      "✗ mail/credentials-encrypted   the relay logs in at smtpcal.example.org:587, perhaps without encryption",
    );
  });

  it.each([
    [{ limits: { message: Size.mebibytes(5) } }, "limits   is not possible with the image devture/exim-relay"],
    [{ senderDomains: ["example.org"] }, "senderDomains   is not possible"],
    [{ queue: { lifetime: Duration.days(1) } }, "queue.lifetime   is not possible"],
    [{ smarthost: Smarthost.of("smtp.example.org", { tls: SmtpTls.encrypted() }) }, "got       encrypt"],
    [{ smarthost: Smarthost.of("example.org", { mxLookup: true }) }, "got       a mail domain"],
    [{ smarthost: Smarthost.of("smtp.example.org", { port: 465 }) }, "got       implicit TLS"],
  ])("devture/exim-relay refuses what it has no setting for: %#", (props, expected) => {
    expect(refusalOf(() => relayOn(makeHost(), { image: RelayImage.exim(), ...props }))).toContain(expected);
  });

  it("refuse what they have no setting for, publishing above all", () => {
    const host = makeHost();

    expect(
      refusalOf(() =>
        relayOn(host, { image: RelayImage.boky(), dkim: {}, submission: { ...SUBMISSION, publish: {} } }),
      ),
    ).toBe(
      `calendars/host/relay: 2 problems

  ✗ dkim   is not possible with the image boky/postfix
      expected  the image of this library
      fix       leave \`dkim\` out, or pass \`image: RelayImage.bundled()\`

  ✗ submission   is not possible with the image boky/postfix
      expected  the image of this library
      fix       leave \`submission\` out, or pass \`image: RelayImage.bundled()\``,
    );
  });
});

describe("a relay that somebody else runs", () => {
  const CREDENTIALS = { user: "cal", password: Secret.fromVariable("smtp_password") };

  function existing(host: DockerHost, props: Partial<ExistingMailRelayProps> = {}) {
    return PostfixRelay.fromExisting(host, "theirs", {
      network: network(host),
      hostName: "mail.example.org",
      ...props,
    });
  }

  it("is reached as it was said, and creates nothing", () => {
    const host = makeHost();
    const relay = existing(host, { port: 465, credentials: CREDENTIALS, maxMessage: Size.mebibytes(20) });

    const route = relay.allow({ construct: host, senders: ["ann@example.org"] });

    expect(route).toMatchObject({
      host: "mail.example.org",
      port: 465,
      senderDomains: ["example.org"],
      usesTls: true,
      usesImplicitTls: true,
      credentials: CREDENTIALS,
      maxMessageBytes: 20_971_520,
    });
    expect(synthesized(host).stack("calendars").resource?.docker_container).toBeUndefined();
  });

  it.each([
    [{}, { port: 25, usesTls: false, usesImplicitTls: false }],
    [{ tls: true }, { port: 25, usesTls: true, usesImplicitTls: false }],
    [{ credentials: CREDENTIALS }, { port: 587, usesTls: true, usesImplicitTls: false }],
    [
      { port: 465, implicitTls: false },
      { port: 465, usesTls: false, usesImplicitTls: false },
    ],
  ])("%#: has the port and the encryption that go together", (props, expected) => {
    const host = makeHost();

    expect(existing(host, props).allow({ construct: host, senders: ["example.org"] })).toMatchObject(expected);
  });

  it.each([
    [{ senderDomains: ["example.org"] }, []],
    [{}, [["mail/sender-allowed", "deferred"]]],
  ])("%j: is looked at by the rules as far as it is known", (props, expected) => {
    const host = makeHost();
    const route = existing(host, props).allow({ construct: host, senders: ["ann@example.org"] });
    route.connect(makeService(host, "client", { networks: [{ network: route.network }] }).containerNode);

    const findings = synthesized(host).report.findings.filter(({ rule }) => rule.startsWith("mail/"));

    expect(findings.map(({ rule, status }) => [rule, status])).toEqual(expected);
  });

  it("tells all at once what does not fit", () => {
    const host = makeHost();
    const props = {
      hostName: "not a host",
      port: 0,
      tls: false,
      credentials: CREDENTIALS,
      senderDomains: "example.org",
    };

    expect(refusalOf(() => existing(host, props as never))).toBe(
      `calendars/host/theirs: 4 problems

  ✗ hostName   has a value that does not fit
      got       "not a host"
      expected  a host name such as smtp.example.org, or an IP address
      fix       give \`hostName\` a host name such as smtp.example.org, or an IP address

  ✗ port   has a value that does not fit
      got       0
      expected  a whole number from 1 to 65535
      fix       give \`port\` a whole number from 1 to 65535

  ✗ senderDomains   has a value that does not fit
      got       "example.org"
      expected  a list
      fix       give \`senderDomains\` a list

  ✗ tls   would send the password in the clear
      got       false
      expected  true
      fix       leave \`tls\` out`,
    );
  });
});

describe("bad input", () => {
  it("is told all at once", () => {
    const host = makeHost();

    expect(
      refusalOf(
        () =>
          new PostfixRelay(host, "relay", {
            networks: [new ServiceNetwork(host, "anywhere")],
            mailName: "calendar.example.org",
            rootAddress: "cal-bounce@example.org",
            parameters: { mynetworks: "0.0.0.0/0", message_size_limit: "0", smtpd_relay_restrictions: "permit" },
          }),
      ),
    ).toBe(
      `calendars/host/relay: 5 problems

  ✗ networks[0]   has no subnet, so nobody can tell its containers from strangers
      got       calendars-anywhere
      expected  a network with a \`subnet\`
      fix       give the network a \`subnet\`

  ✗ smarthost   is required unless the relay delivers by itself
      expected  a Smarthost, or \`directDelivery: true\`
      fix       pass \`smarthost: Smarthost.of("smtp.example.org")\`

  ✗ parameters.mynetworks   could open the relay: it says whose mail is taken without a login; \`networks\` decides
      expected  a parameter that says nothing of who may send, nor what a prop says
      fix       leave \`mynetworks\` out

  ✗ parameters.message_size_limit   belongs to \`limits.message\`
      expected  a parameter that says nothing of who may send, nor what a prop says
      fix       set \`limits.message\` instead

  ✗ parameters.smtpd_relay_restrictions   could open the relay: it decides who may send; \`networks\`, \`senderDomains\` and \`submission\` do
      expected  a parameter that says nothing of who may send, nor what a prop says
      fix       leave \`smtpd_relay_restrictions\` out`,
    );
  });

  it.each([
    "mynetworks_style",
    "relay_domains",
    "mydestination",
    "smtpd_client_restrictions",
    "smtpd_sasl_auth_enable",
    "smtpd_authorized_xclient_hosts",
    "smtpd_upstream_proxy_protocol",
    "smtpd_relay_before_recipient_restrictions",
    "postscreen_access_list",
    "smtpd_recipient_restrictions",
    "parent_domain_matches_subdomains",
    "allow_percent_hack",
    "allow_untrusted_routing",
    "smtpd_command_filter",
  ])("refuses the parameter %s, which could open the relay", (name) => {
    expect(refusalOf(() => relayOn(makeHost(), { parameters: { [name]: "yes" } }))).toContain("could open the relay");
  });

  it.each([
    ["bounce_notice_recipient", "belongs to `rootAddress`", "set `rootAddress` instead"],
    [
      "smtpd_forbid_bare_newline",
      "is settled: no message can hide another one",
      "leave `smtpd_forbid_bare_newline` out",
    ],
    ["data_directory", "belongs to the image", "leave `data_directory` out"],
  ])("refuses the parameter %s, and says who decides", (name, what, fix) => {
    expect(refusalOf(() => relayOn(makeHost(), { parameters: { [name]: "yes" } }))).toBe(
      `calendars/host/relay: 1 problem

  ✗ parameters.${name}   ${what}
      expected  a parameter that says nothing of who may send, nor what a prop says
      fix       ${fix}`,
    );
  });

  it.each(["60s\nmynetworks = 0.0.0.0/0", "", Lazy.stringValue({ produce: () => "known later" })])(
    "refuses the value %j of a parameter, which could bring others with it",
    (value) => {
      expect(refusalOf(() => relayOn(makeHost(), { parameters: { smtp_helo_timeout: value } }))).toContain(
        "text of one line, which is known when the program runs",
      );
    },
  );

  it("refuses a network that holds the world, whoever made it", () => {
    const host = makeHost();
    const theirs = ServiceNetwork.fromExisting(host, "theirs", { networkName: "everything", subnet: "0.0.0.0/0" });
    relayOn(host, { networks: [theirs] });

    expect(refusalOf(() => synthesized(host))).toContain(
      "✗ mail/never-open   mail is taken without a login from 0.0.0.0/0, in which there are more than containers",
    );
  });

  it("refuses networks without a way out", () => {
    const host = makeHost();
    const internal = new ServiceNetwork(host, "internal", { subnet: "172.29.0.0/24", internal: true });

    expect(refusalOf(() => relayOn(host, { networks: [internal] }))).toContain("have no way out of the host");
  });

  it("refuses to send a password where TLS may be missing", () => {
    const credentials = { user: "cal", password: Secret.fromVariable("smtp_password") };

    expect(refusalOf(() => Smarthost.of("smtp.example.org", { credentials, tls: SmtpTls.opportunistic() }))).toBe(
      `Smarthost.of: 1 problem

  ✗ tls   would send the password in the clear where somebody on the way wants it so
      got       may
      expected  a level that is always encrypted
      fix       leave \`tls\` out to get \`SmtpTls.encrypted()\`, or pass a stricter one`,
    );
  });
});
