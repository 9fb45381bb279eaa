import type { ChatmailRelayProps } from "cdktf-groupware";
import {
  ChatmailImage,
  ChatmailRelay,
  ChatmailTls,
  ContainerImage,
  CustomFile,
  DataVolume,
  Duration,
  IngressCertificates,
  Invariants,
  ServiceNetwork,
  Size,
  Traefik,
} from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";
import { HOST, relayOn } from "./relays";

const RELAY = "calendars/host/chatmail";

/** The text that is uploaded to a path. */
function uploaded(relay: ReturnType<typeof relayOn>, path: string): string | undefined {
  const { upload } = synthesized(relay).resource(RELAY);
  return upload.find(({ file }: { file: string }) => file === path)?.content;
}

/** The paths in the container at which something is mounted. */
function mounts(relay: ReturnType<typeof relayOn>): string[] {
  return synthesized(relay)
    .resource(RELAY)
    .volumes.map(({ container_path }: { container_path: string }) => container_path);
}

function legacyProps(host = makeHost(HOST), more: Partial<ChatmailRelayProps> = {}): Partial<ChatmailRelayProps> {
  return {
    image: ChatmailImage.legacy(ContainerImage.fromRegistry("chatmail-relay:2025.8")),
    network: new ServiceNetwork(host, "chat", { subnet: "172.29.9.0/24" }),
    legacy: { checkout: DataVolume.fromExisting(host, "checkout", { volumeName: "relay-checkout" }) },
    ...more,
  };
}

