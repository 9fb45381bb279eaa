import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { ChatmailRelayProps } from "cdktf-groupware";
import {
  ChatmailImage,
  ChatmailRelay,
  ChatmailTls,
  ContainerImage,
  CustomFile,
  DataVolume,
  DockerHost,
  Duration,
  ServiceNetwork,
  Size,
} from "cdktf-groupware";
import { fixtureImage } from "../fixtures/images/build";
import { TestContainer, docker, eventually, tryDocker } from "../images/docker";
import type { Program } from "./harness/deployment";
import { Deployment } from "./harness/deployment";
import { TOOLS, allWell, containersOf, idsOf, inspect, logsOf, removeEverything, runOnce } from "./harness/engine";
import { restartEngine } from "./harness/own-engine";
import { describeE2e, step, stepOnOwnEngine } from "./harness/suite";

const stack = "e2e-chatmail";
const relay = new TestContainer(`${stack}-chatmail`);
const NETWORK = `${stack}-chat`;
const DOMAIN = "_chat.test";
const PASSWORD = "fixture-password";

/** A relay on a bridge: the ports of the machine that tests may not be free, but on an address of their own. */
function program(props: Partial<ChatmailRelayProps> | ((host: DockerHost) => Partial<ChatmailRelayProps>)): Program {
  return (app) => {
    const host = new DockerHost(new TerraformStack(app, stack), "host", {
      toolsImage: ContainerImage.fromRegistry(TOOLS),
    });
    const network = new ServiceNetwork(host, "chat", { subnet: "10.77.12.0/24" });
    new ChatmailRelay(host, "chatmail", {
      mailDomain: DOMAIN,
      image: ChatmailImage.fromRegistry(fixtureImage("chatmail")),
      network,
      publishAddress: "127.0.0.12",
      preflight: { enabled: false },
      memory: Size.mebibytes(512),
      startTimeout: Duration.minutes(3),
      ...(typeof props === "function" ? props(host) : props),
    });
  };
}

/** What a server answers over TLS, from another container of the network. */
function spoken(port: number, lines: readonly string[], ...options: string[]): string {
  const client = `(${lines.map((line) => `sleep 0.5; printf '${line}\\r\\n'`).join("; ")}; sleep 1.5) | openssl s_client -quiet -connect chatmail:${port} ${options.join(" ")} 2>/dev/null`;
  const shell = ["--entrypoint", "sh", fixtureImage("chatmail"), "-c", client];
  return tryDocker(["run", "--rm", "--network", NETWORK, ...shell]).stdout;
}

/** The certificate that a port shows, by its serial number. */
function served(port: number): string {
  const client = `openssl s_client -connect chatmail:${port} </dev/null 2>/dev/null | openssl x509 -noout -serial`;
  const shell = ["--entrypoint", "sh", fixtureImage("chatmail"), "-c", client];
  return tryDocker(["run", "--rm", "--network", NETWORK, ...shell])
    .stdout.trim()
    .replace("serial=", "");
}

/** A certificate with this serial number, as hexadecimal digits, in a directory. */
function makeCertificate(directory: string, serial: string, days = "30"): void {
  mkdirSync(directory, { recursive: true });
  const subject = ["-subj", "/CN=chat.test", "-set_serial", `0x${serial}`, "-days", days];
  const files = ["-keyout", join(directory, "privkey.pem"), "-out", join(directory, "fullchain.pem")];
  const { status, stderr } = spawnSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
}

function dkimKey(): string {
  return relay.exec(["sha256sum", "/etc/dkimkeys/opendkim.private"]);
}

