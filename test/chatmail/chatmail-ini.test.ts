import * as fc from "fast-check";
import { Duration, Size } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";
import { renderChatmailIni } from "../../src/chatmail/chatmail-ini";
import { INI_KEYS } from "../../src/chatmail/ini-keys";
import type { ChatmailIni } from "../../src/chatmail/ini-props";
import { iniSchema } from "../../src/chatmail/ini-schema";
import { validateOptions } from "../../src/internal/schema";
import { parseIni, requireSound } from "./strict-ini";

const mailDomain = "chat.example.org";

/** Every key, each with a value that no release has by itself. */
const EVERYTHING: Required<ChatmailIni> = {
  maxUserSendPerMinute: 30,
  maxUserSendBurstSize: 5,
  maxMailboxSize: Size.mebibytes(250),
  maxMessageSize: Size.mebibytes(50),
  deleteMailsAfter: Duration.days(40),
  deleteLargeAfter: Duration.days(3),
  deleteInactiveUsersAfter: Duration.days(365),
  usernameMinLength: 5,
  usernameMaxLength: 12,
  passwordMinLength: 10,
  passthroughSenders: "ops@example.org",
  passthroughRecipients: "@example.net bot@example.org",
  maxLoad1m: 2.5,
  minAvailableMemory: Size.mebibytes(100),
  minFreeDiskSpace: Size.gibibytes(2),
  maxImapConnections: 500,
  maxSmtpConnections: 100,
  wwwFolder: "/srv/www",
  isDevelopmentInstance: false,
  disableIpv6: true,
  acmeEmail: "admin@example.org",
  irohRelay: "",
  mtailAddress: "127.0.0.1",
  imapRawlog: true,
  imapCompress: false,
  turnSocketPath: "/run/turn/turn.socket",
  filtermailSmtpPort: 20_080,
  filtermailSmtpPortIncoming: 20_081,
  filtermailHttpPortIncoming: 20_082,
  filtermailLmtpPortTransport: 20_083,
  postfixReinjectPort: 20_025,
  postfixReinjectPortIncoming: 20_026,
  privacyPostal: "Example e.V., Hauptstraße 1, Freiburg # 2. Stock; links",
  privacyMail: "privacy@example.org",
  privacyPdo: "Erika Mustermann",
  privacySupervisor: "LfDI",
  mailboxesDir: "/home/vmail/mail/chat.example.org",
  passdbPath: "/home/vmail/passdb.sqlite",
};

describe("chatmail.ini", () => {
  test("says the domain, and what is left out keeps chatmail's own value", () => {
    expect(renderChatmailIni({ mailDomain, ini: {} })).toBe("[params]\nmail_domain = chat.example.org\n");
  });

  test("says everything that can be said", () => {
    const certificate = "/etc/chatmail-tls/fullchain.pem";
    const privateKey = "/etc/chatmail-tls/privkey.pem";

    expect(Object.keys(EVERYTHING)).toEqual(INI_KEYS.map(({ name }) => name));
    expect(
      renderChatmailIni({
        mailDomain,
        ini: EVERYTHING,
        externalCertificate: { certificate, privateKey },
        further: { new_key: "1", another_key: "" },
      }),
    ).toBe(`[params]
mail_domain = chat.example.org
max_user_send_per_minute = 30
max_user_send_burst_size = 5
max_mailbox_size = 250M
max_message_size = 52428800
delete_mails_after = 40
delete_large_after = 3
delete_inactive_users_after = 365
username_min_length = 5
username_max_length = 12
password_min_length = 10
passthrough_senders = ops@example.org
passthrough_recipients = @example.net bot@example.org
max_load_1m = 2.5
min_available_memory = 100M
min_free_disk_space = 2G
max_imap_connections = 500
max_smtp_connections = 100
www_folder = /srv/www
is_development_instance = False
disable_ipv6 = True
acme_email = admin@example.org
iroh_relay =
mtail_address = 127.0.0.1
imap_rawlog = True
imap_compress = False
turn_socket_path = /run/turn/turn.socket
filtermail_smtp_port = 20080
filtermail_smtp_port_incoming = 20081
filtermail_http_port_incoming = 20082
filtermail_lmtp_port_transport = 20083
postfix_reinject_port = 20025
postfix_reinject_port_incoming = 20026
privacy_postal = Example e.V., Hauptstraße 1, Freiburg # 2. Stock; links
privacy_mail = privacy@example.org
privacy_pdo = Erika Mustermann
privacy_supervisor = LfDI
mailboxes_dir = /home/vmail/mail/chat.example.org
passdb_path = /home/vmail/passdb.sqlite
tls_external_cert_and_key = /etc/chatmail-tls/fullchain.pem /etc/chatmail-tls/privkey.pem
another_key =
new_key = 1
`);
  });
});

const EXAMPLES = fc.constantFrom(
  "5 # five",
  " leading",
  "two\nlines",
  "127.0.0.1",
  "203.0.113.7",
  "8.8.8.8",
  "/srv/www",
  "/srv/my www",
  "ops@example.org",
  "tmp@testrun.org",
  "https://iroh.example.org",
  "true",
  "x ; y",
  "[params]",
);

