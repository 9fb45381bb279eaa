import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseCidr } from "../../src/internal/ip";
import type { IServiceNetwork, PostfixRelayProps } from "cdktf-groupware";
import { DkimFailure, Duration, Smarthost } from "cdktf-groupware";
import { renderKeyTable, renderOpendkimConf, renderSigningTable } from "../../src/postfix-relay/opendkim-conf";
import { postfixContract, sendersTable } from "../../src/postfix-relay/postfix-contract";
import { planRelay } from "../../src/postfix-relay/relay-plan";
import { fixtureImage } from "../fixtures/images/build";
import type { Outcome, TestContainer } from "./containers";
import { Sandbox, docker, eventually } from "./containers";

/** A message as the recorder keeps it. */
export interface Recorded {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly data: string;
  readonly login: boolean;
  readonly tls: boolean;
  readonly helo: string;
  /** When it was kept, in seconds. */
  readonly at: number;
  /** How many the recorder was taking at that time. */
  readonly together: number;
}

/** The zone that the resolver of a test knows. */
export interface Zone {
  readonly name: string;
  /** Records, as a zone file has them. */
  readonly records: readonly string[];
}

/** How a signer runs. */
export interface SignerOptions {
  readonly key: string;
  /** The mode of the file with the key. */
  readonly keyMode?: string;
}

/** What a test says of its relay beyond the usual. */
export interface RelayOptions extends Partial<PostfixRelayProps> {
  /** Contents of the files with secrets, by path. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Further options of `docker run`. */
  readonly run?: readonly string[];
  /** The host name of a signer. */
  readonly signerHost?: string;
  /** The queue; a new volume where there is none. */
  readonly queueVolume?: string;
  /** Options of its mount, such as `:ro`. */
  readonly queueOptions?: string;
}

const DOMAIN = "calendar.example.org";

/** A network, a recorder as the smarthost, clients, and relays in the image under test with the files of the library. */
export class MailLab {
  readonly sandbox = new Sandbox();
  readonly network: string;
  private readonly addresses: { subnet: string; gateway: string; ipv6Subnet?: string };

  constructor(
    private readonly image: string,
    private readonly tools: string,
    networkOptions: readonly string[] = [],
  ) {
    this.network = this.sandbox.network("mail", networkOptions);
    this.addresses = addressesOf(this.network);
  }

  /** A recording smarthost. */
  recorder(name: string, env: Record<string, string> = {}): TestContainer {
    return this.sandbox.run(name, {
      image: this.tools,
      env,
      options: ["--network", this.network, "--network-alias", name],
    });
  }

  /** A container from which tests send, on the network of the relay unless told otherwise. */
  client(name: string, network = this.network): TestContainer {
    return this.sandbox.run(name, {
      image: this.tools,
      command: ["infinity"],
      options: ["--network", network, "--entrypoint", "sleep", "--init"],
    });
  }

  /** A resolver that validates DNSSEC and signs its own zone; returns its address. */
  resolver(name: string, zone: Zone): string {
    const container = this.sandbox.run(name, {
      image: fixtureImage("mail-dns"),
      env: { ZONE: zone.name, RECORDS: zone.records.join("\n") },
      options: ["--network", this.network],
    });
    return this.addressOf(container);
  }

  /** The IPv4 address of a container on the network of the relay. */
  addressOf(container: TestContainer): string {
    return container.inspect(`{{(index .NetworkSettings.Networks "${this.network}").IPAddress}}`);
  }

  /** A signer as the construct runs it, with a key of one's own. */
  signer(name: string, { key, keyMode = "0400" }: SignerOptions): TestContainer {
    const plan = { selector: "mail", domains: [DOMAIN], onFailure: DkimFailure.TEMPFAIL };
    const config = this.sandbox.volume(`${name}-config`);
    fill(config, this.image, {
      "opendkim.conf": renderOpendkimConf("/config"),
      "key-table": renderKeyTable(plan, "/config/key.pem"),
      "signing-table": renderSigningTable(plan),
      "key.pem": key,
    });
    const own = `chown -R 104:104 /config && chmod ${keyMode} /config/key.pem`;
    docker(["run", "--rm", "--network", "none", "--volume", `${config}:/config`, "--entrypoint", "sh", this.image, "-c", own]);
    return this.sandbox.run(name, {
      image: this.image,
      env: { LD_PRELOAD: "/usr/local/lib/log-to-stderr.so" },
      command: ["-f", "-x", "/config/opendkim.conf"],
      options: [
        ...["--network", this.network, "--network-alias", name, "--user", "104:104", "--read-only", "--cap-drop", "ALL"],
        ...["--security-opt", "no-new-privileges", "--tmpfs", "/tmp", "--tmpfs", "/run", "--entrypoint", "opendkim"],
        ...["--volume", `${config}:/config:ro`],
      ],
    });
  }

