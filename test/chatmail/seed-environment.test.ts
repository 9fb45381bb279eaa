import { ChatmailRelay, Duration, Size } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";

describe("the environment file of the guide", () => {
  test("becomes props, with types", () => {
    const props = ChatmailRelay.propsFromEnvironment({
      MAIL_DOMAIN: "chat.example.org",
      ACME_EMAIL: "admin@example.org",
      MAX_MESSAGE_SIZE: "50M",
      MAX_MAILBOX_SIZE: "2G",
      DELETE_MAILS_AFTER: "40",
      MAX_LOAD_1M: "2.5",
      DISABLE_IPV6: "True",
      IROH_RELAY: "",
      DEBUG_COMMANDS_ENABLED: "false",
      FORCE_REINIT_INI_FILE: "true",
      RECREATE_VENV: "true",
      USE_FOREIGN_CERT_MANAGER: "false",
      INI_FILE: "./chatmail.ini",
      PATH_TO_SSL: "/var/lib/acme/live/chat.example.org",
      ENABLE_CERTS_MONITORING: "true",
      CERTS_MONITORING_TIMEOUT: "10",
      CHANGE_KERNEL_SETTINGS: "False",
      BRAND_NEW_KEY: "x",
    });

    expect(props).toEqual({
      mailDomain: "chat.example.org",
      ini: {
        acmeEmail: "admin@example.org",
        maxMessageSize: Size.mebibytes(50),
        maxMailboxSize: Size.gibibytes(2),
        deleteMailsAfter: Duration.days(40),
        maxLoad1m: 2.5,
        disableIpv6: true,
      },
      legacy: { forceReinitIniFile: true, recreateVenv: true, iniFile: "chatmail.ini" },
      certificateMonitoring: { enabled: true, interval: Duration.seconds(10) },
      env: { BRAND_NEW_KEY: "x" },
    });
  });

  test("with the least is a relay", () => {
    const props = ChatmailRelay.propsFromEnvironment({ MAIL_DOMAIN: "chat.example.org" });

    expect(() => new ChatmailRelay(makeHost(), "chatmail", props)).not.toThrow();
  });

  test("is refused where it means nothing, all of it at once", () => {
    expect(
      refusalOf(() =>
        ChatmailRelay.propsFromEnvironment({
          CHANGE_KERNEL_SETTINGS: "True",
          RECREATE_VENV: "True",
          MAX_MAILBOX_SIZE: "1.5G",
          PATH_TO_SSL: "/certificates",
          CERTS_MONITORING_TIMEOUT: "soon",
          CMDEPLOY_STAGES: "install",
        }),
      ),
    ).toBe(`ChatmailRelay.propsFromEnvironment: 7 problems

  ✗ CHANGE_KERNEL_SETTINGS   is not possible: a container cannot change the kernel of its host
      got       "True"
      expected  False
      fix       remove it, and set on the host what \`hostRequirements.sysctlFile\` says

  ✗ RECREATE_VENV   has a value that does not fit
      got       "True"
      expected  true or false, in lower case
      fix       correct or remove \`RECREATE_VENV\`

  ✗ MAX_MAILBOX_SIZE   has a value that does not fit
      got       "1.5G"
      expected  what \`ini.maxMailboxSize\` can be: a Size of whole mebibytes, at least one, such as Size.mebibytes(500)
      fix       correct or remove \`MAX_MAILBOX_SIZE\`

  ✗ PATH_TO_SSL   names a certificate by its path in the container, which says nothing of where it comes from
      got       "/certificates"
      expected  no such variable, and \`tls\` beside the props
      fix       remove it, and pass \`tls: ChatmailTls.external(…)\` or \`ChatmailTls.traefikDumped(…)\`

  ✗ CERTS_MONITORING_TIMEOUT   has a value that does not fit
      got       "soon"
      expected  seconds, from 1 to 86400
      fix       correct or remove \`CERTS_MONITORING_TIMEOUT\`

  ✗ CMDEPLOY_STAGES   is decided by a prop, or by the construct
      got       "install"
      expected  nothing: the relay would be configured at every start
      fix       remove \`CMDEPLOY_STAGES\`

  ✗ MAIL_DOMAIN   is required
      got       nothing
      expected  a domain in lower case, such as chat.example.org
      fix       pass \`MAIL_DOMAIN\``);
  });

  test.each([undefined, null, [], "MAIL_DOMAIN=x"])("is no %p", (environment) => {
    expect(refusalOf(() => ChatmailRelay.propsFromEnvironment(environment as never))).toContain(
      "ChatmailRelay.propsFromEnvironment: 1 problem",
    );
  });
});
