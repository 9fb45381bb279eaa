import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DkimFailure, Duration, NotifyClass, Secret, Size, Smarthost, SmtpTls } from "cdktf-groupware";
import { fixtureImage, imageOf } from "../fixtures/images/build";
import { describeWithDocker, docker, eventually, tryDocker } from "./docker";
import type { TestContainer } from "./docker";
import type { RelayOptions } from "./relay";
import { MailLab, arrivals, healthy, recorded, send } from "./relay";

const secret = Secret.fromVariable("password");
const QUICK = { minimalBackoff: Duration.seconds(1), maximalBackoff: Duration.seconds(2) };

jest.setTimeout(120_000);

describeWithDocker("the relay image", () => {
  let lab: MailLab;
  let image: string;
  let tools: string;
  let client: TestContainer;

  beforeAll(() => {
    image = imageOf(join(__dirname, "../../images/postfix-relay"), "postfix-relay");
    tools = fixtureImage("smtp-recorder");
    lab = new MailLab(image, tools);
    client = lab.client("client");
  }, 600_000);

  afterAll(() => lab?.sandbox.remove());

  test("is small", () => {
    const size = (reference: string) => Number(docker(["image", "inspect", "--format", "{{.Size}}", reference]));

    expect(size(image) - size("debian:bookworm-slim")).toBeLessThanOrEqual(120_000_000);
  });

  describe("with a smarthost that takes everything", () => {
    let recorder: TestContainer;
    let relay: TestContainer;

    beforeAll(async () => {
      recorder = lab.recorder("smarthost");
      relay = lab.relay("relay", { limits: { message: Size.kibibytes(100) }, queue: QUICK });
      await healthy(relay);
    });

    test("hands on what a container sends", async () => {
      const { stdout } = send(client, "relay", "--header", "Subject: meeting");

      expect(stdout).toContain("250 2.0.0 Ok: queued as");
      const [message] = await arrivals(recorder, 1);
      expect(message).toMatchObject({
        sender: "ann@calendar.example.org",
        recipients: ["bob@example.net"],
        helo: "calendar.example.org",
      });
      expect(message.data).toContain("Subject: meeting");
    });

    test("says on its output what became of it", async () => {
      await eventually("a line in the log", () => /to=<bob@example.net>.*status=sent/.test(relay.logs()));
    });

    test("accepts bounces, which have no sender", () => {
      expect(send(client, "relay", "--from", "<>").status).toBe(0);
    });

    test.each(["eve@elsewhere.example", "eve@sub.calendar.example.org", "bob@example.net"])(
      "refuses the sender %s",
      (sender) => {
        const { stdout } = send(client, "relay", "--from", sender);

        expect(stdout).toContain(
          `<** 550 5.7.1 <${sender}>: Sender address rejected: this relay does not send for that domain; see senderDomains of the relay of calendar.example.org`,
        );
      },
    );

    test.each(["@calendar.example.org:eve@elsewhere.example", "calendar.example.org@elsewhere.example"])(
      "refuses the sender %s, in which an allowed domain is only a part",
      (sender) => {
        expect(send(client, "relay", "--from", sender).stdout).toMatch(
          /<\*\* 550 5\.7\.1 <.*elsewhere\.example>: Sender address rejected: this relay does not send for that domain/,
        );
      },
    );

    test("refuses a sender that is not allowed who writes to the postmaster", () => {
      const { stdout } = send(client, "relay", "--from", "eve@elsewhere.example", "--to", "postmaster");

      expect(stdout).toContain("550 5.7.1 <eve@elsewhere.example>: Sender address rejected: this relay does not send");
    });

    test("refuses a message that is too large", () => {
      const { stdout } = send(client, "relay", "--body", "x".repeat(100 * 1024));

      expect(stdout).toContain("<** 552 5.3.4 Error: message file too big");
    });

    test("gives mail to the postmaster to the one who is responsible", async () => {
      send(client, "relay", "--to", "postmaster@calendar.example.org");

      await eventually("the postmaster's mail", () =>
        recorded(recorder).some(({ recipients }) => recipients.includes("cal-bounce@example.org")),
      );
    });

    test("keeps no mail for its own domain", async () => {
      send(client, "relay", "--to", "colleague@calendar.example.org");

      await eventually("the colleague's mail", () =>
        recorded(recorder).some(({ recipients }) => recipients.includes("colleague@calendar.example.org")),
      );
    });

    test("logs no warning of its own", () => {
      expect(relay.logs()).not.toMatch(/warning: (?!.*queue file size limit exceeded)|fatal|panic/);
    });

    test("stops at once, and by itself", () => {
      const before = Date.now();
      relay.stop();

      expect(relay.inspect("{{.State.ExitCode}}")).toBe("0");
      expect(Date.now() - before).toBeLessThan(5_000);
    });
  });

  describe("never open", () => {
    const REFUSED = /<(\*\*|~\*) 554 5\.7\.1 .*Client host rejected: Access denied/;
    let recorder: TestContainer;
    let relay: TestContainer;
    let stranger: TestContainer;

    const sendFromHost = (...options: string[]) => {
      const command = ["swaks", "--from", "ann@calendar.example.org", "--to", "bob@example.net", ...options];
      const args = ["run", "--rm", "--network", "host", "--entrypoint", command[0], tools, ...command.slice(1)];
      return tryDocker(args).stdout;
    };
    const addressIn = (network: string, key: string) =>
      relay.inspect(`{{(index .NetworkSettings.Networks "${network}").${key}}}`);

    let open: MailLab;

    beforeAll(async () => {
      open = new MailLab(image, tools, ["--ipv6", "--subnet", `fd00:${randomBytes(2).toString("hex")}:29::/64`]);
      recorder = open.recorder("smarthost");
      const user = { name: "alice", password: secret };
      relay = open.relay("relay", {
        submission: { users: [user], certificate: secret, privateKey: secret },
        secrets: { "secrets/client-0": "correct horse", ...certificate(tools) },
        run: ["--publish", "127.0.0.1::587"],
      });
      const other = open.sandbox.network("other", ["--ipv6", "--subnet", `fd00:${randomBytes(2).toString("hex")}:30::/64`]);
      docker(["network", "connect", other, relay.name]);
      stranger = open.client("stranger", other);
      await healthy(relay);
    });

    afterAll(() => open?.sandbox.remove());

    test("refuses a container on a network that is not its own", () => {
      expect(send(stranger, relay.name).stdout).toMatch(REFUSED);
    });

    test.each(["<>", "postmaster@calendar.example.org", "root@localhost"])(
      "refuses a stranger who says to be %s",
      (sender) => {
        expect(send(stranger, relay.name, "--from", sender).stdout).toMatch(REFUSED);
      },
    );

    test.each(["bob%example.net@calendar.example.org", "@calendar.example.org:bob@example.net", "example.net!bob"])(
      "refuses a stranger with the routed recipient %s",
      (recipient) => {
        expect(send(stranger, relay.name, "--to", recipient).stdout).toMatch(/<\*\* 5\d\d /);
      },
    );

    test("refuses a stranger who writes to the postmaster, whom every mail server must hear by the book", () => {
      const refusal = "554 5.7.1 <DATA>: Data command rejected: Access denied";

      expect(send(stranger, relay.name, "--to", "postmaster").stdout).toContain(refusal);
      expect(send(stranger, relay.name, "--port", "587", "--tls", "--to", "postmaster").stdout).toContain(refusal);
    });

    test("refuses a stranger over IPv6", () => {
      const [network] = relay
        .inspect("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}")
        .split(" ")
        .filter((name) => name !== open.network);

      expect(send(stranger, addressIn(network, "GlobalIPv6Address"), "-6").stdout).toMatch(REFUSED);
    });

    test("refuses the host itself", () => {
      expect(sendFromHost("--server", addressIn(open.network, "IPAddress"))).toMatch(REFUSED);
    });

    test("refuses the host over IPv6", () => {
      expect(sendFromHost("--server", addressIn(open.network, "GlobalIPv6Address"), "-6")).toMatch(REFUSED);
    });

    test("refuses a stranger at the published port who does not log in", () => {
      const port = docker(["port", relay.name, "587/tcp"]).split(":").at(-1)!;

      expect(sendFromHost("--server", "127.0.0.1", "--port", port)).toMatch(/530 5\.7\.0 Must issue a STARTTLS/);
      expect(sendFromHost("--server", "127.0.0.1", "--port", port, "--tls")).toMatch(REFUSED);
    });

    test("refuses a wrong password, and a container that does not log in there", () => {
      const login = ["--port", "587", "--tls", "--auth", "PLAIN", "--auth-user", "alice", "--auth-password", "wrong"];

      expect(send(stranger, relay.name, ...login).stdout).toContain("535 5.7.8");
      const inside = open.client("inside");
      expect(send(inside, "relay", "--port", "587", "--tls").stdout).toMatch(REFUSED);
    });

    test("takes the mail of somebody who logs in over TLS", async () => {
      const login = ["--auth", "PLAIN", "--auth-user", "alice", "--auth-password", "correct horse"];
      const { stdout } = send(stranger, relay.name, "--port", "587", "--tls", ...login);

      expect(stdout).toContain("250 2.0.0 Ok: queued as");
      await arrivals(recorder, 1);
    });

    test("refuses a sender that is not allowed, also of somebody who has logged in", () => {
      const login = ["--auth", "LOGIN", "--auth-user", "alice", "--auth-password", "correct horse"];
      const { stdout } = send(stranger, relay.name, "--port", "587", "--tls", ...login, "--from", "eve@elsewhere.example");

      expect(stdout).toContain("550 5.7.1 <eve@elsewhere.example>: Sender address rejected");
    });

    test("has let nothing else through", () => {
      expect(recorded(recorder).map(({ sender }) => sender)).toEqual(["ann@calendar.example.org"]);
    });
  });

  describe("with a smarthost that demands a login and TLS", () => {
    const USER = { USER: "cal", PASSWORD: "p:a ss#word" };

    const relayTo = (name: string, smarthost: Smarthost, password = USER.PASSWORD) =>
      lab.relay(name, { smarthost, queue: QUICK, secrets: { "secrets/smarthost-0": password } });

    test.each([
      ["starttls", 587],
      ["implicit", 465],
    ])("logs in by %s", async (tls, port) => {
      const name = `demanding-${tls}`;
      const recorder = lab.recorder(name, { TLS: tls, NAME: name, PORT: String(port), ...USER });
      const relay = relayTo(`relay-${tls}`, Smarthost.of(name, { port, credentials: { user: "cal", password: secret } }));
      await healthy(relay);

      send(client, `relay-${tls}`);

      const [message] = await arrivals(recorder, 1);
      expect(message).toMatchObject({ login: true, tls: true });
    });

    test("keeps mail while the password is wrong, says so, and sends it when it is right", async () => {
      const recorder = lab.recorder("strict", { TLS: "starttls", NAME: "strict", PORT: "587", ...USER });
      const smarthost = Smarthost.of("strict", { credentials: { user: "cal", password: secret } });
      const queueVolume = lab.sandbox.volume("strict-queue");
      const wrong = lab.relay("relay-wrong", {
        smarthost,
        queueVolume,
        secrets: { "secrets/smarthost-0": "wrong" },
      });
      await healthy(wrong);

      send(client, "relay-wrong");

      await eventually("the reason in the log", () =>
        /status=deferred \(SASL authentication failed; server strict/.test(wrong.logs()),
      );
      wrong.stop();
      lab.relay("relay-right", { smarthost, queueVolume, queue: QUICK, secrets: { "secrets/smarthost-0": USER.PASSWORD } });
      await arrivals(recorder, 1);
    });

    test("sends nothing to a smarthost whose certificate it was not told to believe", async () => {
      const recorder = lab.recorder("unknown", { TLS: "starttls", NAME: "unknown" });
      const relay = lab.relay("relay-verify", {
        smarthost: Smarthost.of("unknown", { tls: SmtpTls.verified() }),
        queue: QUICK,
      });
      await healthy(relay);

      send(client, "relay-verify");

      await eventually("the reason in the log", () =>
        /status=deferred \(Server certificate not (verified|trusted)\)/.test(relay.logs()),
      );
      expect(recorded(recorder)).toEqual([]);
    });

    test("believes a certificate of an authority that it was given, and one of a known fingerprint", async () => {
      const recorder = lab.recorder("private", { TLS: "starttls", NAME: "private" });
      const authorities = await eventually("a certificate", () =>
        recorder.tryExec(["cat", "/tmp/certificate.pem"]).stdout.trim(),
      );
      const digest = recorder
        .exec(["openssl", "x509", "-in", "/tmp/certificate.pem", "-noout", "-fingerprint", "-sha256"])
        .split("=")[1];
      lab.relay("relay-authority", { smarthost: Smarthost.of("private", { tls: SmtpTls.secure({ authorities }) }) });
      const other = lab.relay("relay-fingerprint", {
        smarthost: Smarthost.of("private", { tls: SmtpTls.fingerprint([digest]) }),
      });
      await healthy(other);

      send(client, "relay-authority");
      send(client, "relay-fingerprint");

      expect((await arrivals(recorder, 2)).map(({ tls }) => tls)).toEqual([true, true]);
    });

    test("keeps mail that must be encrypted from a smarthost that offers no encryption", async () => {
      lab.recorder("plain");
      const relay = lab.relay("relay-encrypt", { smarthost: Smarthost.of("plain", { tls: SmtpTls.encrypted() }) });
      await healthy(relay);

      send(client, "relay-encrypt");

      await eventually("the reason in the log", () => relay.logs().includes("TLS is required, but was not offered"));
    });
  });

  describe("without a smarthost, or with one that DNS names", () => {
    let names: MailLab;
    let near: TestContainer;
    let recorder: TestContainer;
    let resolver: string;

    beforeAll(async () => {
      names = new MailLab(image, tools);
      near = names.client("client");
      recorder = names.recorder("mx", { TLS: "starttls", NAME: "mx.example.net" });
      const address = names.addressOf(recorder);
      const publicKey = "openssl x509 -in /tmp/certificate.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum";
      await eventually("a certificate", () => recorder.logs().includes("recording"));
      const [digest] = recorder.exec(["sh", "-c", publicKey]).split(" ");
      resolver = names.resolver("resolver", {
        name: "example.net",
        records: [
          "@ MX 10 mx",
          `mx A ${address}`,
          `_25._tcp.mx TLSA 3 1 1 ${digest}`,
          "other MX 10 mx-other",
          `mx-other A ${address}`,
          `_25._tcp.mx-other TLSA 3 1 1 ${"0".repeat(64)}`,
          "none MX 10 mx-none",
          `mx-none A ${address}`,
        ],
      });
    });

    afterAll(() => names?.sandbox.remove());

    const relayWith = async (name: string, props: RelayOptions): Promise<TestContainer> => {
      const relay = names.relay(name, { ...props, queue: QUICK, run: ["--dns", resolver] });
      await healthy(relay);
      return relay;
    };

    test("delivers to the server of the recipient", async () => {
      await relayWith("relay-direct", { directDelivery: true });

      send(near, "relay-direct", "--header", "Subject: direct");

      const [message] = await arrivals(recorder, 1);
      expect(message).toMatchObject({ recipients: ["bob@example.net"], tls: true });
    });

    test("finds the servers of a mail domain, and believes what DNS says of their keys", async () => {
      const smarthost = Smarthost.of("example.net", { mxLookup: true, tls: SmtpTls.daneOnly() });
      const relay = await relayWith("relay-dane", { smarthost });

      send(near, "relay-dane", "--to", "eve@elsewhere.example");

      await eventually("the message", () =>
        recorded(recorder).some(({ recipients, tls }) => recipients.includes("eve@elsewhere.example") && tls),
      );
      expect(relay.logs()).toContain("Verified TLS connection established to mx.example.net");
    });

    test.each([
      ["another key", "other.example.net", SmtpTls.dane(), "no matching DANE TLSA records"],
      ["no key, where one is wanted", "none.example.net", SmtpTls.daneOnly(), "no TLSA records found"],
    ])("keeps mail where DNS names %s", async (_case, domain, tls, reason) => {
      const name = `relay-${domain.split(".")[0]}`;
      const relay = await relayWith(name, { smarthost: Smarthost.of(domain, { mxLookup: true, tls }) });
      const before = recorded(recorder).length;

      send(near, name);

      await eventually("the reason in the log", () => /status=deferred/.test(relay.logs()) && relay.logs().includes(reason));
      expect(recorded(recorder)).toHaveLength(before);
    });
  });

  describe("with a signer that has a key of one's own", () => {
    let recorder: TestContainer;
    let signer: TestContainer;
    let key: string;

    beforeAll(() => {
      recorder = lab.recorder("signed");
      key = docker(["run", "--rm", "--entrypoint", "openssl", image, "genrsa", "2048"]);
    });

    const relayWith = async (name: string, onFailure: DkimFailure): Promise<TestContainer> => {
      const dkim = { onFailure };
      const relay = lab.relay(name, { smarthost: Smarthost.of("signed"), dkim, signerHost: `${name}-dkim`, queue: QUICK });
      await healthy(relay);
      return relay;
    };

    test("signs with it, and tells its record", async () => {
      signer = lab.signer("relay-signed-dkim", { key });
      await relayWith("relay-signed", DkimFailure.TEMPFAIL);
      const [, record] = signer
        .exec(["dkim-key", "calendar.example.org", "mail", "/config/key.pem"])
        .split("DKIM-RECORD mail._domainkey.calendar.example.org ");

      await eventually("mail is taken", () => send(client, "relay-signed").status === 0);

      const [{ data }] = await arrivals(recorder, 1);
      const verify =
        "import sys, dkim; print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: sys.argv[1].encode()))";
      expect(recorder.exec(["python3", "-c", verify, record], { input: data })).toBe("True");
    });

    test("says why a message is not signed", async () => {
      send(client, "relay-signed", "--header", "From: ann@elsewhere.example");

      await eventually("the reason in the log", () => /no signing table match for 'ann@elsewhere\.example'/.test(signer.logs()));
    });

    test("takes no mail while the signer finds its key unsafe, and says why", async () => {
      const careless = lab.signer("relay-unsafe-dkim", { key, keyMode: "0444" });
      const relay = await relayWith("relay-unsafe", DkimFailure.TEMPFAIL);

      await eventually("a refusal", () => send(client, "relay-unsafe").stdout.includes("<** 4"));

      expect(careless.logs()).toContain("key data is not secure");
      expect(relay.logs()).toContain("milter-reject");
    });

    test("sends unsigned mail while the signer is down, where that is wanted", async () => {
      const before = recorded(recorder).length;
      await relayWith("relay-unsigned", DkimFailure.ACCEPT);

      expect(send(client, "relay-unsigned", "--header", "Subject: unsigned").status).toBe(0);

      const message = (await arrivals(recorder, before + 1)).find(({ data }) => data.includes("Subject: unsigned"));
      expect(message?.data).not.toContain("DKIM-Signature");
    });
  });

  test("sends the mail of each domain by its own smarthost, and what it rewrites", async () => {
    const main = lab.recorder("main");
    const events = lab.recorder("events", { TLS: "implicit", NAME: "events", PORT: "465" });
    const relay = lab.relay("relay-routes", {
      smarthost: Smarthost.of("main"),
      senderSmarthosts: [{ domain: "events.example.org", smarthost: Smarthost.of("events", { port: 465 }) }],
      senderDomains: ["calendar.example.org", "events.example.org"],
      rewrite: { addresses: { "www-data@calendar.example.org": "web@calendar.example.org" } },
    });
    await healthy(relay);

    send(client, "relay-routes", "--from", "www-data@calendar.example.org");
    send(client, "relay-routes", "--from", "ann@events.example.org");

    expect(await arrivals(main, 1)).toMatchObject([{ sender: "web@calendar.example.org" }]);
    expect(await arrivals(events, 1)).toMatchObject([{ sender: "ann@events.example.org", tls: true }]);
  });

  test("takes the second smarthost while the first does not answer, under one envelope sender", async () => {
    const second = lab.recorder("second");
    const relay = lab.relay("relay-fallback", {
      smarthost: Smarthost.of("first-is-gone"),
      fallbackSmarthosts: [Smarthost.of("second")],
      rewrite: { envelopeSender: "bounce@calendar.example.org" },
    });
    await healthy(relay);

    send(client, "relay-fallback");

    const [message] = await arrivals(second, 1);
    expect(message.sender).toBe("bounce@calendar.example.org");
    expect(message.data).toContain("From: ann@calendar.example.org");
  });

  test("completes and shortens addresses, in headers too", async () => {
    const recorder = lab.recorder("rewritten");
    const relay = lab.relay("relay-rewrites", {
      smarthost: Smarthost.of("rewritten"),
      mailName: "example.org",
      senderDomains: ["cal.example.org"],
      rewrite: { masqueradeDomains: ["example.org"], completeHeaders: true },
    });
    await healthy(relay);

    send(client, "relay-rewrites", "--from", "ann@cal.example.org", "--header", "From: ann@cal.example.org", "--header", "Cc: root");

    const [{ sender, data }] = await arrivals(recorder, 1);
    expect([sender, /^From: .*$/m.exec(data)?.[0], /^Cc: .*$/m.exec(data)?.[0]]).toEqual([
      "ann@example.org",
      "From: ann@example.org",
      "Cc: root@example.org",
    ]);
  });

  test("hands on no faster than the smarthost bears", async () => {
    const slow = lab.recorder("slow");
    const narrow = lab.recorder("narrow", { HOLD: "0.5" });
    const paused = lab.relay("relay-paused", { smarthost: Smarthost.of("slow"), throttle: { pause: Duration.seconds(4) } });
    const single = lab.relay("relay-narrow", { smarthost: Smarthost.of("narrow"), throttle: { connections: 2 } });
    await Promise.all([healthy(paused), healthy(single)]);

    for (let count = 0; count < 2; count += 1) send(client, "relay-paused");
    for (let count = 0; count < 8; count += 1) send(client, "relay-narrow");

    const [first, second] = await arrivals(slow, 2);
    expect(second.at - first.at).toBeGreaterThan(1.5);
    expect(Math.max(...(await arrivals(narrow, 8)).map(({ together }) => together))).toBeLessThanOrEqual(2);
  });

  test("sends back what a recipient's server refuses or does not take in time, and tells the postmaster", async () => {
    const recorder = lab.recorder("refusing", { REFUSE: "nobody@example.net", DEFER: "late@example.net" });
    const relay = lab.relay("relay-bounces", {
      smarthost: Smarthost.of("refusing"),
      queue: { ...QUICK, lifetime: Duration.seconds(3), bounceLifetime: Duration.hours(1) },
      notify: [NotifyClass.BOUNCE],
    });
    await healthy(relay);
    await eventually("the smarthost", () => recorder.logs().includes("recording"));

    send(client, "relay-bounces", "--to", "nobody@example.net");
    send(client, "relay-bounces", "--to", "late@example.net");

    const all = await arrivals(recorder, 4);
    const told = all.map(({ recipients: [recipient], sender, data }) => [
      recipient,
      sender,
      ["nobody@example.net", "late@example.net"].find((name) => data.includes(name)),
    ]);
    expect(told.sort()).toEqual([
      ["ann@calendar.example.org", "<>", "late@example.net"],
      ["ann@calendar.example.org", "<>", "nobody@example.net"],
      ["cal-bounce@example.org", "double-bounce@calendar.example.org", "late@example.net"],
      ["cal-bounce@example.org", "double-bounce@calendar.example.org", "nobody@example.net"],
    ]);
  });

  test("takes a line end that only some servers know for no end of a message", async () => {
    const recorder = lab.recorder("whole");
    const relay = lab.relay("relay-whole", { smarthost: Smarthost.of("whole") });
    await healthy(relay);
    const script = String.raw`
import smtplib
with smtplib.SMTP("relay-whole") as server:
    server.ehlo("client.example.org")
    for line in ("MAIL FROM:<ann@calendar.example.org>", "RCPT TO:<bob@example.net>", "DATA"):
        server.docmd(line)
    server.send(b"Subject: first\r\n\r\none\n.\nMAIL FROM:<root@calendar.example.org>\r\nRCPT TO:<eve@example.net>\r\nDATA\r\nSubject: second\r\n\r\n.\r\n")
    print(server.getreply())
`;

    expect(client.exec(["python3", "-c", script])).toContain("250");

    const [{ recipients, data }] = await arrivals(recorder, 1);
    expect(recipients).toEqual(["bob@example.net"]);
    expect(data).toContain("RCPT TO:<eve@example.net>");
    expect(recorded(recorder)).toHaveLength(1);
  });

  test("holds back a client that sends too much", async () => {
    lab.recorder("patient");
    const relay = lab.relay("relay-limits", {
      smarthost: Smarthost.of("patient"),
      limits: { messagesPerMinute: 2, recipients: 3 },
    });
    await healthy(relay);

    const answers = [1, 2, 3].map(() => send(client, "relay-limits").stdout);

    expect(answers.map((answer) => /<\*\* 450 4\.7\.1 .*too much mail/.test(answer))).toEqual([false, false, true]);
  });

  test("refuses a client that connects too often", async () => {
    const relay = lab.relay("relay-connections", { limits: { connectionsPerMinute: 2 } });
    await healthy(relay);

    const answers = [1, 2, 3].map(() => send(client, "relay-connections", "--quit-after", "EHLO").stdout);

    expect(answers.map((answer) => /<\*\* 421 4\.7\.0 .*too many connections/.test(answer))).toEqual([false, false, true]);
  });

  describe("when something is wrong", () => {
    test("keeps mail while the smarthost is away, warns of it, stays healthy, and sends it later", async () => {
      const relay = lab.relay("relay-away", {
        smarthost: Smarthost.of("late"),
        queue: QUICK,
        run: ["--env", "RELAY_WARN_MINUTES=0"],
      });
      await healthy(relay);
      send(client, "relay-away");
      await eventually("the deferral", () => /status=deferred \(Host or domain name not found/.test(relay.logs()));

      // A message that is being tried is not among those that wait.
      const { status, stdout } = await eventually("a warning", () => {
        const outcome = relay.tryExec(["relay-health"]);
        return outcome.stdout.startsWith("WARNING") && outcome;
      });

      expect(status).toBe(0);
      expect(stdout).toMatch(/^WARNING: 1 messages could not be delivered for 0 minutes .*; waiting=0 deferred=1 /);
      expect(relay.exec(["env", "RELAY_WARN_MINUTES=30", "relay-health"])).toMatch(/^OK; waiting=\d deferred=\d /);
      await arrivals(lab.recorder("late"), 1);
    });

    test("lets a person read, try and remove what waits", async () => {
      const relay = lab.relay("relay-operated", { smarthost: Smarthost.of("gone") });
      await healthy(relay);
      send(client, "relay-operated", "--header", "Subject: wanted");
      await eventually("the deferral", () => /status=deferred/.test(relay.logs()));
      const { queue_id: id } = JSON.parse(relay.exec(["postqueue", "-j"])) as { queue_id: string };

      expect(relay.exec(["postqueue", "-p"])).toMatch(/Host or domain name not found/);
      expect(relay.exec(["postcat", "-q", id])).toContain("Subject: wanted");
      const before = relay.logs().match(/status=deferred/g)?.length ?? 0;
      relay.exec(["postqueue", "-f"]);
      await eventually("another try", () => (relay.logs().match(/status=deferred/g)?.length ?? 0) > before);
      relay.exec(["postsuper", "-d", id]);
      expect(relay.exec(["postqueue", "-p"])).toBe("Mail queue is empty");
      expect(relay.exec(["postconf", "-n", "relayhost"])).toContain("relayhost = [gone]:25");
      expect(relay.inspect("{{json .State.Health.Log}}")).toContain("waiting=");
    });

    test("takes no mail that its volume cannot hold, and says why", async () => {
      const relay = lab.relay("relay-full", {
        limits: { message: Size.mebibytes(10) },
        smarthost: Smarthost.of("roomy"),
        queue: QUICK,
        queueVolume: lab.sandbox.volume("small", ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=32m"]),
      });
      await healthy(relay);
      expect(send(client, "relay-full", "--header", "Subject: before").status).toBe(0);
      relay.exec(["fallocate", "--length", "24M", "/var/spool/postfix/filler"]);

      const { stdout } = send(client, "relay-full");

      expect(stdout).toContain("<** 452 4.3.1 Insufficient system storage");
      expect(relay.exec(["relay-health"])).toMatch(/^WARNING: \d+ MiB are free for the queue/);
      expect(relay.exec(["postqueue", "-j"])).toContain('"queue_name": "deferred"');

      relay.exec(["rm", "/var/spool/postfix/filler"]);
      const recorder = lab.recorder("roomy");
      expect(send(client, "relay-full", "--header", "Subject: after").status).toBe(0);
      const subjects = (await arrivals(recorder, 3)).map(({ data }) => /^Subject: (\w+)/m.exec(data)?.[1]);
      // The third is what the postmaster is told.
      expect(subjects.sort()).toEqual(["Postfix", "after", "before"]);
    });

    test("ends with a message where a secret is missing", async () => {
      const relay = lab.relay("relay-secret", {
        smarthost: Smarthost.of("x", { credentials: { user: "cal", password: secret } }),
        secrets: { "secrets/smarthost-0": "" },
      });

      expect(await relay.exitCode()).toBe(78);
      expect(relay.logs()).toContain("relay: the secret smarthost-0 is missing or empty: deploy again");
    });

    test("ends with a message where the queue is read-only", async () => {
      const relay = lab.relay("relay-read-only", { queueOptions: ":ro" });

      expect(await relay.exitCode()).toBe(78);
      expect(relay.logs()).toContain("the queue /var/spool/postfix cannot be written: is its volume mounted read-only?");
    });
  });
});

/** A certificate and its key, by their paths in the configuration. */
function certificate(tools: string): Record<string, string> {
  const script = `openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=relay -keyout /tmp/k -out /tmp/c 2>/dev/null; cat /tmp/k; echo ---; cat /tmp/c`;
  const [key, chain] = docker(["run", "--rm", "--entrypoint", "sh", tools, "-c", script]).split("\n---\n");
  return { "tls/key.pem": `${key}\n`, "tls/certificate.pem": `${chain}\n` };
}