  /** A relay as the construct runs it: without privileges, with a read-only root. */
  relay(name: string, { secrets = {}, run = [], signerHost, queueVolume, queueOptions = "", ...props }: RelayOptions = {}): TestContainer {
    const config = this.sandbox.volume(`${name}-config`);
    fill(config, this.image, this.files(props, secrets, signerHost));
    const queue = queueVolume ?? this.sandbox.volume(`${name}-queue`);
    return this.sandbox.run(name, {
      image: this.image,
      options: [
        ...["--network", this.network, "--network-alias", name, "--read-only", "--security-opt", "no-new-privileges"],
        ...["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"].flatMap((one) => ["--cap-add", one]),
        ...["--health-cmd", "relay-health", "--health-interval", "1s", "--cap-drop", "ALL", "--tmpfs", "/run:mode=0755", "--tmpfs", "/tmp"],
        ...["--volume", `${config}:/config:ro`, "--volume", `${queue}:/var/spool/postfix${queueOptions}`, ...run],
      ],
    });
  }

  private files(
    props: Partial<PostfixRelayProps>,
    secrets: Readonly<Record<string, string>>,
    signerHost: string | undefined,
  ): Record<string, string> {
    const networkNode = { ...this.addresses, name: this.network };
    const plan = planRelay({
      networks: [{ networkName: this.network, networkId: this.network, networkNode } as unknown as IServiceNetwork],
      mailName: DOMAIN,
      rootAddress: "cal-bounce@example.org",
      ...(props.directDelivery ? {} : { smarthost: Smarthost.of("smarthost") }),
      ...props,
    });
    const { config } = postfixContract(plan, {
      signerHost,
      senders: sendersTable(props.senderDomains ?? [DOMAIN]),
      submission: props.submission,
      warnAfter: Duration.minutes(30),
    });
    return Object.fromEntries(config!.files.map((file) => [file.path, file.content ?? secrets[file.path] ?? "missing"]));
  }
}

/** Sends one message, and tells what the server said. */
export function send(client: TestContainer, server: string, ...options: string[]): Outcome {
  const defaults = ["--from", `ann@${DOMAIN}`, "--to", "bob@example.net", "--helo", "client.example.org"];
  return client.tryExec(["swaks", "--server", server, "--timeout", "10", ...defaults, ...options]);
}

/** What a recorder has kept so far. */
export function recorded(recorder: TestContainer): Recorded[] {
  const text = recorder.exec(["sh", "-c", "for m in /messages/*.json; do [ ! -e $m ] || { cat $m; echo; }; done"]);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Recorded);
}

/** Waits until a recorder has kept so many messages. */
export async function arrivals(recorder: TestContainer, count: number, seconds = 60): Promise<Recorded[]> {
  return eventually(
    `${count} messages`,
    () => {
      const all = recorded(recorder);
      return all.length >= count && all;
    },
    seconds,
  );
}

/** Waits until the engine calls it healthy. */
export async function healthy(container: TestContainer): Promise<void> {
  await eventually(
    `${container.name} is healthy:\n${container.logs()}`,
    () => container.inspect("{{.State.Health.Status}}") === "healthy",
  );
}

function addressesOf(network: string): { subnet: string; gateway: string; ipv6Subnet?: string } {
  const [{ IPAM }] = JSON.parse(docker(["network", "inspect", network]));
  const configs = IPAM.Config as { Subnet: string; Gateway?: string }[];
  const ipv4 = configs.find(({ Subnet }) => parseCidr(Subnet)?.family === 4)!;
  const ipv6 = configs.find(({ Subnet }) => parseCidr(Subnet)?.family === 6);
  return { subnet: ipv4.Subnet, gateway: ipv4.Gateway!, ipv6Subnet: ipv6?.Subnet };
}

function fill(volume: string, image: string, files: Readonly<Record<string, string>>): void {
  const directory = mkdtempSync(join(tmpdir(), "cdktf-groupware-config-"));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
  const command = `tar -C "$0" --owner 0 --group 0 --mode a+rX -c . | docker run --rm -i --network none -v "$1:/files" --entrypoint tar "$2" -xC /files`;
  const { status, stderr } = spawnSync("sh", ["-euc", command, directory, volume, image], { encoding: "utf8" });
  rmSync(directory, { recursive: true });
  if (status !== 0) throw new Error(`filling ${volume}: ${stderr}`);
}