describeE2e("a chatmail relay of the official packaging", () => {
  let deployment: Deployment;
  let key: string;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    deployment.synthesize(program({}));
  }, 300_000);

  afterAll(() => deployment.remove(), 60_000);

  step("a deploy brings all services up, and the next one has nothing to do", async () => {
    await deployment.deploy();

    await allWell([relay.name]);
    expect(relay.exec(["systemctl", "is-system-running"])).toBe("running");
    expect(await deployment.planned()).toEqual([]);
    key = dkimKey();
  });

  step("IMAP, submission, and IMAP and HTTP on the web port answer", () => {
    const login = [`a login alice ${PASSWORD}`, "b logout"];
    const auth = Buffer.from(`\0alice\0${PASSWORD}`).toString("base64");

    expect(spoken(993, login)).toMatch(/^a OK .*Logged in/m);
    expect(spoken(443, login, "-alpn", "imap")).toMatch(/^a OK .*Logged in/m);
    expect(spoken(465, ["EHLO client.test", `AUTH PLAIN ${auth}`, "QUIT"])).toContain("235 2.7.0");
    expect(spoken(587, ["EHLO client.test", `AUTH PLAIN ${auth}`, "QUIT"], "-starttls", "smtp")).toContain("235 2.7.0");
    expect(spoken(443, ["GET /.well-known/mta-sts.txt HTTP/1.0\\r\\n"])).toContain("mx: _chat.test");
  });

  step("the output tells the DNS record of the key", async () => {
    const { stdout } = await deployment.terraform(["output", "-json"]);
    const values = Object.values(JSON.parse(stdout) as Record<string, { value: string }>).map(({ value }) => value);
    const publicKey = relay
      .exec(["openssl", "rsa", "-in", "/etc/dkimkeys/opendkim.private", "-pubout"])
      .replace(/-----[^-]+-----|\n/g, "");

    expect(values).toContain(`v=DKIM1;k=rsa;p=${publicKey};s=email;t=s`);
  });

  step("key, certificate and mailboxes are those of before when the relay is replaced", async () => {
    relay.exec(["doveadm", "save", "-u", "alice"], { input: "Subject: kept\n\nkept\n" });
    const certificate = served(993);
    const before = idsOf([relay.name]);

    deployment.synthesize(
      program({
        ini: { maxMailboxSize: Size.mebibytes(250) },
        closedRegistration: true,
        customFiles: [CustomFile.fromText("/opt/chatmail/www/src/index.md", "Our own page\n")],
      }),
    );
    await deployment.deploy();

    expect(idsOf([relay.name])).not.toEqual(before);
    expect(dkimKey()).toBe(key);
    expect(served(993)).toBe(certificate);
    expect(relay.exec(["doveadm", "fetch", "-u", "alice", "hdr.subject", "all"])).toContain("kept");
    expect(relay.exec(["cat", "/var/www/html/index.html", "/etc/chatmail-nocreate"])).toBe("Our own page\nclosed");
    expect(await deployment.planned()).toEqual([]);
  });

  step("and when its image is another one", async () => {
    docker(["tag", fixtureImage("chatmail"), "cdktf-groupware-fixture/chatmail:1.13.0"]);
    deployment.synthesize(program({ image: ChatmailImage.fromRegistry("cdktf-groupware-fixture/chatmail:1.13.0") }));

    await deployment.deploy();

    expect(dkimKey()).toBe(key);
    expect(relay.exec(["doveadm", "fetch", "-u", "alice", "hdr.subject", "all"])).toContain("kept");
  });

  step("its first signal stops it within its grace, and a start configures nothing anew", async () => {
    relay.stop();

    expect(inspect(relay.name).State.ExitCode).not.toBe(137);

    docker(["start", relay.name]);
    await allWell([relay.name]);
    expect(logsOf(relay.name)).toContain("No changes detected");
    expect(dkimKey()).toBe(key);
  });

  stepOnOwnEngine("and when the engine restarts", async () => {
    await restartEngine();

    await allWell([relay.name]);
    expect(dkimKey()).toBe(key);
  });

  step("a service that has failed is told, though others go on", async () => {
    relay.exec(["systemctl", "stop", "postfix@-", "opendkim"]);

    const { status, stdout } = relay.tryExec(["sh", "/usr/local/lib/cdktf-groupware/health"]);

    expect([status, stdout.trim()]).toEqual([1, "not running: opendkim postfix@-"]);
    relay.exec(["systemctl", "start", "opendkim", "postfix@-"]);
    await allWell([relay.name]);
  });
});

describeE2e("a chatmail relay with a certificate of somebody else", () => {
  let deployment: Deployment;
  let directory: string;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    directory = join(deployment.directory, "certificates");
    mkdirSync(directory, { mode: 0o755 });
    deployment.synthesize(
      program((host) => ({
        tls: ChatmailTls.external(
          DataVolume.hostDirectory(host, "certificates", directory, { owner: "0:0", mode: "0755" }),
          { certificate: "live/fullchain.pem", privateKey: "live/privkey.pem" },
        ),
        certificateMonitoring: { interval: Duration.seconds(1) },
        startTimeout: Duration.minutes(1),
      })),
    );
  }, 300_000);

  afterAll(() => deployment.remove(), 60_000);

  const live = (): string => join(directory, "live");

  /** What certbot and acmetool do: a link leads elsewhere at once. */
  function swap(target: string): void {
    symlinkSync(target, join(directory, "next"));
    renameSync(join(directory, "next"), live());
  }

  async function showsEverywhere(serial: string): Promise<void> {
    for (const port of [993, 465, 443]) {
      await eventually(`certificate ${serial} on port ${port}`, () => served(port) === serial);
    }
  }

  step("a certificate that is missing ends the deploy, and the log names it", async () => {
    const { exitCode } = await deployment.tryDeploy();

    expect(exitCode).not.toBe(0);
    await eventually("the name of the file", () =>
      /the certificate file \/etc\/chatmail-tls\/live\/fullchain\.pem does not exist/.test(logsOf(relay.name)),
    );
  });

  step("a second deploy goes on when it is there", async () => {
    makeCertificate(join(directory, "v1"), "0A01");
    symlinkSync("v1", live());

    await deployment.deploy();

    await showsEverywhere("0A01");
  });

  step("a link that leads elsewhere is noticed", async () => {
    makeCertificate(join(directory, "v2"), "0A02");

    swap("v2");

    await showsEverywhere("0A02");
  });

  step("so is a file that is written in place", async () => {
    makeCertificate(join(directory, "v2"), "0A03");

    await showsEverywhere("0A03");
  });

  step("so is a file that takes the place of another", async () => {
    makeCertificate(join(directory, "next-files"), "0A04");

    for (const file of ["privkey.pem", "fullchain.pem"]) {
      renameSync(join(directory, "next-files", file), join(directory, "v2", file));
    }

    await showsEverywhere("0A04");
  });

  step("so is a file that was away for a while", async () => {
    rmSync(join(directory, "v2", "fullchain.pem"));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    makeCertificate(join(directory, "v5"), "0A05");

    cpSync(join(directory, "v5"), join(directory, "v2"), { recursive: true });

    await showsEverywhere("0A05");
  });

  step("one that has few days left is told", async () => {
    makeCertificate(join(directory, "v6"), "0A06", "5");

    swap("v6");

    await eventually("a warning", () => /has under 14 days: /.test(logsOf(relay.name)));
  });
});

