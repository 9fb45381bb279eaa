import type { BaikalServiceProps } from "cdktf-groupware";
import { BaikalDatabase, Secret } from "cdktf-groupware";
import type { BaikalPlan } from "../../src/baikal/baikal-plan";
import { planBaikal } from "../../src/baikal/baikal-plan";
import { renderBaikalYaml } from "../../src/baikal/baikal-yaml";
import { renderDeclaration } from "../../src/baikal/declaration";
import { renderMsmtprc } from "../../src/baikal/msmtprc";
import { renderPhpIni } from "../../src/baikal/php-ini";
import { renderVhostConf } from "../../src/baikal/vhost-conf";
import type { Outcome, TestContainer } from "./containers";
import { Sandbox, eventually, tryDocker } from "./containers";

/** What a test says of its server beyond the usual. */
export interface BaikalOptions extends Partial<BaikalServiceProps> {
  /** Passwords by the name of the user; each who has none has a usual one. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** Further files of the site, and those that take the place of rendered ones, by name. */
  readonly site?: Readonly<Record<string, string>>;
  /** Changes what is declared once more, as text. */
  readonly declare?: (json: string) => string;
}

/** How a container is run. */
export interface RunOptions {
  readonly image?: string;
  readonly options?: readonly string[];
  /** How the volume with the configuration is mounted, such as `ro`. */
  readonly mode?: string;
}

/** The password that somebody has unless a test says otherwise. */
export const PASSWORD = "a pass:word, with \"quotes' and ümlauts";
export const ADMIN_PASSWORD = "adm1n's: password";
export const DATABASE_PASSWORD = "it's; a \\password";

const secret = Secret.fromVariable("password");

/** As the service runs them: a user without privileges, a root that nobody writes. */
const HARDENED = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp:uid=33,gid=33"];
const SERVICE = ["--tmpfs", "/run/apache2:uid=33,gid=33", "--tmpfs", "/var/lib/php/sessions:uid=33,gid=33,size=1m"];

/** A user with all that a test seldom cares about. */
export function user(name: string, more: object = {}): NonNullable<BaikalServiceProps["users"]>[number] {
  return { name, password: secret, ...more };
}

/** Images, a network and installations of Baikal, with the files of the library. */
export class BaikalLab {
  readonly sandbox = new Sandbox();
  readonly network = this.sandbox.network("dav");

  constructor(readonly image: string) {}

  /** Empty volumes, as a first deploy makes them. */
  installation(name: string): Installation {
    return new Installation(this, name);
  }

  /** A container from which tests ask, with `curl`. */
  client(name: string): TestContainer {
    return this.sandbox.run(name, {
      image: this.image,
      command: ["infinity"],
      options: ["--network", this.network, "--entrypoint", "sleep", "--init"],
    });
  }
}

/** The two volumes of one server, and what runs on them. */
export class Installation {
  private runs = 0;
  private readonly mounts: { readonly config: string; readonly data: string };
  private readonly files: { readonly setup: string; readonly site: string };
  /** Root on the volumes: what goes wrong with them, and what a deploy writes there. */
  private readonly hands: TestContainer;

  constructor(
    private readonly lab: BaikalLab,
    readonly name: string,
  ) {
    const volume = (kind: string) => lab.sandbox.volume(`${name}-${kind}`);
    this.mounts = { config: volume("config"), data: volume("data") };
    this.files = { setup: volume("setup"), site: volume("site") };
    this.hands = lab.sandbox.run(`${name}-hands`, {
      image: lab.image,
      command: ["infinity"],
      options: [
        ...["--network", "none", "--user", "0", "--entrypoint", "sleep", "--init", ...this.volumes()],
        ...["--volume", `${this.files.setup}:/files/setup`, "--volume", `${this.files.site}:/files/site`],
      ],
    });
  }

  /** The job that makes it what is declared. */
  setUp(declared: BaikalOptions = {}, run: RunOptions = {}): Outcome {
    return tryDocker(["run", "--rm", ...this.jobOptions(declared, run), run.image ?? this.lab.image, ...SETUP]);
  }

