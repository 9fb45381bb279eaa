import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine } from "../../src/cli/command-line";
import { relayOn } from "../chatmail/relays";
import { Topology } from "cdktf-groupware";
import { DnsServer, type Zone } from "./dns-server";

const KEY = "A".repeat(392);
const DKIM = `v=DKIM1;k=rsa;p=${KEY};s=email;t=s`;

/** What a person has put into DNS who has read the zone file, with a key in two pieces. */
const COMPLETE: Zone = {
  "chat.example.org A": "198.51.100.5",
  "chat.example.org AAAA": "2001:db8::5",
  "www.chat.example.org CNAME": "chat.example.org",
  "mta-sts.chat.example.org CNAME": "chat.example.org",
  "chat.example.org MX": { preference: 10, exchange: "chat.example.org" },
  "_mta-sts.chat.example.org TXT": [["v=STSv1; id=202611210700"]],
  "opendkim._domainkey.chat.example.org TXT": [[DKIM.slice(0, 255), DKIM.slice(255)]],
  "chat.example.org TXT": [["v=spf1 a ~all"], ["google-site-verification=abc"]],
  "_dmarc.chat.example.org TXT": [["v=DMARC1; p=reject; aspf=s; adkim=s"]],
  "_adsp._domainkey.chat.example.org TXT": [["dkim=discardable"]],
  "chat.example.org CAA": { flags: 0, tag: "issue", value: "letsencrypt.org;accounturi=https://acme/1" },
  "_submission._tcp.chat.example.org SRV": { priority: 0, weight: 1, port: 587, target: "chat.example.org" },
  "_submissions._tcp.chat.example.org SRV": { priority: 0, weight: 1, port: 465, target: "chat.example.org" },
  "_imap._tcp.chat.example.org SRV": { priority: 0, weight: 1, port: 143, target: "chat.example.org" },
  "_imaps._tcp.chat.example.org SRV": { priority: 0, weight: 1, port: 993, target: "chat.example.org" },
};

let directory: string;
let topology: string;
let output: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cdktf-groupware-dns-"));
  topology = join(directory, "topology.json");
  const relay = relayOn();
  writeFileSync(topology, Topology.of(relay).toJson());
  output = relay.dnsRecords.flatMap((record) => record.output ?? [])[0];
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the command and tells its exit code and all that it wrote. */
async function run(...argv: string[]): Promise<[number, string]> {
  const written: string[] = [];
  const add = (text: string) => written.push(text);
  const exitCode = await commandLine(argv, { out: add, error: add });
  return [exitCode, written.join("\n")];
}

/** Verifies against a name server with these records. */
async function verify(zone: Zone, ...options: string[]): Promise<[number, string]> {
  const server = await DnsServer.serving(zone);
  try {
    const [exitCode, text] = await run("dns", "verify", "--topology", topology, "--server", server.address, ...options);
    return [exitCode, text.replaceAll(server.address, "ns.example.org")];
  } finally {
    server.close();
  }
}