describe("the official packaging", () => {
  it("runs the release on the network of the host, unprivileged, with all that systemd needs", () => {
    const config = synthesized(relayOn()).resource(RELAY);

    expect(config).toMatchObject({
      image: "ghcr.io/chatmail/docker:1.12.0",
      network_mode: "host",
      cgroupns_mode: "host",
      tty: true,
      stop_signal: "SIGRTMIN+3",
      destroy_grace_seconds: 90,
      restart: "unless-stopped",
      wait_timeout: 600,
      dns: ["127.0.0.1", "9.9.9.9"],
      env: ["MAIL_DOMAIN=chat.example.org"],
    });
    expect([config.ports, config.privileged, config.entrypoint]).toEqual([undefined, undefined, undefined]);
  });

  it("gets its settings as a file of the container, and what mends its packaging", () => {
    const relay = relayOn(makeHost(), { ini: { acmeEmail: "admin@example.org" }, env: { NEW_KEY: "1" } });

    expect(uploaded(relay, "/etc/chatmail/chatmail.ini")).toBe(
      "[params]\nmail_domain = chat.example.org\nacme_email = admin@example.org\nnew_key = 1\n",
    );
    expect(uploaded(relay, "/etc/systemd/system/chatmail-init.service.d/cdktf-groupware.conf")).toBe(
      [
        "[Unit]",
        "StartLimitIntervalSec=0",
        "[Service]",
        "ExecStartPre=/bin/sh /usr/local/lib/cdktf-groupware/before",
        "Restart=on-failure",
        "RestartSec=60",
        "",
      ].join("\n"),
    );
  });

  it("keeps mail, key and certificates in protected volumes", () => {
    const result = synthesized(relayOn());

    expect(mounts(relayOn())).toEqual(["/etc/dkimkeys", "/home/vmail", "/var/lib/acme", "/sys/fs/cgroup"]);
    for (const volume of ["Mail", "Dkim", "Acme"]) {
      expect(result.resource(`${RELAY}/${volume}`).lifecycle.prevent_destroy).toBe(true);
    }
  });

  it("keeps the certificate that it makes itself, and the queue where somebody wants it", () => {
    const host = makeHost();
    const relay = relayOn(host, { mailDomain: "_chat.test", state: { queue: new DataVolume(host, "queue") } });

    expect(mounts(relay)).toEqual([
      "/etc/dkimkeys",
      "/home/vmail",
      "/var/lib/cdktf-groupware/self-signed",
      "/var/spool/postfix",
      "/sys/fs/cgroup",
    ]);
    expect(uploaded(relay, "/usr/local/lib/cdktf-groupware/after")).toContain("/etc/ssl/private/mailserver.key");
  });

  it("mounts files of a certificate as a directory, waits for them, and looks at them", () => {
    const host = makeHost();
    const directory = DataVolume.fromExisting(host, "certificates", { volumeName: "letsencrypt" });
    const relay = relayOn(host, {
      tls: ChatmailTls.external(directory, {
        certificate: "live/chat.example.org/fullchain.pem",
        privateKey: "live/chat.example.org/privkey.pem",
      }),
      certificateMonitoring: { interval: Duration.seconds(10) },
    });

    expect(mounts(relay)).toContain("/etc/chatmail-tls");
    expect(uploaded(relay, "/etc/chatmail/chatmail.ini")).toContain(
      "\ntls_external_cert_and_key = /etc/chatmail-tls/live/chat.example.org/fullchain.pem /etc/chatmail-tls/live/chat.example.org/privkey.pem\n",
    );
    expect(uploaded(relay, "/usr/local/lib/cdktf-groupware/before")).toContain("openssl x509 -checkend 0");
    expect(uploaded(relay, "/usr/local/lib/cdktf-groupware/watch-certificate")).toContain("\n  sleep 10\n");
    expect(mounts(relay)).not.toContain("/var/lib/acme");
  });

  it("watches nothing where nobody wants it", () => {
    const relay = relayOn(makeHost(), { certificateMonitoring: { enabled: false } });

    expect(uploaded(relay, "/usr/local/lib/cdktf-groupware/watch-certificate")).toBeUndefined();
  });

  it("closes the registration, and takes files of one's own", () => {
    const relay = relayOn(makeHost(), {
      closedRegistration: true,
      customFiles: [CustomFile.fromText("/opt/chatmail/www/src/index.md", "# Our chat\n")],
    });

    expect(uploaded(relay, "/etc/chatmail-nocreate")).toBe("closed\n");
    expect(uploaded(relay, "/opt/chatmail/www/src/index.md")).toBe("# Our chat\n");
  });

  it("on a bridge without IPv6 leaves IPv6 alone, or has its loopback address again", () => {
    const bridged = (disableIpv6?: boolean) => {
      const host = makeHost();
      const network = new ServiceNetwork(host, "chat", { subnet: "172.29.9.0/24" });
      return relayOn(host, { network, ini: { disableIpv6 } });
    };

    expect(uploaded(bridged(), "/etc/chatmail/chatmail.ini")).toContain("\ndisable_ipv6 = True\n");
    expect(synthesized(bridged(false)).resource(RELAY).sysctls).toEqual({ "net.ipv6.conf.lo.disable_ipv6": "0" });
    expect(
      synthesized(bridged())
        .resource(RELAY)
        .ports.map(({ external, ip }: { external: number; ip: string }) => [external, ip]),
    ).toEqual([25, 80, 143, 443, 465, 587, 993].map((port) => [port, "0.0.0.0"]));
  });
});