  /** The same, which must succeed; what it said. */
  mustSetUp(declared: BaikalOptions = {}, run: RunOptions = {}): string {
    const { status, stdout, stderr } = this.setUp(declared, run);
    if (status !== 0) throw new Error(`setup of ${this.name}: exit code ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  /** The job, in a container that a test may kill. */
  startSetUp(declared: BaikalOptions): TestContainer {
    const options = this.jobOptions(declared, {});
    return this.lab.sandbox.run(`${this.name}-job-${++this.runs}`, { image: this.lab.image, options, command: SETUP });
  }

  /** The web server, which a test waits for, or not. */
  run(declared: BaikalOptions = {}, { image, options = [], mode }: RunOptions = {}): TestContainer {
    this.write("site", siteFiles(declared));
    return this.lab.sandbox.run(`${this.name}-${++this.runs}`, {
      image: image ?? this.lab.image,
      options: [
        ...["--network", this.lab.network, "--network-alias", this.name, ...HARDENED, ...SERVICE, ...this.volumes(mode)],
        ...["--volume", `${this.files.site}:/etc/baikal:ro`, ...options],
      ],
    });
  }

  /** Set up and serving. */
  async serve(declared: BaikalOptions = {}, run: RunOptions = {}): Promise<TestContainer> {
    this.mustSetUp(declared);
    const server = this.run(declared, run);
    await healthy(server, planOf(declared).basePath);
    return server;
  }

  /** Runs a shell command as root where the volumes are. */
  tamper(command: string): string {
    return this.hands.exec(["sh", "-euc", `cd /var/www/baikal\n${command}`]);
  }

  /** Names, owners, modes, times and sums of all its files. */
  bytes(): string {
    return this.tamper('find config Specific -type f -printf "%p %u %m %T@ " -exec sha256sum {} \\; | sort');
  }

  private jobOptions(declared: BaikalOptions, { options = [], mode }: RunOptions): string[] {
    this.write("setup", setupFiles(declared));
    return [
      ...["--network", this.lab.network, ...HARDENED, ...this.volumes(mode), "--entrypoint", "php"],
      ...["--volume", `${this.files.setup}:/etc/baikal-setup:ro`, ...options],
    ];
  }

  private volumes(mode = "rw"): string[] {
    const { config, data } = this.mounts;
    return ["--volume", `${config}:/var/www/baikal/config:${mode}`, "--volume", `${data}:/var/www/baikal/Specific`];
  }

  private write(kind: "setup" | "site", files: Record<string, string>): void {
    const program = `foreach (json_decode(stream_get_contents(STDIN), true) as $path => $content) {
      is_dir(dirname($path)) || mkdir(dirname($path), 0755, true);
      file_put_contents($path, $content);
    }`;
    const input = Object.fromEntries(Object.entries(files).map(([path, content]) => [`/files/${kind}/${path}`, content]));
    this.hands.exec(["php", "-r", program], { input: JSON.stringify(input) });
  }
}

const SETUP = ["/usr/local/lib/baikal/setup.php", "/etc/baikal-setup/declaration.json"];

function planOf({ passwords: _passwords, site: _site, declare: _declare, ...props }: BaikalOptions): BaikalPlan {
  return planBaikal(
    { domain: "calendar.example.org", networks: [], ...props },
    props.database ?? BaikalDatabase.sqlite(),
  );
}

function setupFiles({ passwords = {}, declare = (json) => json, ...rest }: BaikalOptions): Record<string, string> {
  const plan = planOf(rest);
  return {
    "baikal.yaml": renderBaikalYaml(plan),
    "declaration.json": declare(renderDeclaration(plan)),
    "secrets/admin-password": passwords.admin ?? ADMIN_PASSWORD,
    "secrets/database-password": DATABASE_PASSWORD,
    ...Object.fromEntries(
      plan.users.map(({ name, passwordFile }) => [`secrets/${passwordFile}`, passwords[name] ?? PASSWORD]),
    ),
  };
}

function siteFiles(declared: BaikalOptions): Record<string, string> {
  const plan = planOf(declared);
  const relay = { host: "smarthost", port: 25, usesTls: false };
  return {
    "vhost.conf": renderVhostConf(plan),
    "php.ini": renderPhpIni(plan),
    ...(plan.invites ? { msmtprc: renderMsmtprc(relay, plan.invites.envelopeSender) } : {}),
    ...declared.site,
  };
}

/** What the health check says. */
export function health(server: TestContainer, basePath = "/"): Outcome {
  return server.tryExec(["baikal-healthy", basePath]);
}

/** Waits until the health check is content. */
export async function healthy(server: TestContainer, basePath = "/"): Promise<void> {
  await eventually(
    `${server.name} is healthy`,
    () => {
      const { status, stdout } = health(server, basePath);
      if (server.inspect("{{.State.Status}}") === "exited") throw new Error(`${server.name} ended:\n${server.logs()}`);
      return status === 0 && stdout;
    },
    30,
  );
}

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Asks with `curl`, and does not follow redirects. */
export function ask(client: TestContainer, url: string, ...options: string[]): Answer {
  const { stdout, stderr, status } = client.tryExec(["curl", "-sS", "--path-as-is", "-i", "--max-time", "20", ...options, url]);
  if (status !== 0) throw new Error(`curl ${url}: exit code ${status}: ${stderr}`);
  // With Digest there are two answers; the last one counts.
  const answers = stdout.split(/^(?=HTTP\/1\.1 )/m);
  const [headers, ...body] = (answers.at(-1) ?? "").split("\r\n\r\n");
  return { status: Number(headers.split(" ")[1]), headers, body: body.join("\r\n\r\n") };
}

/** Options of `curl` for somebody who has an account. */
export function as(name: string, password = PASSWORD, scheme: "basic" | "digest" = "digest"): string[] {
  return [`--${scheme}`, "--user", `${name}:${password}`];
}