describe("dns verify", () => {
  test("finds nothing where everything is there, in whatever spelling, and other texts beside it", async () => {
    expect(await verify(COMPLETE)).toEqual([0, "All 15 DNS records are as they should be."]);
  });

  test("tells what is missing, wrong and doubled, all at once", async () => {
    const {
      "www.chat.example.org CNAME": _www,
      "_imap._tcp.chat.example.org SRV": _imap,
      "opendkim._domainkey.chat.example.org TXT": _dkim,
      ...rest
    } = COMPLETE;
    const zone: Zone = {
      ...rest,
      "chat.example.org A": "203.0.113.9",
      "www.chat.example.org A": "198.51.100.5",
      "chat.example.org TXT": [["v=spf1 a ~all"], ["v=spf1 mx -all"]],
      "chat.example.org MX": [
        { preference: 10, exchange: "chat.example.org" },
        { preference: 20, exchange: "mail.example.net" },
      ],
    };

    expect(await verify(zone)).toEqual([
      1,
      `✗ wrong   chat.example.org A
    got       203.0.113.9
    expected  198.51.100.5
    for       calendars/host/chatmail
    asked     ns.example.org

✗ wrong   www.chat.example.org CNAME
    got       addresses (198.51.100.5) in place of an alias
    expected  chat.example.org
    for       calendars/host/chatmail
    asked     ns.example.org

✗ wrong   chat.example.org MX
    got       20 mail.example.net
    expected  10 chat.example.org
    for       calendars/host/chatmail
    asked     ns.example.org

✗ missing   opendkim._domainkey.chat.example.org TXT
    expected  what the running service tells
    for       calendars/host/chatmail
    asked     ns.example.org

✗ doubled   chat.example.org TXT
    got       "v=spf1 a ~all" and "v=spf1 mx -all"
    expected  v=spf1 a ~all
    for       calendars/host/chatmail
    asked     ns.example.org

! missing (recommended)   _imap._tcp.chat.example.org SRV
    expected  0 1 143 chat.example.org
    for       calendars/host/chatmail
    asked     ns.example.org

6 of 15 DNS records are not as they should be.`,
    ]);
  });

  test("is content where only what is recommended is missing", async () => {
    const { "chat.example.org CAA": _caa, ...rest } = COMPLETE;

    const [exitCode, text] = await verify(rest);

    expect([exitCode, text.split("\n").at(-1)]).toEqual([0, "1 of 15 DNS records is not as they should be."]);
  });

  test("before the first start asks for four records alone", async () => {
    expect(await verify(COMPLETE, "--before-start")).toEqual([0, "All 4 DNS records are as they should be."]);
  });

  test("compares the key with what the running relay has told", async () => {
    const outputs = join(directory, "outputs.json");
    writeFileSync(outputs, JSON.stringify({ calendars: { [output]: DKIM.replace("AAAA", "BBBB") } }));

    const [exitCode, text] = await verify(COMPLETE, "--outputs", outputs);

    expect(exitCode).toBe(1);
    expect(text).toContain("✗ wrong   opendkim._domainkey.chat.example.org TXT");
  });

  test("says who does not answer", async () => {
    const server = await DnsServer.serving({});
    const { address } = server;
    server.close();

    expect(await run("dns", "verify", "--topology", topology, "--server", address)).toEqual([
      2,
      `cdktf-groupware: ${address} (127.0.0.1 port ${address.split(":")[1]}) does not answer`,
    ]);
  });
});

describe("dns zone", () => {
  test("is the zone file of the relay, with the key from outputs", async () => {
    const outputs = join(directory, "terraform.json");
    writeFileSync(outputs, JSON.stringify({ [output]: { sensitive: false, value: DKIM } }));

    const [exitCode, text] = await run("dns", "zone", "--topology", topology, "--outputs", outputs);

    expect(exitCode).toBe(0);
    expect(text).toContain(
      `opendkim._domainkey.chat.example.org. 3600 IN TXT "${DKIM.slice(0, 255)}" "${DKIM.slice(255)}"\n`,
    );
  });
});

describe("dns records", () => {
  test("lists one a line, of one zone alone where it is named", async () => {
    const [, text] = await run("dns", "records", "--topology", topology, "--zone", "www.chat.example.org");

    expect(text).toBe("www.chat.example.org\tCNAME\tchat.example.org\tbefore-start\tcalendars/host/chatmail");
  });
});

describe("a command line that means nothing", () => {
  test.each([
    [["deploy"], "cdktf-groupware: there is no command deploy"],
    [["dns", "check"], "cdktf-groupware: there is no verb check of dns"],
    [["dns", "verify", "extra"], "cdktf-groupware: extra means nothing here"],
    [["dns", "verify", "--sever", "::1"], "cdktf-groupware: Unknown option '--sever'"],
    [["dns", "verify", "--server", "ns1"], "cdktf-groupware: --server takes an IP address"],
    [["dns", "zone", "--topology", "/nowhere"], "cdktf-groupware: /nowhere cannot be read"],
  ])("%j says so, and shows the usage", async (argv, message) => {
    const options = argv.length > 1 && argv[1] !== "zone" ? ["--topology", topology] : [];

    const [exitCode, text] = await run(...argv, ...options);

    expect([exitCode, text.includes(message)]).toEqual([2, true]);
    expect(text).toContain("Usage: cdktf-groupware dns");
  });
});