describe("the first packaging", () => {
  it("gets the rows of its guide in its environment", () => {
    const host = makeHost(HOST);
    const relay = relayOn(
      host,
      legacyProps(host, {
        ini: { maxMessageSize: Size.mebibytes(50), isDevelopmentInstance: false },
        certificateMonitoring: { interval: Duration.seconds(10) },
        env: { FURTHER: "x" },
      }),
    );

    expect(synthesized(relay).resource(RELAY).env).toEqual([
      "CERTS_MONITORING_TIMEOUT=10",
      "CHANGE_KERNEL_SETTINGS=False",
      "DEBUG_COMMANDS_ENABLED=false",
      "DISABLE_IPV6=True",
      "ENABLE_CERTS_MONITORING=true",
      "FORCE_REINIT_INI_FILE=false",
      "FURTHER=x",
      "INI_FILE=chatmail.ini",
      "IS_DEVELOPMENT_INSTANCE=False",
      "MAIL_DOMAIN=chat.example.org",
      "MAX_MESSAGE_SIZE=52428800",
      "PATH_TO_SSL=/var/lib/acme/live/chat.example.org",
      "RECREATE_VENV=false",
      "USE_FOREIGN_CERT_MANAGER=False",
    ]);
  });

  it("makes its key once, starts again after a stop, and has no file for settings", () => {
    const host = makeHost(HOST);
    const relay = relayOn(host, legacyProps(host));

    expect(uploaded(relay, "/setup_chatmail_docker.sh")).toContain(
      "if [ ! -s /etc/dkimkeys/opendkim.private ]; then\n  opendkim-genkey",
    );
    expect(synthesized(relay).resource(RELAY).entrypoint.join(" ")).toContain("touch /etc/nginx/sites-enabled/default");
    expect(uploaded(relay, "/etc/chatmail/chatmail.ini")).toBeUndefined();
    expect(mounts(relay)).toContain("/opt/chatmail");
  });

  it("finds a foreign certificate under the names that it wants", () => {
    const host = makeHost(HOST);
    const directory = DataVolume.fromExisting(host, "certificates", { volumeName: "dumped" });
    const relay = relayOn(host, legacyProps(host, { tls: ChatmailTls.traefikDumped(directory) }));

    const { entrypoint, env } = synthesized(relay).resource(RELAY);

    expect(env).toContain("USE_FOREIGN_CERT_MANAGER=True");
    expect(entrypoint[2]).toContain(
      "ln -sfn /etc/chatmail-tls/chat.example.org/certificate.crt /var/lib/acme/live/chat.example.org/fullchain\n" +
        "ln -sfn /etc/chatmail-tls/chat.example.org/privatekey.key /var/lib/acme/live/chat.example.org/privkey",
    );
  });

  it("installs nothing where its container was committed", () => {
    const host = makeHost(HOST);
    const image = ChatmailImage.pinned(ContainerImage.fromRegistry("configured-chatmail:2026-11-21"));
    const relay = relayOn(host, { ...legacyProps(host), image, legacy: undefined });

    expect(uploaded(relay, "/setup_chatmail_docker.sh")).toBe(
      "#!/bin/bash\n# Everything is installed in the image, and its units are enabled.\nexit 0\n",
    );
  });
});

