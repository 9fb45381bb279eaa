import { absolutePath, nameServer } from "../docker/container-leaves-schema";
import { duration } from "../docker/duration-schema";
import { mountableVolume, serviceNetwork } from "../docker/handles-schema";
import { size } from "../docker/size-schema";
import { hostAddress, ipAddress } from "../internal/leaves";
import { HOST_NAME } from "../internal/names";
import { atLeastOne, consistent, dictionary, flag, instance, leaf, list, struct, text } from "../internal/schema";
import { Duration, Size } from "../units";
import { ChatmailImage } from "./chatmail-image";
import { ChatmailTls } from "./chatmail-tls";
import { relayContradictions } from "./contradictions-schema";
import { CustomFile } from "./custom-file";
import { iniSchema } from "./ini-schema";
import { isMailDomain } from "./mail-domain";

const mailDomain = leaf<string>(
  "a domain in lower case such as chat.example.org, one with a leading `_`, or an IPv4 address",
  (value) => typeof value === "string" && isMailDomain(value),
);

const state = struct({
  mail: mountableVolume.optional(),
  dkim: mountableVolume.optional(),
  acme: mountableVolume.optional(),
  selfSigned: mountableVolume.optional(),
  queue: mountableVolume.optional(),
});

const legacy = struct({
  checkout: mountableVolume.optional(),
  debugCommandsEnabled: flag().optional(),
  forceReinitIniFile: flag().optional(),
  recreateVenv: flag().optional(),
  iniFile: text("a path in the checkout, without blanks, such as chatmail.ini", /^[A-Za-z0-9._/-]+$/).optional(),
});

const hostName = text('a host name such as gmail-smtp-in.l.google.com, or ""', new RegExp(`^$|${HOST_NAME.source}`));

const preflight = struct({
  enabled: flag().optional(),
  smtpProbe: hostName.optional(),
  memory: size("Size.mebibytes(900)").optional(),
  disk: size("Size.gibibytes(10)").optional(),
});

export const chatmailRelaySchema = consistent(
  struct({
    mailDomain,
    image: instance("ChatmailImage", () => ChatmailImage, 'ChatmailImage.release("1.12.0")').optional(),
    ini: iniSchema.optional(),
    env: dictionary(
      text("an upper-case name such as MAX_MAILBOX_SIZE", /^[A-Z][A-Z0-9_]*$/),
      text("text of one line, without blanks at its ends", /^(?!\s)[^\p{Cc}]*(?<!\s)$/u),
    ).optional(),
    tls: instance("ChatmailTls", () => ChatmailTls, "ChatmailTls.acme()").optional(),
    certificateMonitoring: struct({
      enabled: flag().optional(),
      interval: duration(Duration.seconds(1), Duration.days(1), "Duration.seconds(60)").optional(),
    }).optional(),
    network: serviceNetwork.optional(),
    publishAddress: hostAddress.optional(),
    publicAddresses: list(ipAddress("an IP address such as 198.51.100.5")).optional(),
    dnsServers: atLeastOne(list(nameServer)).optional(),
    state: state.optional(),
    customFiles: list(
      instance(
        "CustomFile",
        () => CustomFile,
        'CustomFile.fromLocalFile("/opt/chatmail/www/src/index.md", "index.md")',
      ),
    ).optional(),
    customDirectories: list(
      struct({
        path: absolutePath,
        directory: mountableVolume,
        readOnly: flag().optional(),
      }),
    ).optional(),
    closedRegistration: flag().optional(),
    legacy: legacy.optional(),
    mtaStsId: text("1 to 32 letters and digits", /^[A-Za-z0-9]{1,32}$/).optional(),
    preflight: preflight.optional(),
    memory: size("Size.gibibytes(2)", Size.mebibytes(256)).optional(),
    startTimeout: duration(Duration.minutes(1), Duration.minutes(20), "Duration.minutes(10)").optional(),
    stopGrace: duration(Duration.seconds(30), Duration.hours(1), "Duration.seconds(90)").optional(),
  }),
  ...relayContradictions,
);