describeE2e("a host that is not prepared", () => {
  let deployment: Deployment;
  const squatter = `${stack}-squatter`;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    const listen =
      "printf 'events {}\\nhttp { server { listen 127.0.0.1:8443; } }\\n' > /tmp/nginx.conf; exec nginx -c /tmp/nginx.conf -g 'daemon off;'";
    docker([
      ...["run", "--detach", "--name", squatter, "--network", "host", "--tmpfs", "/sys/fs/cgroup"],
      ...["--entrypoint", "sh", fixtureImage("chatmail"), "-c", listen],
    ]);
    deployment.synthesize(
      program({ network: undefined, publishAddress: undefined, preflight: { disk: Size.gibibytes(1_000_000) } }),
    );
  }, 300_000);

  afterAll(() => deployment.remove(), 60_000);

  step("is told all that is missing, and how to mend it, before the relay exists", async () => {
    await eventually("a listener", () => /:20FB \S+ 0A/.test(docker(["exec", squatter, "cat", "/proc/net/tcp"])));
    const { exitCode, output } = await deployment.tryDeploy();
    const check = `${stack}-chatmail-preflight-check`;

    expect(exitCode).not.toBe(0);
    expect(output).toContain(`docker logs ${check}`);
    expect(containersOf(relay.name)).not.toContain(relay.name);
    expect(logsOf(check)).toMatch(
      /MISSING {2}port 8443\/tcp, which somebody else has\s+do {2}sudo ss -lnp \| grep :8443/,
    );
    expect(logsOf(check)).toMatch(/MISSING {2}free space for the engine: \d+ MiB of 1024000000 MiB/);
  });
});

describeE2e("a chatmail relay of the first packaging", () => {
  let deployment: Deployment;
  const checkout = `${stack}-checkout`;

  beforeAll(() => {
    deployment = Deployment.fresh(stack);
    docker(["volume", "create", checkout]);
    runOnce(
      `mkdir -p /checkout/scripts /checkout/www/src; cd /checkout/scripts
       printf '#!/bin/sh\\ntrue\\n' > initenv.sh
       cat > cmdeploy <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = init ]; then
  shift; [ "$1" = --config ] && ini=$2 && shift 2
  [ "$1" = --force ] && shift || [ ! -e "$ini" ] || exit 0
  printf '[params]\\nmail_domain = %s\\nmax_mailbox_size = 100M\\ndisable_ipv6 = False\\nuse_foreign_cert_manager = False\\nchange_kernel_settings = True\\n' "$1" > "$ini"
else
  ! grep -q '^change_kernel_settings = True' chatmail.ini || { echo 'permission denied: fs.inotify' >&2; exit 1; }
  exec /opt/fixture/configure chatmail.ini
fi
SCRIPT
       chmod 0755 *`,
      ...["--volume", `${checkout}:/checkout`],
    );
    deployment.synthesize(
      program((host) => ({
        image: ChatmailImage.legacy(ContainerImage.fromRegistry(fixtureImage("chatmail", { PACKAGING: "legacy" }))),
        legacy: {
          checkout: DataVolume.fromExisting(host, "checkout", { volumeName: checkout }),
          forceReinitIniFile: true,
        },
        ini: { maxMailboxSize: Size.mebibytes(250) },
      })),
    );
  }, 300_000);

  afterAll(() => {
    deployment.remove();
    removeEverything(`${stack}-`);
  }, 60_000);

  step("installs itself, with what its environment says", async () => {
    await deployment.deploy();

    await allWell([relay.name]);
    expect(relay.exec(["cat", "/opt/chatmail/chatmail.ini"])).toContain("max_mailbox_size = 250M\ndisable_ipv6 = True");
    expect(spoken(993, [`a login alice ${PASSWORD}`, "b logout"])).toMatch(/^a OK .*Logged in/m);
    expect(await deployment.planned()).toEqual([]);
  });

  step("keeps its key, and starts again after a stop", async () => {
    const key = dkimKey();
    relay.stop();

    docker(["start", relay.name]);

    await allWell([relay.name]);
    expect(dkimKey()).toBe(key);
  });
});