describe("DNS", () => {
  it("is told complete before the first start, with what only the running relay knows left open", () => {
    const relay = relayOn();

    expect(relay.zoneFile).toBe(`; before the first start
chat.example.org. 3600 IN A 198.51.100.5
chat.example.org. 3600 IN AAAA 2001:db8::5
www.chat.example.org. 3600 IN CNAME chat.example.org.
mta-sts.chat.example.org. 3600 IN CNAME chat.example.org.

; required
chat.example.org. 3600 IN MX 10 chat.example.org.
_mta-sts.chat.example.org. 3600 IN TXT "v=STSv1; id=c82e1d8514fd672c"
; opendkim._domainkey.chat.example.org. 3600 IN TXT - known when it runs

; recommended
chat.example.org. 3600 IN TXT "v=spf1 a ~all"
_dmarc.chat.example.org. 3600 IN TXT "v=DMARC1;p=reject;adkim=s;aspf=s"
_adsp._domainkey.chat.example.org. 3600 IN TXT "dkim=discardable"
; chat.example.org. 3600 IN CAA - known when it runs
_submission._tcp.chat.example.org. 3600 IN SRV 0 1 587 chat.example.org.
_submissions._tcp.chat.example.org. 3600 IN SRV 0 1 465 chat.example.org.
_imap._tcp.chat.example.org. 3600 IN SRV 0 1 143 chat.example.org.
_imaps._tcp.chat.example.org. 3600 IN SRV 0 1 993 chat.example.org.
`);
    expect(relay.initialDnsRecords).toHaveLength(4);
  });

  it("tells the DKIM record by an output, under the name that the record carries", () => {
    const relay = relayOn();
    const { outputs = {}, output = outputs } = synthesized(relay).stack("calendars");
    const [key] = relay.dnsRecords.flatMap((record) => record.output ?? []);

    expect(output[key].value).toMatch(/^\$\{try\(element\(regex\("DKIM-RECORD .*container_logs\), 0\), ""\)\}$/);
  });

  it("is not needed under an address, where nothing is signed", () => {
    const relay = relayOn(makeHost(), { mailDomain: "198.51.100.5" });

    expect([relay.dnsRecords, relay.dkimRecord]).toEqual([[], undefined]);
  });
});

describe("the host", () => {
  it("is looked at before the relay exists, by a job that a change of the relay does not run again", () => {
    const label = (props: Partial<ChatmailRelayProps>) =>
      synthesized(relayOn(makeHost(HOST), props)).resource(`${RELAY}/Preflight/Check`).labels[0].value;
    const relay = synthesized(relayOn());

    expect(relay.resource(RELAY).depends_on).toContain("docker_container.host_chatmail_Preflight_Check_8C74CF3E");
    expect(relay.resource(`${RELAY}/Preflight/Check`).network_mode).toBe("host");
    expect(label({ ini: { maxMailboxSize: Size.gibibytes(1) }, memory: Size.gibibytes(4) })).toBe(label({}));
    expect(label({ ini: { filtermailSmtpPort: 20_080 } })).not.toBe(label({}));
  });

  it("is told what it must have", () => {
    const { hostRequirements } = relayOn();

    expect(hostRequirements).toMatchObject({ architecture: "amd64", cgroupVersion: 2 });
    expect(hostRequirements.sysctlFile).toBe(
      "fs.inotify.max_user_instances = 65536\nfs.inotify.max_user_watches = 65536\n",
    );
    expect(
      hostRequirements.ports
        .filter(({ address }) => address === "127.0.0.1")
        .map(({ port, protocol = "tcp" }) => `${port}/${protocol}`),
    ).toEqual(
      "53/tcp 53/udp 402/tcp 8443/tcp 9092/tcp 10080/tcp 10081/tcp 10082/tcp 10083/tcp 10025/tcp 10026/tcp".split(" "),
    );
  });
});

describe("Traefik in front", () => {
  it("passes connections on, and the questions of the authority", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "chat", { subnet: "172.29.9.0/24" });
    const relay = relayOn(host, { network, tls: ChatmailTls.traefikPassthrough() });

    expect(relay.traefik?.dynamicConfiguration).toBe(`tcp:
  routers:
    chatmail:
      entryPoints: [websecure]
      rule: HostSNI(\`chat.example.org\`) || HostSNI(\`mta-sts.chat.example.org\`) || HostSNI(\`www.chat.example.org\`)
      service: chatmail
      tls:
        passthrough: true
  services:
    chatmail:
      loadBalancer:
        servers:
          - address: chatmail:443
http:
  routers:
    chatmail-acme:
      entryPoints: [web]
      rule: (Host(\`chat.example.org\`) || Host(\`mta-sts.chat.example.org\`) || Host(\`www.chat.example.org\`)) && PathPrefix(\`/.well-known/acme-challenge/\`)
      priority: 10000
      service: chatmail-acme
  services:
    chatmail-acme:
      loadBalancer:
        servers:
          - url: http://chatmail:80
`);
    expect(
      synthesized(relay)
        .resource(RELAY)
        .ports.map(({ external }: { external: number }) => external),
    ).toEqual([25, 143, 465, 587, 993]);
    expect(relay.traefik?.dumperCommand).toBeUndefined();
  });

  it("opens connections, and its certificate is dumped where the relay looks for it", () => {
    const host = makeHost();
    const network = new ServiceNetwork(host, "chat", { subnet: "172.29.9.0/24" });
    const relay = relayOn(host, { network, tls: ChatmailTls.traefikDumped(new DataVolume(host, "dumped")) });

    expect(relay.traefik?.dynamicConfiguration).toBe(`http:
  routers:
    chatmail:
      entryPoints: [websecure]
      rule: Host(\`chat.example.org\`) || Host(\`mta-sts.chat.example.org\`) || Host(\`www.chat.example.org\`)
      service: chatmail
      tls:
        certResolver: letsEncrypt
  services:
    chatmail:
      loadBalancer:
        serversTransport: chatmail
        servers:
          - url: https://chatmail:443
  serversTransports:
    chatmail:
      insecureSkipVerify: true
`);
    expect(relay.traefik?.dumperCommand?.join(" ")).toBe(
      "file --version v3 --watch --domain-subdir=true --clean=false --source /data/acme.json --dest /certificates",
    );
    expect(uploaded(relay, "/etc/chatmail/chatmail.ini")).toContain(
      "= /etc/chatmail-tls/chat.example.org/certificate.crt /etc/chatmail-tls/chat.example.org/privatekey.key\n",
    );
  });
});

it("is handed on by an ingress, with the questions of the authority", () => {
  const host = makeHost(HOST);
  const network = new ServiceNetwork(host, "web", { subnet: "172.29.80.0/24" });
  const relay = relayOn(host, { network, tls: ChatmailTls.traefikPassthrough() });
  const ingress = new Traefik(host, "traefik", {
    networks: [network],
    certificates: IngressCertificates.letsEncrypt("admin@example.org"),
  });

  ingress.passthrough(relay, { hosts: ["chat.example.org"] });

  expect(synthesized(relay).topology.tlsPassthroughs).toMatchObject([
    { hosts: ["chat.example.org"], target: relay.service.containerNode, targetPort: 443, challengePort: 80 },
  ]);
});

describe("the rules", () => {
  it("approve of a relay on a host of its own", () => {
    const { findings } = synthesized(relayOn()).report;

    expect(findings.map(({ rule, status }) => `${rule}: ${status}`)).toEqual([
      "image/digest: open",
      "image/digest: open",
      "backup/covered: open",
      "backup/covered: open",
      "backup/covered: open",
      "port/host-network: acknowledged",
      "port/host-network: acknowledged",
    ]);
  });

  it("refuse two relays on the network of one host, and name each port", () => {
    const host = makeHost();
    relayOn(host);
    new ChatmailRelay(host, "second", { mailDomain: "talk.example.org" });

    const { findings } = Invariants.of(host).check();
    const ports = findings.filter(({ rule }) => rule === "port/one-owner");

    expect(ports.map(({ what }) => what.replace(/ of the host.*/, ""))).toEqual(
      expect.arrayContaining(["port 25/tcp", "port 53/udp", "port 443/tcp", "port 10025/tcp", "port 3478/udp"]),
    );
    expect(findings.map(({ rule }) => rule)).toContain("platform/host-network-peers");
  });
});

describe("bad input", () => {
  it.each([
    ["ChatmailImage.release", () => ChatmailImage.release("latest")],
    ["ContainerImage.fromRegistry", () => ChatmailImage.release("1.12.0", "sha256:short")],
    ["ChatmailImage.legacy", () => ChatmailImage.legacy("chatmail-relay" as never)],
    ["ChatmailImage.pinned", () => ChatmailImage.pinned(undefined as never)],
    ["ChatmailTls.external", () => ChatmailTls.external(undefined as never, undefined as never)],
    ["CustomFile.fromText", () => CustomFile.fromText("/etc/motd", 5 as never)],
    ["CustomFile.fromLocalFile", () => CustomFile.fromLocalFile("/etc/motd", "/nowhere")],
  ])("of %s is refused by its name", (name, call) => {
    expect(refusalOf(call)).toMatch(new RegExp(`^${name}: \\d problem`));
  });

  it.each<[string, object, string[]]>([
    ["a network", { network: { networkNode: {}, networkName: "forged" } }, ["network"]],
    ["volumes", { state: { mail: {}, dkim: { volumeNode: {}, mountAt: () => ({}) } } }, ["state.mail", "state.dkim"]],
    ["a directory", { customDirectories: [{ path: "/srv/www", directory: {} }] }, ["customDirectories[0].directory"]],
    ["a certificate", { tls: { mode: "external" } }, ["tls"]],
    ["no name server", { dnsServers: [] }, ["dnsServers"]],
  ])("such as %s that is none is refused by the name of the prop", (_, props, names) => {
    const refusal = refusalOf(() => relayOn(makeHost(), props));

    expect(Array.from(refusal.matchAll(/^ {2}✗ (\S+)/gm), ([, name]) => name)).toEqual(names);
  });

  it("is told all at once", () => {
    const host = makeHost();

    expect(
      refusalOf(() =>
        relayOn(host, {
          mailDomain: "Chat.example.org",
          image: ChatmailImage.release("1.11.0"),
          ini: { isDevelopmentInstance: true, usernameMinLength: 20 },
          env: { CHANGE_KERNEL_SETTINGS: "True", MAX_MAILBOX_SIZE: "1.5G", NEW_KEY: "two\nlines" },
          legacy: { recreateVenv: true },
          publishAddress: "198.51.100.5",
          customFiles: [CustomFile.fromText("/etc/chatmail-nocreate", "x")],
          customDirectories: [
            { path: "/etc/chatmail", directory: new DataVolume(host, "etc") },
            { path: "/opt/chatmail/www", directory: new DataVolume(host, "www"), readOnly: true },
          ],
          stopGrace: Duration.seconds(10),
        }),
      ),
    ).toBe(`calendars/host/chatmail: 13 problems

  ✗ mailDomain   has a value that does not fit
      got       "Chat.example.org"
      expected  a domain in lower case such as chat.example.org, one with a leading \`_\`, or an IPv4 address
      fix       give \`mailDomain\` a domain in lower case such as chat.example.org, one with a leading \`_\`, or an IPv4 address

  ✗ ini.usernameMinLength   leaves no length that the name of a user could have
      got       at least 20, at most 9
      expected  a shortest length that is not above the longest
      fix       raise \`usernameMaxLength\`, or lower \`usernameMinLength\`

  ✗ env.NEW_KEY   has a value that does not fit
      got       "two\\nlines"
      expected  text of one line, without blanks at its ends
      fix       give \`env.NEW_KEY\` text of one line, without blanks at its ends

  ✗ stopGrace   has a value that does not fit
      got       10s
      expected  a Duration from 30s to 1h, such as Duration.seconds(90)
      fix       give \`stopGrace\` a Duration from 30s to 1h, such as Duration.seconds(90)

  ✗ image   cannot get certificates: it accepts an older agreement of Let's Encrypt than the one in force
      got       1.11.0
      expected  1.12.0 or newer
      fix       take ChatmailImage.release(), or a certificate of somebody else by \`tls\`

  ✗ legacy   says something that the official packaging does not have
      expected  a legacy or pinned image beside it
      fix       leave \`legacy\` out, or pass \`image: ChatmailImage.legacy(…)\`

  ✗ ini.isDevelopmentInstance   is a setting of the legacy packaging alone
      got       an image of the official packaging
      expected  a setting that the image reads
      fix       leave \`ini.isDevelopmentInstance\` out, or take another \`image\`

  ✗ env.CHANGE_KERNEL_SETTINGS   is decided by a prop, or by the construct
      got       "True"
      expected  nothing: a container cannot change the kernel, \`hostRequirements\` tells what the host needs
      fix       leave \`CHANGE_KERNEL_SETTINGS\` out

  ✗ env.MAX_MAILBOX_SIZE   has a value that chatmail does not read
      got       "1.5G"
      expected  what \`ini.maxMailboxSize\` can be: a Size of whole mebibytes, at least one, such as Size.mebibytes(500)
      fix       correct it, or use \`ini.maxMailboxSize\` instead

  ✗ publishAddress   is for a relay on a \`network\`: on the network of the host, it listens by itself
      got       198.51.100.5
      expected  \`network\` beside it
      fix       leave \`publishAddress\` out, or pass \`network\`

  ✗ customFiles[0]   is written by the construct
      got       "/etc/chatmail-nocreate"
      expected  a file of the image, with a content
      fix       pass \`closedRegistration: true\` instead

  ✗ customDirectories[0]   must not be mounted: the note of what was configured would outlive the container, and a new one would stay unconfigured
      got       /etc/chatmail
      expected  another path
      fix       mount it elsewhere

  ✗ customDirectories[1]   must be writable: the pages of the website are made beside their source
      got       /opt/chatmail/www
      expected  \`readOnly: false\`
      fix       leave \`readOnly\` out`);
  });
});