/** Values that are mostly wrong, and often enough right, for any key. */
const anything = fc.oneof(
  fc.integer({ min: -2, max: 70_000 }),
  fc.double({ min: -1, max: 20 }),
  fc.integer({ min: 1, max: 2_000 }).map((hundredths) => hundredths / 100),
  fc.boolean(),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ maxLength: 12 }),
  fc.integer({ min: 1, max: 40 }),
  ...Array.from({ length: 3 }, () => EXAMPLES),
  fc.integer({ min: 0, max: 3_000_000 }).map((amount) => Size.kibibytes(amount)),
  fc.integer({ min: 0, max: 4_000 }).map((amount) => Size.mebibytes(amount)),
  fc.integer({ min: 0, max: 100 }).map((amount) => Duration.hours(amount)),
  fc.integer({ min: 0, max: 400 }).map((amount) => Duration.days(amount)),
);

const anyIni = fc.record(Object.fromEntries(INI_KEYS.map(({ name }) => [name, anything])), { requiredKeys: [] });

function refusal(ini: object): string | undefined {
  try {
    validateOptions("ini", iniSchema, ini);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("whatever", () => {
  test.each(INI_KEYS.map(({ name }) => name))("is accepted for %s, chatmail accepts", (name) => {
    let accepted = 0;
    fc.assert(
      fc.property(anything, (value) => {
        const text = refusal({ [name]: value });
        if (text !== undefined) {
          expect(text).toContain(`✗ ${name} `);
          return;
        }
        accepted += 1;
        requireSound(parseIni(renderChatmailIni({ mailDomain, ini: { [name]: value } })));
      }),
      { numRuns: 60, seed: 7, examples: [[EVERYTHING[name]]] },
    );

    expect(accepted).toBeGreaterThan(0);
  });

  test("is accepted together, chatmail accepts, and gets every value", () => {
    fc.assert(
      fc.property(anyIni, (candidates) => {
        const sound = Object.fromEntries(
          Object.entries(candidates).filter(([name, value]) => refusal({ [name]: value }) === undefined),
        );
        const text = refusal(sound);
        if (text !== undefined) {
          expect(text).toMatch(/✗ (\w*[pP]ort\w*|username\w+) /);
          return;
        }
        const params = parseIni(renderChatmailIni({ mailDomain, ini: sound }));
        requireSound(params);
        expect(Object.keys(params)).toHaveLength(Object.keys(sound).length + 1);
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  test.each(INI_KEYS.map(({ name, kind }) => [name, kind] as const))("is written for %s, is read again", (_, kind) => {
    fc.assert(
      fc.property(anything, (value) => {
        if (!kind.accepts(value)) return;
        const read = kind.parse(kind.render(value));
        expect(read === undefined ? undefined : kind.render(read)).toBe(kind.render(value));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe("what no release of chatmail reads", () => {
  test("is refused all at once, by the name of its key", () => {
    expect(
      refusalOf(() =>
        validateOptions("calendars/host/chatmail", iniSchema, {
          maxMailboxSize: Size.kibibytes(1_500),
          maxMessageSize: "50M",
          usernameMinLength: 10,
          filtermailSmtpPort: 10_025,
          postfixReinjectPort: 25,
          privacyMail: "delta@merlinux.eu",
          mtailAddress: "8.8.8.8",
          privacyPostal: "line\nline",
          maxMailboxes: 1,
        }),
      ),
    ).toBe(`calendars/host/chatmail: 8 problems

  ✗ maxMailboxSize   has a value that does not fit
      got       1500 KiB
      expected  a Size of whole mebibytes, at least one, such as Size.mebibytes(500)
      fix       give \`maxMailboxSize\` a Size of whole mebibytes, at least one, such as Size.mebibytes(500)

  ✗ maxMessageSize   has a value that does not fit
      got       "50M"
      expected  a Size from 1 B to 2147483647 B, such as Size.mebibytes(30)
      fix       give \`maxMessageSize\` a Size from 1 B to 2147483647 B, such as Size.mebibytes(30)

  ✗ mtailAddress   has a value that does not fit
      got       "8.8.8.8"
      expected  an address of the machine itself or of a private network, such as 127.0.0.1
      fix       give \`mtailAddress\` an address of the machine itself or of a private network, such as 127.0.0.1

  ✗ privacyPostal   has a value that does not fit
      got       "line\\nline"
      expected  text of one line, not empty, without blanks at its ends, and without the names of chatmail's own makers
      fix       give \`privacyPostal\` text of one line, not empty, without blanks at its ends, and without the names of chatmail's own makers

  ✗ privacyMail   has a value that does not fit
      got       "delta@merlinux.eu"
      expected  a mail address such as admin@example.org, not one of chatmail's own makers
      fix       give \`privacyMail\` a mail address such as admin@example.org, not one of chatmail's own makers

  ✗ maxMailboxes   is no prop of this construct
      expected  one of ${INI_KEYS.map(({ name }) => name).join(", ")}
      fix       did you mean \`maxMailboxSize\`?

  ✗ usernameMinLength   leaves no length that the name of a user could have
      got       at least 10, at most 9
      expected  a shortest length that is not above the longest
      fix       raise \`usernameMaxLength\`, or lower \`usernameMinLength\`

  ✗ postfixReinjectPort   is the port of Postfix too
      got       25
      expected  a port of its own
      fix       give \`postfixReinjectPort\` another port`);
  });
});
